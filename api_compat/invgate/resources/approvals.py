"""Approvals of requests, their voters, and the templates that are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from api_compat.invgate import codes
from api_compat.invgate.call import DATE_FORMATS, Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import flag, integer, long_text, text
from api_compat.invgate.resources.flow import OK
from approvals import operations as approvals
from approvals import queries as approval_queries
from approvals.drafts import RequestDraft, StepDraft
from approvals.vocabulary import RequestState, VoteState
from tickets import operations, queries

if TYPE_CHECKING:
    from approvals.models import ApprovalRequest, ApprovalTemplate

_REQUEST = integer("request_id", required=True)
_APPROVAL = integer("approval_id", required=True)
_USER = integer("user_id", required=True)
_DATE_FORMAT = text("date_format", choices=DATE_FORMATS)
_PENDING = flag("only_pending", help="only what still waits")
_NOTE = text("note", help="why")


@endpoint("GET", "incident.approval", _REQUEST, _DATE_FORMAT, _PENDING)
def approvals_of(
    call: Call, *, request_id: int, date_format: str | None, only_pending: bool | None
) -> list[dict[str, Any]]:
    """Approvals of a request."""
    ticket = queries.ticket_for(call.actor, request_id)
    rows = approval_queries.requests_of(ticket)
    if only_pending:
        rows = rows.filter(state=RequestState.WAITING)
    return [_approval(call, row, date_format) for row in rows.select_related("template")]


def _approval(call: Call, row: ApprovalRequest, date_format: str | None) -> dict[str, Any]:
    reminded_at = call.moment(row.reminded_at, None)
    return {
        "id": row.pk,
        "author_id": row.author_id or 0,
        "type": codes.APPROVAL_TYPE_OF[row.kind],
        "status": codes.APPROVAL_STATUS_OF[row.state],
        "created_at": call.moment(row.created_at, date_format),
        "approval_request_id": row.template_id,
        "approval_request_description": row.description,
        "is_using_approval_manager": 0,
        "reassigned": 0,
        "reminder_count": row.reminder_count,
        "reminders_sent": row.reminder_count,
        "last_reminder_date": reminded_at or 0,
    }


@endpoint("PUT", "incident.approval.accept", _APPROVAL, _USER, _NOTE)
def accept(call: Call, *, approval_id: int, user_id: int, note: str | None) -> dict[str, str]:
    """Vote yes for somebody who is asked."""
    actor = call.acting(user_id, "user_id")
    approvals.vote(actor, approval_id, approves=True, comment=note or "")
    return OK


@endpoint("PUT", "incident.approval.reject", _APPROVAL, _USER, _NOTE)
def reject(call: Call, *, approval_id: int, user_id: int, note: str | None) -> dict[str, str]:
    """Vote no for somebody who is asked."""
    actor = call.acting(user_id, "user_id")
    approvals.vote(actor, approval_id, approves=False, comment=note or "")
    return OK


@endpoint("PUT", "incident.approval.cancel", _APPROVAL, _USER)
def cancel(call: Call, *, approval_id: int, user_id: int) -> dict[str, str]:
    """Withdraw an approval that still waits."""
    approvals.cancel_request(call.acting(user_id, "user_id"), approval_id)
    return OK


@endpoint("POST", "incident.approval.add_voter", _APPROVAL, _USER)
def add_voter(call: Call, *, approval_id: int, user_id: int) -> dict[str, int]:
    """Ask one more person."""
    vote = approvals.add_voter(call.actor, approval_id, call.person(user_id))
    return {"approval_id": vote.request_id, "user_id": vote.voter_id}


@endpoint("GET", "incident.approval.possible_voters", _APPROVAL, _PENDING)
def voters(call: Call, *, approval_id: int, only_pending: bool | None) -> list[dict[str, int]]:
    """Who is asked, and what each has said."""
    seen = queries.visible_tickets(call.actor)
    request = approval_queries.request_for(call.actor, approval_id, owners=seen)
    votes = approval_queries.votes_of(request)
    if only_pending:
        votes = votes.filter(state=VoteState.WAITING)
    return [
        {"id": vote.voter_id, "user_id": vote.voter_id, "status": codes.VOTE_STATUS_OF[vote.state]}
        for vote in votes
    ]


@endpoint("GET", "incident.custom_approval", _REQUEST, _DATE_FORMAT)
def templates(call: Call, *, request_id: int, date_format: str | None) -> Any:
    """Templates that may be launched on a request, by number."""
    ticket = queries.ticket_for(call.actor, request_id)
    found = {
        row.pk: _template(call, row, date_format)
        for row in queries.offered_templates(call.actor, ticket)
    }
    return found or []


def _template(call: Call, row: ApprovalTemplate, date_format: str | None) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "description": row.description,
        "description_prompt": row.prompt,
        # printed the wrong way round by the manual, and so on the wire
        "description_required": int(not row.description_is_required),
        "expired_in": str(row.expires_seconds or 0),
        "expired_approved": codes.ON_EXPIRY_OF[row.on_expiry],
        "pause_sla": int(row.pauses_sla),
        "status": 1,
        "created_at": call.moment(row.created_at, date_format),
        "wf_item_id": 0,
        "wf_process_id": 0,
    }


@endpoint(
    "POST",
    "incident.custom_approval",
    _REQUEST,
    integer("approval_id", required=True, help="template"),
    integer("author_id", required=True),
    long_text("description"),
)
def launch(
    call: Call, *, request_id: int, approval_id: int, author_id: int, description: str | None
) -> dict[str, str]:
    """Ask for an approval that is prepared."""
    ticket = queries.ticket_for(call.actor, request_id)
    offered = queries.offered_templates(call.actor, ticket)
    if not offered.filter(pk=approval_id).exists():
        raise unknown("approval_id", approval_id)
    draft = RequestDraft(template_id=approval_id, description=description or "")
    operations.ask_approval(call.acting(author_id), request_id, draft)
    return OK


@endpoint(
    "POST",
    "incident.spontaneous_approval",
    _REQUEST,
    integer("approval_user_id", required=True),
    integer("author_id", required=True),
    long_text("description", required=True),
)
def ask(
    call: Call, *, request_id: int, approval_user_id: int, author_id: int, description: str
) -> dict[str, str]:
    """Ask one person for an approval."""
    voter = call.person(approval_user_id, "approval_user_id")
    if not voter.is_active:
        raise ValidationError(
            {"approval_user_id": ValidationError("This person cannot vote.", code="no_voters")}
        )
    draft = RequestDraft(description=description, steps=(StepDraft(voters=(voter,)),))
    operations.ask_approval(call.acting(author_id), request_id, draft)
    return OK
