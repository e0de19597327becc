"""Ops 7 and 8: the timeline with the time spent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from accounts.queries import role_for
from api_compat.integria.call import Call
from api_compat.integria.errors import Bare
from api_compat.integria.registry import decimal, integer, op, text
from api_compat.integria.render import BARE, Rows
from api_compat.integria.ticket_rows import hours
from tickets import operations, queries
from tickets.drafts import FollowupDraft
from tickets.vocabulary import FollowupKind

if TYPE_CHECKING:
    from tickets.models import Followup, Workunit

MOST_LINES = 5000
LONGEST_WORK = Decimal(100_000)


@op(
    "get_incident_workunits",
    integer("id_ticket"),
    shape=Rows(
        columns=(
            "id",
            "timestamp",
            "duration",
            "id_user",
            "description",
            "have_cost",
            "id_profile",
            "locked",
            "public",
            "work_home",
        ),  # fmt: skip
        item="workunit",
        empty_xml="",
    ),
    splits=False,
    right="ticket.read",
)
def get_incident_workunits(call: Call, *, id_ticket: int) -> Any:
    """List the timeline, newest first."""
    ticket = queries.ticket_for(call.actor, id_ticket)
    lines = queries.visible_followups(call.actor, ticket).select_related(
        "author", "workunit__locked_by"
    )
    return [_row(call, line) for line in lines.order_by("-written_at", "-id")[:MOST_LINES]]


@op(
    "create_workunit",
    integer("id_ticket"),
    text("description"),
    decimal("duration"),
    integer("have_cost"),
    integer("public"),
    integer("id_profile"),
    shape=BARE,
    invalid=Bare("0"),
)
def create_workunit(
    call: Call,
    *,
    id_ticket: int,
    description: str,
    duration: Decimal,
    have_cost: int,
    public: int,
    id_profile: int,
) -> Any:
    """Add a line with the time it took; the same text twice on a ticket is refused."""
    if not 0 <= duration <= LONGEST_WORK:
        raise ValidationError({"duration": "Out of range."})
    draft = FollowupDraft(
        body=description,
        kind=FollowupKind.MESSAGE if public else FollowupKind.NOTE,
        is_public=bool(public),
        seconds=int((duration * 3600).quantize(Decimal(1), ROUND_HALF_UP)),
        is_billable=bool(have_cost),
        role=role_for(id_profile) if id_profile else None,
    )
    return operations.add_followup(call.actor, id_ticket, draft, once=True).pk


def _row(call: Call, line: Followup) -> dict[str, Any]:
    work: Workunit | None = getattr(line, "workunit", None)
    return {
        "id": line.pk,
        "timestamp": call.moment(line.written_at),
        "duration": hours(work.seconds if work else 0),
        "id_user": call.text(line.author.username) if line.author else "",
        "description": call.long_text(line.body),
        "have_cost": work.is_billable if work else 0,
        "id_profile": (work.role_id or 0) if work else 0,
        "locked": call.text(work.locked_by.username) if work and work.locked_by else "",
        "public": line.is_public,
        "work_home": work.is_from_home if work else 0,
    }
