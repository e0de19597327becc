"""Ops 1 to 6: list, read, open, change and trash tickets, link inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from accounts.drafts import UNSET
from accounts.vocabulary import username_key
from api_compat.integria.call import Call
from api_compat.integria.codes import (
    ALL_GROUPS,
    CLOSED,
    NOT_CLOSED,
    group_number,
    priorities_shown_as,
    resolution_number,
    status_number,
    statuses_shown_as,
)
from api_compat.integria.errors import EMPTY
from api_compat.integria.lookups import (
    form_of,
    group_of,
    items_of,
    kept_resolution,
    last_owner,
    named_owner,
    owner_of,
    parent_of,
    priority_of,
    resolution_of,
    status_of,
    values_of,
)
from api_compat.integria.registry import integer, op, rest, text
from api_compat.integria.render import BARE, Record, Rows
from api_compat.integria.ticket_rows import (
    COLUMNS,
    LIST_COLUMNS,
    LIST_ELEMENTS,
    MANUAL_NAMES,
    carried,
    ticket_rows,
)
from tickets import operations, queries
from tickets.drafts import TicketDraft, TicketFilter, TicketPatch

if TYPE_CHECKING:
    from accounts.models import Group, User
    from tickets.models import Ticket

MOST_ROWS = 5000
NOBODY = 0


@op(
    "get_incidents",
    text("string", commas=False),
    integer("status"),
    integer("id_group", ALL_GROUPS),
    integer("priority", -1),
    integer("id_inventory"),
    text("id_owner"),
    text("id_creator"),
    integer("id_ticket", None),
    text("agent"),
    shape=Rows(
        columns=LIST_COLUMNS,
        names=LIST_ELEMENTS,
        item="incident",
        style="cdata",
        attributes=True,
        empty_xml="<xml></xml>",
    ),
    right="ticket.read",
)
def get_incidents(
    call: Call,
    *,
    string: str,
    status: int,
    id_group: int,
    priority: int,
    id_inventory: int,
    id_owner: str,
    id_creator: str,
    id_ticket: int | None,
    agent: str,
) -> Any:
    """List tickets, newest update first."""
    wanted = TicketFilter(
        text=string,
        status_ids=_status_filter(call, status),
        group_id=None if id_group == ALL_GROUPS else id_group,
        priorities=None if priority == -1 else priorities_shown_as(priority),
        ci_id=id_inventory or None,
        ci_name=agent,
        assignee_id=_login_filter(id_owner),
        submitter_id=_login_filter(id_creator),
        ticket_id=id_ticket,
    )
    found = queries.filtered(call.actor, wanted).order_by("-updated_at", "-id")
    return list(ticket_rows(call, found[:MOST_ROWS]))


@op(
    "get_incident_details",
    integer("id_ticket"),
    shape=Record(columns=COLUMNS, names=(*COLUMNS, *MANUAL_NAMES)),
    splits=False,
    right="ticket.read",
)
def get_incident_details(call: Call, *, id_ticket: int) -> Any:
    """Read one ticket."""
    row = next(
        ticket_rows(call, queries.visible_tickets(call.actor).filter(pk=id_ticket), long=True), None
    )
    if row is None:
        return EMPTY
    return row | {manual: row[own] for manual, own in MANUAL_NAMES.items()}


@op(
    "create_incident",
    text("title"),
    integer("id_group", None),
    integer("priority"),
    text("description"),
    text("id_inventory"),
    integer("id_incident_type"),
    text("email_copy"),
    text("owner"),
    integer("id_parent"),
    integer("status", 1),
    text("extra_data"),
    integer("resolution"),
    text("extra_data2"),
    text("extra_data3"),
    text("extra_data4"),
    rest("custom_fields"),
    shape=BARE,
    missing="-1",
    invalid="-1",
)
def create_incident(
    call: Call, *, title: str, description: str, email_copy: str, owner: str, **sent: Any
) -> Any:
    """Open a ticket; the caller is its creator."""
    if not title:
        return EMPTY
    group = group_of(call, sent["id_group"])
    form = form_of(call, sent["id_incident_type"])
    assignee = named_owner(call, owner)
    addresses, rest_of_copy = _addresses(email_copy)
    draft = TicketDraft(
        title=title,
        description=description,
        support_group=group,
        priority=priority_of(sent["priority"]),
        status=status_of(call, sent["status"]),
        resolution=resolution_of(sent["resolution"], sent["status"]),
        cis=items_of(call, sent["id_inventory"]),
        form=form,
        values=values_of(form, sent["custom_fields"], overwrites=False),
        observers=addresses,
        assignee=assignee,
        fallback_assignee=last_owner(call) if assignee is None else None,
        parent=parent_of(call, sent["id_parent"]),
        extra1=sent["extra_data"],
        extra2=sent["extra_data2"],
        extra3=sent["extra_data3"],
        extra4=sent["extra_data4"],
        wire_extra=carried({"email_copy": rest_of_copy}) if rest_of_copy else {},
    )
    return operations.create_ticket(call.actor, draft, any_status=True).pk


@op(
    "update_incident",
    integer("id_ticket"),
    text("title"),
    text("description"),
    text("epilog"),
    integer("id_group", None),
    integer("priority"),
    integer("resolution"),
    integer("status", 1),
    text("owner"),
    integer("id_parent"),
    integer("id_incident_type", None),
    text("extra_data"),
    text("extra_data2"),
    text("extra_data3"),
    text("extra_data4"),
    rest("custom_fields"),
    shape=BARE,
    invalid=EMPTY,
)
def update_incident(
    call: Call, *, id_ticket: int, title: str, description: str, owner: str, **sent: Any
) -> Any:
    """Overwrite a ticket with the given values, absent ones too."""
    if not title:
        return EMPTY
    ticket = queries.ticket_for(call.actor, id_ticket)
    form = form_of(call, sent["id_incident_type"])
    group = _group_to_store(call, ticket, sent["id_group"])
    patch = TicketPatch(
        title=title,
        description=description,
        closing_text=sent["epilog"],
        support_group=group,
        priority=priority_of(sent["priority"], ticket.priority),
        status=status_of(call, sent["status"], ticket.status),
        resolution=kept_resolution(ticket, sent["resolution"], sent["status"]),
        assignee=_owner_to_store(call, ticket, owner, group),
        parent=parent_of(call, sent["id_parent"]) if sent["id_parent"] else UNSET,
        form=form,
        values=values_of(form, sent["custom_fields"], overwrites=True),
        extra1=sent["extra_data"],
        extra2=sent["extra_data2"],
        extra3=sent["extra_data3"],
        extra4=sent["extra_data4"],
        wire_extra=_bookkeeping(ticket, sent),
    )
    operations.update_ticket(
        call.actor, id_ticket, patch, any_status=True, signs_closing=False, touch=True
    )
    return 1


@op(
    "add_inventory_to_ticket",
    integer("id_ticket"),
    integer("id_inventory"),
    shape=BARE,
    missing="0",
    invalid="0",
)
def add_inventory_to_ticket(call: Call, *, id_ticket: int, id_inventory: int) -> Any:
    """Link an inventory object to a ticket."""
    operations.link_item(call.actor, id_ticket, id_inventory)
    return 1


@op("delete_incident", integer("id_ticket"), shape=BARE, splits=False)
def delete_incident(call: Call, *, id_ticket: int) -> Any:
    """Trash a ticket and its children. A caller who may not, or an unknown ticket, gets nothing."""
    operations.delete_ticket(call.actor, id_ticket)
    return 1


def _group_to_store(call: Call, ticket: Ticket, number: int | None) -> Group | None:
    """Return the group for a written number; the number that was read leaves the stored one.

    So a level, which shows as its desk, stays (fields.md D5), and so does a group that the caller
    cannot see.
    """
    if number is None or number == group_number(ticket):
        return ticket.support_group
    return group_of(call, number)


def _owner_to_store(call: Call, ticket: Ticket, login: str, group: Group | None) -> User | None:
    """Return the owner for a written login; the login that was read leaves the stored one."""
    stored = ticket.assignee
    if stored is not None and login and username_key(login) == stored.username_key:
        return stored
    return owner_of(call, login, group)


def _bookkeeping(ticket: Ticket, sent: dict[str, Any]) -> dict[str, Any]:
    """Return what the old desk remembers of a change: codes before it, and codes asked for
    (fields.md D11).
    """
    return carried(
        {
            "old_status": status_number(ticket.status.code, ticket.status.category),
            "old_resolution": resolution_number(ticket.resolution, ticket.status.code),
            "old_status2": sent["status"],
            "old_resolution2": sent["resolution"],
            # without a type in the call the old desk forgot it, and printed nothing instead of 0
            "id_incident_type": "" if sent["id_incident_type"] is None else 0,
        }
    )


def _addresses(joined: str) -> tuple[list[str], list[str]]:
    """Return (addresses, other entries) of a list joined by commas."""
    entries = [entry.strip() for entry in joined.split(",") if entry.strip()]
    good = [entry for entry in entries if "@" in entry and len(entry) <= 254]
    return good, [entry for entry in entries if entry not in good]


def _status_filter(call: Call, number: int) -> list[int] | None:
    if number == 0:
        return None
    if number == NOT_CLOSED:
        return statuses_shown_as(range(1, CLOSED), call.statuses)
    return statuses_shown_as([number], call.statuses)


def _login_filter(login: str) -> int | None:
    """Return the key of a login to filter by; an unknown one matches nothing."""
    if not login:
        return None
    user = accounts.user_by_login(login)
    return user.pk if user is not None else NOBODY
