"""What work on a ticket costs, and which tickets wait the longest."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from api_compat.integria.extension import Call, Rows, Value, decimal, integer, op, text
from tickets import queries
from tickets.drafts import TicketFilter

MOST_ROWS = 100


@op(
    "get_ticket_cost",
    integer("id_ticket"),
    decimal("hourly_rate"),
    shape=Value(),
    right="ticket.read",
    missing="-1",
    invalid="-2",
)
def get_ticket_cost(call: Call, *, id_ticket: int, hourly_rate: Decimal) -> Decimal:
    """Return what the time spent on a ticket costs at an hourly rate."""
    if hourly_rate < 0:
        raise ValidationError({"hourly_rate": "A rate is 0 or more."})
    ticket = queries.ticket_for(call.actor, id_ticket)
    return (ticket.work_seconds * hourly_rate / 3600).quantize(Decimal("0.01"))


@op(
    "get_oldest_tickets",
    integer("limit", 10),
    text("title"),
    shape=Rows(columns=("id", "title", "owner", "start"), item="ticket"),
    right="ticket.read",
)
def get_oldest_tickets(call: Call, *, limit: int, title: str) -> list[dict[str, Any]]:
    """List the tickets that have been open the longest."""
    found = queries.filtered(call.actor, TicketFilter(text=title)).filter(closed_at=None)
    rows = found.order_by("opened_at", "id").values_list(
        "id", "title", "assignee__username", "opened_at"
    )
    return [
        {
            "id": number,
            "title": call.text(title),
            "owner": call.text(owner or ""),
            "start": call.moment(opened_at),
        }
        for number, title, owner, opened_at in rows[: max(0, min(limit, MOST_ROWS))]
    ]
