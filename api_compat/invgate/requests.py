"""A request, printed: many at once, with a number of statements that does not grow with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.text import shown
from tickets import queries
from tickets.queries.several import HeldValue
from tickets.vocabulary import ClockMetric, FieldKind, FollowupKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tickets.models import Followup, Ticket

RELATED = ("status", "source", "workflow_run")


def render(
    call: Call,
    tickets: QuerySet[Ticket] | Sequence[Ticket],
    *,
    date_format: str | None = None,
    decoded: bool | None = None,
    comments: bool | None = None,
) -> dict[int, dict[str, Any]]:
    """Return {number: request}, in the order of the tickets. Ask for RELATED before."""
    rows = list(tickets)
    keys = [ticket.pk for ticket in rows]
    values = queries.held_values(keys)
    files = queries.own_files(keys)
    promises = queries.promises_used(keys)
    found = {}
    for ticket in rows:
        found[ticket.pk] = _columns(call, ticket, date_format, decoded) | {
            "attachments": files.get(ticket.pk, []),
            "custom_fields": fields_of(call, values.get(ticket.pk, {})) or [],
            "sla_incident_first_reply": _used(promises.get(ticket.pk, {}), ClockMetric.RESPOND),
            "sla_incident_resolution": _used(promises.get(ticket.pk, {}), ClockMetric.RESOLVE),
        }
    if comments:
        for key in found:
            found[key]["comments"] = []
        for comment in render_comments(call, queries.talk_of(call.actor, keys), date_format):
            found[comment["incident_id"]]["comments"].append(
                comment | {"customer_visible": int(comment["customer_visible"])}
            )
    return found


def _columns(
    call: Call, ticket: Ticket, date_format: str | None, decoded: bool | None
) -> dict[str, Any]:
    run = getattr(ticket, "workflow_run", None)
    row: dict[str, Any] = {
        "id": ticket.pk,
        "pretty_id": call.setting("pretty_id").replace("{id}", str(ticket.pk)),
        "title": ticket.title,
        "description": shown(ticket.description, ticket.description_format, decoded=decoded),
        "user_id": ticket.requester_id or 0,
        "creator_id": ticket.submitter_id or 0,
        "assigned_id": ticket.assignee_id,
        "assigned_group_id": ticket.support_group_id,
        "category_id": ticket.category_id or 0,
        "location_id": ticket.location_id,
        "priority_id": codes.PRIORITY_OF[ticket.priority],
        "type_id": codes.TYPE_OF[ticket.kind],
        "source_id": source_of(ticket),
        "status_id": codes.shown_status(ticket.status.code, ticket.status.category),
        "closed_reason": codes.CLOSED_REASON_OF.get(ticket.close_reason),
        "process_id": run.pk if run is not None else None,
        "created_at": call.moment(ticket.opened_at, date_format),
        "date_ocurred": call.moment(ticket.occurred_at or ticket.opened_at, date_format),
        "last_update": call.moment(ticket.activity_at, date_format),
        "solved_at": call.moment(ticket.resolved_at, date_format),
        "closed_at": call.moment(ticket.closed_at, date_format),
        "request_customer_sentiment_initial": ticket.sentiment_initial or None,
        "request_customer_sentiment_current": ticket.sentiment_current or None,
    }
    if ticket.rating is not None:
        row["rating"] = stars(ticket.rating)
    return row


def stars(rating: int) -> int:
    """Return a rating as 1 to 5: scores of another desk go up to 10."""
    return math.ceil(rating / 2) if rating > 5 else max(rating, 1)


def source_of(ticket: Ticket) -> int | None:
    """Return the number of a ticket's source; the desk's own sources show as API."""
    if ticket.source is None:
        return None
    return codes.SOURCE_OF.get(ticket.source.code or "", codes.OTHER_SOURCE)


def _used(promises: dict[str, int], metric: str) -> str | None:
    return f"{promises[metric]}%" if metric in promises else None


def fields_of(call: Call, values: dict[int, list[HeldValue]]) -> dict[int, Any]:
    """Return {custom field: value as the wire types it}."""
    return {field_id: _value(call, held) for field_id, held in values.items()}


def _value(call: Call, held: list[HeldValue]) -> Any:
    first = held[0]
    match first.kind:
        case FieldKind.LIST:
            return {value.option_hash or value.text: value.text for value in held}
        case FieldKind.TREE:  # the hash tells nodes of one name apart
            return {
                value.option_hash or value.text: value.option_name or value.text for value in held
            }
        case FieldKind.CI:
            return [value.ci_id for value in held if value.ci_id is not None]
        case FieldKind.BOOLEAN:
            return first.text.strip().lower() in ("1", "true", "yes")
        case FieldKind.DATE:
            return _seconds(call, first.text)
        case FieldKind.NUMERIC:
            return _number(first.text)
    return [value.text for value in held] if first.is_multiple else first.text


def _seconds(call: Call, text: str) -> int | str:
    """Return a date as seconds since 1970: a day alone begins in UTC. Other texts stay."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return int((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp())


def _number(text: str) -> int | float | str:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def render_comments(
    call: Call,
    lines: QuerySet[Followup],
    date_format: str | None,
    *,
    decoded: bool | None = None,
) -> list[dict[str, Any]]:
    """Return comments, each with its files (two statements)."""
    rows = list(lines)
    files = queries.line_files([line.pk for line in rows])
    return [
        {
            "id": line.pk,
            "incident_id": line.ticket_id,
            "author_id": line.author_id or 0,
            "message": shown(line.body, line.body_format, decoded=decoded),
            "created_at": call.moment(line.written_at, date_format),
            "customer_visible": line.is_public,
            "is_solution": line.kind == FollowupKind.SOLUTION,
            "msg_num": line.message_ordinal,
            "reference": line.replies_to_id,
            "attachments": files.get(line.pk, []),
            "attached_files": files.get(line.pk, []),
        }
        for line in rows
    ]
