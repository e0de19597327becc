"""What the requester says of a solution: accept, refuse, rate."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import UNSET
from audit.actor import Actor
from tickets import policies, queries
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Followup, FollowupSolution, Ticket
from tickets.operations.update import update_ticket
from tickets.operations.work import tell_of_line, write_line
from tickets.vocabulary import DONE_CATEGORIES, Category, CloseReason, SolutionState


@transaction.atomic
def accept_solution(
    actor: Actor,
    ticket_id: int,
    *,
    rating: int | None = None,
    comment: str = "",
    comment_below: int = 0,
) -> Ticket:
    """Close a resolved ticket because its solution works, with a rating (1 to 5) or without.

    `comment_below`: a lower rating needs a comment (ValidationError code "required").

    Records "ticket.updated". Raises Ticket.DoesNotExist, PermissionDenied unless the actor is the
    requester or works at the desk, ValidationError code "move" for a ticket that is not resolved.
    """
    ticket = _answerable(actor, ticket_id)
    if rating is not None and rating < comment_below and not comment.strip():
        raise ValidationError({"comment": ValidationError(_("Say why."), code="required")})
    _answer(actor, ticket, SolutionState.ACCEPTED)
    patch = TicketPatch(
        status=queries.status_by_code("closed"),
        rating=checked_rating(rating) if rating is not None else UNSET,
        rating_comment=comment or UNSET,
    )
    return update_ticket(actor, ticket_id, patch, close_reason=CloseReason.ACCEPTED)


@transaction.atomic
def refuse_solution(actor: Actor, ticket_id: int, reason: str) -> Followup:
    """Say why a solution does not work, and bring the ticket back to work; one mail tells both.

    Records "ticket.followup_added" and, caused by it, "ticket.updated". Raises as accept_solution
    does, and ValidationError for an empty reason.
    """
    ticket = _answerable(actor, ticket_id)
    if not reason.strip():
        raise ValidationError({"body": ValidationError(_("Say what is wrong."), code="required")})
    solution = _waiting(ticket)
    draft = FollowupDraft(body=reason, replies_to=solution.followup if solution else None)
    written = write_line(actor, ticket_id, draft)
    _answer(actor, ticket, SolutionState.REFUSED, answer=written.line)
    because = replace(actor, caused_by=written.entry.pk, expects=None)
    patch = TicketPatch(status=queries.status_by_code("reopened"))
    ticket = update_ticket(because, ticket_id, patch, tells=False)
    tell_of_line(actor, ticket, written)
    return written.line


@transaction.atomic
def rate_ticket(actor: Actor, ticket_id: int, rating: int, *, comment: str = "") -> Ticket:
    """Say how well a ticket that is done was handled, 1 to 5; again changes it.

    Raises as accept_solution does; ValidationError code "not_done" for an open ticket.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    if not policies.may_answer_solution(actor, ticket):
        raise PermissionDenied("ticket.write")
    if ticket.status.category not in DONE_CATEGORIES:
        message = _("A ticket is rated once it is resolved.")
        raise ValidationError({"rating": ValidationError(message, code="not_done")})
    patch = TicketPatch(rating=checked_rating(rating), rating_comment=comment)
    return update_ticket(actor, ticket_id, patch)


def checked_rating(rating: int) -> int:
    """Return the rating. Raises ValidationError(code="range") unless it is 1 to 5."""
    if not 1 <= rating <= 5:
        raise ValidationError({"rating": ValidationError(_("Between 1 and 5."), code="range")})
    return rating


def _answerable(actor: Actor, ticket_id: int) -> Ticket:
    ticket = queries.writable_ticket(actor, ticket_id)
    if not policies.may_answer_solution(actor, ticket):
        raise PermissionDenied("ticket.write")
    if ticket.status.category != Category.RESOLVED:
        message = _("Only a resolved ticket has a solution to answer.")
        raise ValidationError({"status": ValidationError(message, code="move")})
    return ticket


def _waiting(ticket: Ticket) -> FollowupSolution | None:
    """Return the newest solution that nobody has answered; a ticket resolved without a text has
    none.
    """
    return (
        FollowupSolution.objects.filter(
            followup__ticket=ticket, followup__deleted_at=None, state=SolutionState.WAITING
        )
        .select_related("followup")
        .order_by("-id")
        .first()
    )


def _answer(
    actor: Actor, ticket: Ticket, state: SolutionState, *, answer: Followup | None = None
) -> None:
    solution = _waiting(ticket)
    if solution is not None:
        solution.state, solution.answered_at = state, timezone.now()
        solution.answered_by, solution.answer = actor.person, answer
        solution.save(update_fields=["state", "answered_at", "answered_by", "answer"])
