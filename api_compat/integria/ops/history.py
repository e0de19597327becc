"""Op 23 and the two mark ops: the history of a ticket."""

from typing import Any

from api_compat.integria.call import Call
from api_compat.integria.errors import Bare
from api_compat.integria.registry import integer, op, text
from api_compat.integria.render import BARE, Rows
from api_compat.integria.tracking import CREATED, INFO_KEYS, UPDATED, count_lines, tracking_rows
from tickets import operations, queries

COLUMNS = (
    "id_it",
    "id_incident",
    "state",
    "timestamp",
    "id_user",
    "id_aditional",
    "description",
    "extra_info",
)
ELEMENTS = (*COLUMNS[:6], "id_additional", *COLUMNS[6:])


@op(
    "get_incident_tracking",
    integer("id_ticket"),
    shape=Rows(columns=COLUMNS, names=ELEMENTS, item="tracking", empty_xml=""),
    splits=False,
    right="ticket.read",
)
def get_incident_tracking(call: Call, *, id_ticket: int) -> Any:
    """List what happened to a ticket, oldest first."""
    return tracking_rows(call, queries.ticket_for(call.actor, id_ticket))


@op(
    "mark_created_incident", integer("id_ticket"), text("extra_info"), shape=BARE, missing=Bare("0")
)
def mark_created_incident(call: Call, *, id_ticket: int, extra_info: str) -> Any:
    """Write a text over the "Created" lines; prints how many there are."""
    return _mark(call, id_ticket, CREATED, extra_info)


@op(
    "mark_updated_incident", integer("id_ticket"), text("extra_info"), shape=BARE, missing=Bare("0")
)
def mark_updated_incident(call: Call, *, id_ticket: int, extra_info: str) -> Any:
    """Write a text over the "Updated" lines; prints how many there are."""
    return _mark(call, id_ticket, UPDATED, extra_info)


def _mark(call: Call, ticket_id: int, state: int, text: str) -> Bare:
    ticket = queries.ticket_for(call.actor, ticket_id)
    last = queries.history_of(call.actor, ticket).last()
    if last is not None:
        operations.carry(call.actor, ticket_id, {INFO_KEYS[state]: [text, last.pk]})
    return Bare(str(count_lines(call, ticket, state)))
