"""Time tracking: entries of requests and intervals, and their categories."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from api_compat.invgate.call import ISO, Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.errors import Unfit
from api_compat.invgate.params import epoch, integer, moment, text
from api_compat.invgate.resources.flow import OK
from tickets import operations, queries
from tickets.drafts import FollowupDraft
from tickets.vocabulary import FollowupKind

if TYPE_CHECKING:
    from tickets.models import WorkCategory

NO_T = "iso8601noT"
_FORMATS = (NO_T, ISO)
LARGEST_ANSWER = 10_000


@endpoint(
    "GET",
    "timetracking",
    integer("request_id", help="needed without from"),
    moment("from", help="needed without request_id"),
    moment("to", help="now unless given"),
    text("date_format", choices=_FORMATS),
)
def entries(
    call: Call,
    *,
    request_id: int | None,
    from_: datetime | None,
    to: datetime | None,
    date_format: str | None,
) -> list[dict[str, Any]]:
    """Time logged on a request, or begun in an interval."""
    if request_id is None and from_ is None:
        raise Unfit("Parameter request_id or from is required.")
    ticket = queries.ticket_for(call.actor, request_id) if request_id is not None else None
    work = queries.work_between(
        call.actor,
        ticket=ticket,
        begin=_aware(call, from_),
        end=_aware(call, to) or timezone.now(),
    )
    return [
        {
            "timetracking_id": row.followup_id,
            "incident": row.followup.ticket_id,
            "user_id": row.user_id or 0,
            "timetracking_category_id": row.category_id,
            "from": _printed(call, row.started_at, date_format),
            "to": _printed(call, row.ended_at or row.started_at, date_format),
            "total": str(row.seconds),
            "comment": row.followup.body,
            "status": int(row.deleted_at is None),
        }
        for row in work[:LARGEST_ANSWER]
    ]


def _aware(call: Call, value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=call.zone)


def _printed(call: Call, value: datetime, date_format: str | None) -> str:
    local = value.astimezone(call.zone)
    return local.isoformat(timespec="seconds") if date_format == ISO else f"{local:%Y-%m-%d %H:%M}"


@endpoint(
    "POST",
    "timetracking",
    integer("request_id", required=True),
    integer("user_id", required=True),
    epoch("to", required=True, kind="INTEGER", help="end, seconds since 1970"),
    epoch("from", kind="INTEGER", help="begin, seconds since 1970"),
    integer("category_id"),
    text("comment"),
    is_newer=True,
)
def log(
    call: Call,
    *,
    request_id: int,
    user_id: int,
    to: datetime,
    from_: datetime | None,
    category_id: int | None,
    comment: str | None,
) -> dict[str, Any]:
    """Log time that somebody has spent on a request."""
    begin = from_ if from_ is not None else to
    if begin > to:
        raise ValidationError({"from": ValidationError("It ends before it begins.", code="range")})
    draft = FollowupDraft(
        kind=FollowupKind.WORK,
        is_public=False,
        body=comment or "",
        seconds=int((to - begin).total_seconds()),
        started_at=begin,
        ended_at=to,
        work_category=_category(category_id),
    )
    line = operations.add_followup(call.acting(user_id, "user_id"), request_id, draft)
    return {"status": "OK", "timetracking_id": line.pk}


def _category(category_id: int | None) -> WorkCategory | None:
    if not category_id:
        return None
    category = queries.work_categories().filter(pk=category_id).first()
    if category is None:
        raise unknown("category_id", category_id)
    return category


@endpoint(
    "DELETE",
    "timetracking",
    integer("request_id", required=True),
    integer("timetracking_id", required=True),
    integer("user_id", required=True),
)
def delete(call: Call, *, request_id: int, timetracking_id: int, user_id: int) -> dict[str, str]:
    """Take back logged time; the entry stays with status 0."""
    actor = call.acting(user_id, "user_id")
    operations.remove_work(actor, request_id, timetracking_id)
    return OK


@endpoint("GET", "timetracking.attributes.category", integer("id", help="only this one"))
def categories(call: Call, *, id: int | None) -> list[dict[str, Any]]:
    """Kinds of work and what an hour of each costs."""
    rows = queries.work_categories()
    return [
        {
            "id": row.pk,
            "name": row.name,
            "parent_id": row.parent_id,
            "cost_per_hour": float(row.hourly_cost_amount),
        }
        for row in (rows.filter(pk=id) if id is not None else rows)
    ]
