"""/incident: create, read, change one request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from api_compat.invgate import codes
from api_compat.invgate.call import DATE_FORMATS, Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.errors import Unfit
from api_compat.invgate.fields import values_from
from api_compat.invgate.params import (
    Files,
    epoch,
    flag,
    integer,
    integers,
    long_text,
    numbered,
    text,
    uploads,
)
from api_compat.invgate.requests import RELATED, render
from api_compat.invgate.text import HTML, shown
from tickets import operations, queries
from tickets.drafts import TicketDraft, TicketPatch
from tickets.vocabulary import LinkKind

if TYPE_CHECKING:
    from accounts.models import Location
    from tickets.models import RequestSource, Ticket, TicketCategory

_PRIORITY = integer("priority_id", choices=codes.PRIORITY_NAMES)
_TYPE = integer("type_id", choices=codes.TYPE_NAMES)
_SOURCE = integer("source_id", choices=codes.SOURCE_NAMES)
_DATE_FORMAT = text("date_format", choices=DATE_FORMATS)
_DECODED = flag("decoded_special_characters", help="text with its HTML entities decoded")


@endpoint(
    "POST",
    "incident",
    integer("creator_id", required=True),
    integer("customer_id", required=True),
    integer("category_id", required=True),
    replace(_PRIORITY, required=True),
    replace(_TYPE, required=True),
    text("title", required=True),
    long_text("description", help="needed unless the category's workflow asks for none"),
    _SOURCE,
    epoch("date", help="when it occurred"),
    integer("location_id"),
    integers("related_to", help="requests to link"),
    numbered("field_uid_", help="values of custom fields by their uid"),
    uploads("attachments"),
)
def create(
    call: Call,
    *,
    creator_id: int,
    customer_id: int,
    category_id: int,
    priority_id: int,
    type_id: int,
    title: str,
    description: str | None,
    source_id: int | None,
    date: datetime | None,
    location_id: int | None,
    related_to: list[int] | None,
    field_uid_: dict[int, list[str]],
    attachments: Files | None,
) -> dict[str, Any]:
    """Open a request."""
    actor = call.acting(creator_id, "creator_id")
    category = category_for(category_id)
    if description is None and _asks_description(category):
        raise Unfit("Parameter description is required.")
    draft = TicketDraft(
        location=location_for(call, location_id),
        title=title,
        description=description or "",
        description_format=HTML,
        kind=codes.TYPE_FROM[type_id],
        priority=codes.PRIORITY_FROM[priority_id],
        requester=call.person(customer_id, "customer_id"),
        category=category,
        source=source_for(codes.OTHER_SOURCE if source_id is None else source_id),
        occurred_at=date,
        values=values_from(call, field_uid_),
    )
    ticket = operations.create_ticket(actor, draft)
    for other_id in related_to or ():
        operations.link_tickets(actor, ticket.pk, other_id, LinkKind.RELATED)
    for name, content in attachments or ():
        operations.attach_file(actor, ticket.pk, file_name=name, content=content)
    return {"status": "OK", "info": "The request was created.", "request_id": str(ticket.pk)}


@endpoint(
    "GET",
    "incident",
    integer("id", required=True),
    _DATE_FORMAT,
    _DECODED,
    flag("comments", help="with the comments"),
)
def read(
    call: Call,
    *,
    id: int,
    date_format: str | None,
    decoded_special_characters: bool | None,
    comments: bool | None,
) -> dict[str, Any]:
    """Fetch one request."""
    return _shown(call, id, date_format, decoded=decoded_special_characters, comments=comments)


@endpoint(
    "PUT",
    "incident",
    integer("id", required=True),
    integer("customer_id"),
    integer("category_id"),
    _PRIORITY,
    _TYPE,
    _SOURCE,
    text("title"),
    long_text("description"),
    epoch("date", help="when it occurred"),
    integer("location_id"),
    flag("reassignment", help="route by the new properties"),
    _DATE_FORMAT,
)
def change(
    call: Call,
    *,
    id: int,
    customer_id: int | None,
    category_id: int | None,
    priority_id: int | None,
    type_id: int | None,
    source_id: int | None,
    title: str | None,
    description: str | None,
    date: datetime | None,
    location_id: int | None,
    reassignment: bool | None,
    date_format: str | None,
) -> dict[str, Any]:
    """Change what is given, and return the request."""
    ticket = queries.ticket_for(call.actor, id)
    values: dict[str, Any] = {}
    if customer_id is not None:
        values["requester"] = call.person(customer_id, "customer_id")
    if category_id is not None:
        values["category"] = category_for(category_id)
    # a code that the request shows already is no change: several words may show as one code
    if priority_id is not None and priority_id != codes.PRIORITY_OF[ticket.priority]:
        values["priority"] = codes.PRIORITY_FROM[priority_id]
    if type_id is not None and type_id != codes.TYPE_OF[ticket.kind]:
        values["kind"] = codes.TYPE_FROM[type_id]
    if source_id is not None:
        values["source"] = _new_source(ticket, source_id)
    if title:
        values["title"] = title
    if location_id is not None:
        values["location"] = location_for(call, location_id)
    if description is not None and description not in _shown_descriptions(ticket):
        values |= {"description": description, "description_format": HTML}
    if date is not None and int(date.timestamp()) != _occurred(ticket):
        values["occurred_at"] = date
    operations.update_ticket(call.actor, id, TicketPatch(**values))
    if reassignment:
        operations.route_ticket(call.actor, id)
    return _shown(call, id, date_format)


def _shown(
    call: Call,
    ticket_id: int,
    date_format: str | None,
    *,
    decoded: bool | None = None,
    comments: bool | None = None,
) -> dict[str, Any]:
    ticket = queries.visible_tickets(call.actor).select_related(*RELATED).get(pk=ticket_id)
    shown_ones = render(call, [ticket], date_format=date_format, decoded=decoded, comments=comments)
    return shown_ones[ticket_id]


def _asks_description(category: TicketCategory | None) -> bool:
    """Tell whether a new request needs a description: unless its workflow asks for none."""
    version = queries.asked_by(category)
    return version is None or version.asks_description


def category_for(category_id: int) -> TicketCategory | None:
    """Return a category by number; 0 is none. Raises ValidationError."""
    if category_id == 0:
        return None
    category = queries.categories().filter(pk=category_id).first()
    if category is None:
        raise unknown("category_id", category_id)
    return category


def location_for(call: Call, location_id: int | None) -> Location | None:
    """Return a place by number; 0 is none. Raises ValidationError."""
    if not location_id:
        return None
    location = accounts.visible_locations(call.actor).filter(pk=location_id).first()
    if location is None:
        raise unknown("location_id", location_id)
    return location


def source_for(source_id: int) -> RequestSource:
    """Return the source behind a number of the wire. Raises ValidationError."""
    source = queries.sources().filter(code=codes.SOURCE_CODES[source_id]).first()
    if source is None:
        raise unknown("source_id", source_id)
    return source


def _new_source(ticket: Ticket, source_id: int) -> RequestSource | None:
    shows = ticket.source is not None and source_id == codes.SOURCE_OF.get(
        ticket.source.code or "", codes.OTHER_SOURCE
    )
    return ticket.source if shows else source_for(source_id)


def _shown_descriptions(ticket: Ticket) -> set[str]:
    """Return the description in both ways in which it can have been read."""
    return {
        shown(ticket.description, ticket.description_format, decoded=decoded)
        for decoded in (False, True)
    }


def _occurred(ticket: Ticket) -> int:
    return int((ticket.occurred_at or ticket.opened_at).timestamp())
