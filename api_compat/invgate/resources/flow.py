"""What happens to a request: given away, refused, put on hold, solved, opened again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from api_compat.invgate.call import Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import epoch, flag, integer, text
from api_compat.invgate.text import HTML
from tickets import operations, queries
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.vocabulary import Kind, WaitingReason

if TYPE_CHECKING:
    from accounts.models import Group
    from audit.actor import Actor

OK = {"status": "OK"}
TOLD = {"status": "OK", "info": "The request was changed."}
COMMENT_BELOW = 4
"""A rating below it needs a comment (contract section 10)."""

_REQUEST = integer("request_id", required=True)
_AUTHOR = integer("author_id", required=True)


@endpoint(
    "POST",
    "incident.reassign",
    _REQUEST,
    integer("group_id", required=True, help="help desk or level"),
    _AUTHOR,
    integer("agent_id"),
)
def reassign(
    call: Call, *, request_id: int, group_id: int, author_id: int, agent_id: int | None
) -> dict[str, str]:
    """Give a request to a help desk or level, and to an agent or who its engine chooses."""
    agent = call.person(agent_id, "agent_id") if agent_id else None
    operations.hand_over(
        call.acting(author_id), request_id, group=desk_for(call, group_id), assignee=agent
    )
    return OK


def desk_for(call: Call, group_id: int, name: str = "group_id") -> Group:
    """Return a help desk or level by number. Raises ValidationError."""
    group = accounts.visible_groups(call.actor).filter(pk=group_id, is_support=True).first()
    if group is None:
        raise unknown(name, group_id)
    return group


@endpoint("POST", "incident.reject", _REQUEST, _AUTHOR)
def reject(call: Call, *, request_id: int, author_id: int) -> dict[str, str]:
    """Refuse a request."""
    operations.reject_ticket(call.acting(author_id), request_id)
    return OK


@endpoint("POST", "incident.cancel", _REQUEST, _AUTHOR, text("comment"), is_newer=True)
def cancel(call: Call, *, request_id: int, author_id: int, comment: str | None) -> dict[str, str]:
    """Cancel a request that is no longer wanted, and say why."""
    actor = call.acting(author_id)
    if comment:
        operations.add_followup(actor, request_id, FollowupDraft(body=comment, body_format=HTML))
    operations.cancel_ticket(actor, request_id)
    return OK


@endpoint("PUT", "incident.reopen", _REQUEST, integer("author_id"))
def reopen(call: Call, *, request_id: int, author_id: int | None) -> dict[str, str]:
    """Open a request again."""
    operations.reopen_ticket(call.acting(author_id), request_id)
    return TOLD


@endpoint(
    "PUT",
    "incident.solution.accept",
    integer("id", required=True),
    integer("rating", required=True, choices=dict.fromkeys(range(1, 6), "")),
    text("comment", help="needed for a rating below 4"),
)
def accept(call: Call, *, id: int, rating: int, comment: str | None) -> dict[str, str]:
    """Accept the solution with a rating; the request is closed."""
    operations.accept_solution(
        _as_customer(call, id),
        id,
        rating=rating,
        comment=comment or "",
        comment_below=COMMENT_BELOW,
    )
    return OK


@endpoint(
    "PUT",
    "incident.solution.reject",
    integer("id", required=True),
    text("comment", required=True),
)
def refuse(call: Call, *, id: int, comment: str) -> dict[str, str]:
    """Say why the solution does not do; the request is open again."""
    operations.refuse_solution(_as_customer(call, id), id, comment)
    return OK


def _as_customer(call: Call, ticket_id: int) -> Actor:
    """Return the actor for the request's customer, whose answer a solution waits for."""
    customer = queries.ticket_for(call.actor, ticket_id).requester
    is_there = customer is not None and customer.is_active and customer.deleted_at is None
    return call.actor.for_whom(customer) if is_there else call.actor


@endpoint("POST", "incident.waitingfor.agent", _REQUEST)
def wait_for_agent(call: Call, *, request_id: int) -> dict[str, str]:
    """Let a request wait for an agent."""
    operations.hold_ticket(call.actor, request_id, reason=WaitingReason.AGENT)
    return TOLD


@endpoint("POST", "incident.waitingfor.customer", _REQUEST)
def wait_for_customer(call: Call, *, request_id: int) -> dict[str, str]:
    """Let a request wait for its customer."""
    operations.hold_ticket(call.actor, request_id, reason=WaitingReason.CUSTOMER)
    return TOLD


@endpoint(
    "POST",
    "incident.waitingfor.date",
    _REQUEST,
    epoch("timestamp", required=True, help="until when"),
)
def wait_for_date(call: Call, *, request_id: int, timestamp: datetime) -> dict[str, str]:
    """Let a request wait for a moment."""
    operations.hold_ticket(call.actor, request_id, reason=WaitingReason.DATE, until_at=timestamp)
    return TOLD


@endpoint(
    "POST",
    "incident.waitingfor.external_entity",
    _REQUEST,
    integer("entity_link_id", required=True, help="link of the external entity"),
)
def wait_for_external(call: Call, *, request_id: int, entity_link_id: int) -> dict[str, str]:
    """Let a request wait for an external entity that is linked to it."""
    operations.hold_ticket(
        call.actor, request_id, reason=WaitingReason.EXTERNAL, external_id=entity_link_id
    )
    return TOLD


@endpoint(
    "POST",
    "incident.waitingfor.incident",
    _REQUEST,
    integer("wait_request_id", required=True, help="request to wait for"),
)
def wait_for_request(call: Call, *, request_id: int, wait_request_id: int) -> dict[str, str]:
    """Let a request wait for another one."""
    operations.hold_ticket(
        call.actor, request_id, reason=WaitingReason.TICKET, other_id=wait_request_id
    )
    return TOLD


@endpoint(
    "POST",
    "incident.promote.to.major.incident",
    _REQUEST,
    _AUTHOR,
    flag("confirm", help="agree to what has to change"),
    is_newer=True,
)
def promote(call: Call, *, request_id: int, author_id: int, confirm: bool | None) -> dict[str, Any]:
    """Make a request a major incident."""
    ticket = queries.ticket_for(call.actor, request_id)
    if ticket.kind not in (Kind.INCIDENT, Kind.MAJOR_INCIDENT) and not confirm:
        return {"success": False, "messages": ["Its type changes. Confirm to go on."]}
    operations.update_ticket(
        call.acting(author_id), request_id, TicketPatch(kind=Kind.MAJOR_INCIDENT)
    )
    return {"success": True, "messages": []}
