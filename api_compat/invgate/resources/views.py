"""Saved views: numbers of their requests, and rows with the view's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.pages import key_of, last_id_of, window
from api_compat.invgate.params import integer, text
from api_compat.invgate.requests import source_of
from tickets import queries
from tickets.vocabulary import WaitingReason

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tickets.models import Ticket

JOINED = ("status", "source", "requester", "assignee")
NAMED = ("support_group", "category", "location")
"""Read by statements of their own: the database plans few joins much faster than many."""
_PERSON = ("username", "real_name", "first_name", "last_name")
SHOWN = (
    "title", "priority", "kind", "opened_at", "activity_at",
    "waiting_reason", "waiting_until_at", "waiting_ticket", "waiting_external",
    "status__code", "status__category", "source__code", *NAMED,
    *(f"{person}__{name}" for person in ("requester", "assignee") for name in _PERSON),
)  # fmt: skip
"""What a row is made of; the other columns of a ticket hold long texts."""
WAITING_IDS = {
    WaitingReason.AGENT: 1,
    WaitingReason.CUSTOMER: 2,
    WaitingReason.DATE: 3,
    WaitingReason.TICKET: 4,
    WaitingReason.EXTERNAL: 5,
}
_VIEW = integer("view_id", required=True)


@endpoint("GET", "incidents.by.view", _VIEW, integer("limit"), integer("offset"))
def by_view(call: Call, *, view_id: int, limit: int | None, offset: int | None) -> dict[str, Any]:
    """Numbers of the requests of a saved view."""
    rows = window(_tickets(call, view_id).order_by("pk"), limit, offset)
    return {
        "status": "OK",
        "info": "",
        "requestIds": list(rows.values_list("pk", flat=True)),
        "limit": limit,
        "offset": offset or 0,
    }


@endpoint(
    "GET",
    "incidents.details.by.view",
    _VIEW,
    text("page_key", help="cursor; absent = the first page"),
    text("sort_by", choices=("id", "last_update"), help="id unless given"),
    text("order_by", choices=("asc", "desc"), help="asc unless given"),
)
def rows_of_view(
    call: Call,
    *,
    view_id: int,
    page_key: str | None,
    sort_by: str | None,
    order_by: str | None,
) -> dict[str, Any]:
    """Rows of a saved view, a page at a time."""
    tickets = _tickets(call, view_id)
    by_update, descends = sort_by == "last_update", order_by == "desc"
    last_id = last_id_of(page_key)
    if last_id is not None:
        tickets = _behind(tickets, last_id, by_update=by_update, descends=descends)
    order = [*(["activity_at"] if by_update else []), "pk"]
    sign = "-" if descends else ""
    size: int = call.setting("view_page_size")
    ordered = tickets.order_by(*(f"{sign}{name}" for name in order))
    # rows that are passed over, and sorted, cost least when nothing hangs on them
    keys = list(ordered.values_list("pk", flat=True)[: size + 1])
    rows = tickets.filter(pk__in=keys[:size]).order_by().select_related(*JOINED).only(*SHOWN)
    shown = {ticket.pk: ticket for ticket in rows.prefetch_related(*NAMED)}
    return {
        "data": [_row(call, shown[key]) for key in keys[:size] if key in shown],
        "next_page_key": key_of(keys[size - 1]) if len(keys) > size else None,
        "metadata": METADATA,
    }


def _tickets(call: Call, view_id: int) -> QuerySet[Ticket]:
    view = queries.view_for(call.actor, view_id)
    return queries.tickets_in_view(call.actor, view)


def _behind(
    tickets: QuerySet[Ticket], last_id: int, *, by_update: bool, descends: bool
) -> QuerySet[Ticket]:
    """Return what follows a row in the order of the list."""
    than = "lt" if descends else "gt"
    behind = tickets.filter(**{f"pk__{than}": last_id})
    if not by_update:
        return behind
    at = queries.activity_of(last_id)
    if at is None:
        return tickets.none()
    return tickets.filter(**{f"activity_at__{than}": at}) | behind.filter(activity_at=at)


METADATA = {
    name: {"label": label, "type": kind, "values": []}
    for name, label, kind in (
        ("request", "Request", "request"),
        ("status", "Status", "list"),
        ("priority", "Priority", "list"),
        ("type", "Type", "list"),
        ("source", "Source", "list"),
        ("category", "Category", "list"),
        ("customer", "Customer", "user"),
        ("agent", "Agent", "user"),
        ("helpdesk", "Help desk", "list"),
        ("location", "Location", "list"),
        ("waiting_for", "Waiting for", "waiting_for"),
        ("created_at", "Created", "date"),
        ("last_update", "Last update", "date"),
    )
}


def _row(call: Call, ticket: Ticket) -> dict[str, Any]:
    status = codes.shown_status(ticket.status.code, ticket.status.category)
    priority = codes.PRIORITY_OF[ticket.priority]
    kind, source = codes.TYPE_OF[ticket.kind], source_of(ticket)
    return {
        "id": ticket.pk,
        "request": {
            "id": ticket.pk,
            "pretty_id": call.setting("pretty_id").replace("{id}", str(ticket.pk)),
            "subject": ticket.title,
        },
        "status": _named(status, codes.STATUS_NAMES[status]),
        "priority": _named(priority, codes.PRIORITY_NAMES[priority]),
        "type": _named(kind, codes.TYPE_NAMES[kind]),
        "source": _named(source, codes.SOURCE_NAMES[source]) if source is not None else None,
        "category": _of(ticket.category, "name"),
        "customer": _of(ticket.requester, "shown_name"),
        "agent": _of(ticket.assignee, "shown_name"),
        "helpdesk": _of(ticket.support_group, "name"),
        "location": _of(ticket.location, "name"),
        "waiting_for": _waiting(call, ticket),
        "created_at": _moment(call, ticket.opened_at),
        "last_update": _moment(call, ticket.activity_at),
    }


def _named(number: int, label: str) -> dict[str, Any]:
    return {"id": number, "label": label}


def _of(row: Any, name: str) -> dict[str, Any] | None:
    return {"id": row.pk, "label": getattr(row, name)} if row is not None else None


def _moment(call: Call, value: Any) -> dict[str, Any]:
    local = value.astimezone(call.zone)
    return {"value": int(value.timestamp()), "formatted": f"{local:%Y-%m-%d %H:%M}"}


def _waiting(call: Call, ticket: Ticket) -> dict[str, Any] | None:
    if not ticket.waiting_reason:
        return None
    reason = WaitingReason(ticket.waiting_reason)
    values = {
        WaitingReason.DATE: call.moment(ticket.waiting_until_at, None),
        WaitingReason.TICKET: ticket.waiting_ticket_id,
        WaitingReason.EXTERNAL: ticket.waiting_external_id,
    }
    label = str(reason.label)
    return {
        "type": _named(WAITING_IDS[reason], label),
        "label": label,
        "value": values.get(reason),
    }
