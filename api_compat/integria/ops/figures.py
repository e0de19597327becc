"""Ops 30, 31, 35, 36 and get_tickets_count: figures about tickets and about the desk itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts import queries as accounts
from api_compat.integria.call import Call
from api_compat.integria.codes import (
    ALL_GROUPS,
    CLOSED,
    STATUS_FIELDS,
    priorities_shown_as,
    priority_number,
    status_number,
    statuses_shown_as,
)
from api_compat.integria.config import NEVER
from api_compat.integria.errors import Bare
from api_compat.integria.registry import integer, leading_integer, op, text
from api_compat.integria.render import SINGLE, Counters, Json, Value
from audit.queries import last_runs
from notify.queries import waiting_count
from tickets import queries
from tickets.drafts import TicketFilter

if TYPE_CHECKING:
    from tickets.models import Ticket

CRON_JOB = "cron"
SUMMARY_FIELDS = (*STATUS_FIELDS, "not_closed", "total")
MOST_COUNTS = 30


@op(
    "get_stats",
    text("metric"),
    text("string", commas=False),
    text("status"),
    text("id_user"),
    integer("id_group", ALL_GROUPS),
    integer("id_company"),
    integer("id_inventory"),
    text("priority"),
    shape=Value(attributes=False),
    right="ticket.read",
)
def get_stats(
    call: Call, *, metric: str, string: str, status: str, id_user: str, **sent: Any
) -> Any:
    """Return one figure about the visible tickets; an unknown metric prints nothing."""
    if metric not in METRICS:
        return ""
    numbers = _status_numbers(metric, status)
    owner = accounts.user_by_login(id_user) if id_user else None
    wanted = TicketFilter(
        text=string,
        text_in_values=False,
        status_ids=statuses_shown_as(numbers, call.statuses) if numbers else None,
        group_id=None if sent["id_group"] == ALL_GROUPS else sent["id_group"],
        priorities=_priorities(sent["priority"]),
        ci_id=sent["id_inventory"] or None,
        company_id=sent["id_company"] or None,
        assignee_id=(owner.pk if owner else 0) if id_user else None,
    )
    return METRICS[metric](queries.filtered(call.actor, wanted))


def _count(tickets: QuerySet[Ticket]) -> str:
    return str(tickets.count())


def _seconds(value: float) -> str:
    return str(round(value))


def _short(value: float) -> str:
    """A mean with two places at most, without zeros behind it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _rating(tickets: QuerySet[Ticket]) -> str:
    mean = queries.average_rating(tickets)
    return _short(mean) if mean is not None else "N/A"


METRICS: dict[str, Callable[[QuerySet[Ticket]], str]] = {
    "total_incidents": _count,
    "opened": _count,
    "closed": _count,
    "avg_life": lambda tickets: _seconds(queries.average_life(tickets)),
    "sla_compliance": lambda tickets: _short(queries.sla_compliance(tickets)),
    "avg_scoring": _rating,
    "avg_worktime": lambda tickets: _seconds(queries.average_work(tickets)),
}
# statuses that a metric is about, whatever the call says (contract op 30)
FORCED = {
    "closed": [CLOSED],
    "avg_life": [6, 7],
    "avg_scoring": [6, 7],
    "sla_compliance": [1, 2, 3, 4, 5],
}
OPEN = list(range(1, CLOSED))


def _status_numbers(metric: str, sent: str) -> list[int]:
    """Return the statuses to count, none for all."""
    if metric in FORCED:
        return FORCED[metric]
    numbers = [leading_integer(part) for part in sent.split(",") if part]
    if metric == "opened":
        return [number for number in numbers if number in OPEN] or OPEN
    return [] if 0 in numbers else numbers


def _priorities(sent: str) -> list[int] | None:
    numbers = [leading_integer(part) for part in sent.split(",") if part]
    return (
        [stored for number in numbers for stored in priorities_shown_as(number)]
        if numbers
        else None
    )


@op("get_incidents_summary", text("field"), shape=Counters(), splits=False, right="ticket.read")
def get_incidents_summary(call: Call, *, field: str) -> Any:
    """Return the counters of the visible tickets, or one of them; an unknown one prints nothing."""
    if field and field not in SUMMARY_FIELDS:
        return Bare("")
    by_status = dict(queries.counts_by(queries.visible_tickets(call.actor), "status"))
    numbers = {row.pk: status_number(row.code, row.category) for row in call.statuses}
    counts = dict.fromkeys(SUMMARY_FIELDS, 0)
    for name, shown in STATUS_FIELDS.items():
        counts[name] = sum(count for key, count in by_status.items() if numbers[key or 0] == shown)
    counts["total"] = sum(by_status.values())
    counts["not_closed"] = counts["total"] - counts["closed"]
    return {SINGLE: counts[field]} if field else counts


@op(
    "get_tickets_count",
    text("column"),
    integer("limit", MOST_COUNTS),
    shape=Json(),
    right="ticket.read",
)
def get_tickets_count(call: Call, *, column: str, limit: int) -> Any:
    """Count the visible tickets by status, priority, group or owner, most frequent first."""
    if column not in COUNTED:
        return []
    field, shown = COUNTED[column]
    counts: dict[Any, int] = {}
    for value, number in queries.counts_by(queries.visible_tickets(call.actor), field):
        key = shown(call, value)
        counts[key] = counts.get(key, 0) + number
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])[: max(0, min(limit, MOST_COUNTS))]
    return [{column: key, "n_incidents": number} for key, number in ordered]


def _shown_status(call: Call, key: int) -> int:
    return next(status_number(row.code, row.category) for row in call.statuses if row.pk == key)


COUNTED: dict[str, Any] = {
    "prioridad": ("priority", lambda call, value: priority_number(value)),
    "estado": ("status", _shown_status),
    "id_grupo": ("support_group", lambda call, value: value or ALL_GROUPS),
    "id_usuario": ("assignee__username", lambda call, value: call.text(value or "")),
}


@op(
    "get_last_cron_execution",
    shape=Value(path=("cronjob", "last_exec"), attributes=False),
    splits=False,
    right="job.read",
)
def get_last_cron_execution(call: Call) -> Any:
    """Return the minutes since the background job last ran; -1 = never."""
    return _minutes_since(call.setting("last_cron_run"), 0)


@op(
    "get_previous_cron_execution",
    shape=Value(path=("cronjob", "previous_exec"), attributes=False),
    splits=False,
    right="job.read",
)
def get_previous_cron_execution(call: Call) -> Any:
    """Return the minutes since the run before the last; -1 = never."""
    return _minutes_since(call.setting("previous_cron_run"), 1)


@op(
    "get_num_queued_emails",
    shape=Value(path=("pending_email", "num"), attributes=False),
    splits=False,
    right="job.read",
)
def get_num_queued_emails(call: Call) -> Any:
    """Return how many mails wait."""
    return waiting_count()


def _minutes_since(told: str, place: int) -> int:
    """A moment told by the settings, or "-" and seconds ago, wins over the job's own runs
    (fields.md, JobRun).
    """
    if told == NEVER:
        return -1
    runs = last_runs(CRON_JOB, place + 1)
    if told.startswith("-"):
        return round(int(told[1:]) / 60)
    moment = datetime.fromisoformat(told) if told else (runs[place] if len(runs) > place else None)
    if moment is None:
        return -1
    return max(0, round((timezone.now() - moment).total_seconds() / 60))
