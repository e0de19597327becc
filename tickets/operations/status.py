"""What a move between statuses does to the times of a ticket, and which take no change."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.columns import apply_values
from tickets import policies
from tickets.models import Status, Ticket
from tickets.vocabulary import DONE_CATEGORIES, Category, CloseReason, WaitingReason

REASON_OF = {"rejected": CloseReason.REJECTED, "cancelled": CloseReason.CANCELLED}


def refuse_locked(ticket: Ticket) -> None:
    """Raise ValidationError(code="locked") for a ticket that takes no change."""
    if ticket.is_locked:
        raise ValidationError(
            {"is_locked": ValidationError(_("This ticket is locked."), code="locked")}
        )


def begin(ticket: Ticket, now: datetime, *, any_status: bool) -> None:
    """Set the times of a ticket that starts in its status. Raises ValidationError(code="move")."""
    category = ticket.status.category
    if category in DONE_CATEGORIES and not any_status:
        raise ValidationError(
            {"status": ValidationError(_("A new ticket is not done yet."), code="move")}
        )
    _enter(ticket, category, now)
    if category != Category.CLOSED:
        ticket.resolution = 0


def move(
    ticket: Ticket, status: Status, now: datetime, *, by: User | None, any_status: bool
) -> dict[str, list[object]]:
    """Put the ticket in another status and keep its times true; returns the journal's change.

    `by` signs a closing (None leaves it unsigned). Without `any_status` the move must be one the
    desk allows.
    """
    old = ticket.status
    if old.pk == status.pk:
        return {}
    if not any_status and not policies.can_move(old.category, status.category):
        names = {"old": old.name, "new": status.name}
        message = _("A ticket does not go from %(old)s to %(new)s.") % names
        raise ValidationError({"status": ValidationError(message, code="move")})
    changes = apply_values(ticket, {"status": status})
    _leave(ticket, old.category, status.category, now)
    _enter(ticket, status.category, now)
    if status.category == Category.CLOSED and by is not None:
        ticket.closed_by = by
    return changes


def _leave(ticket: Ticket, old: str, new: str, now: datetime) -> None:
    if old == Category.WAITING and new != Category.WAITING and ticket.waiting_since_at is not None:
        ticket.waiting_seconds += int((now - ticket.waiting_since_at).total_seconds())
        forget_wait(ticket)
    if old in DONE_CATEGORIES and new not in DONE_CATEGORIES:
        ticket.resolved_at = ticket.closed_at = None
        ticket.close_reason = ""
    if old == Category.CLOSED and new == Category.RESOLVED:
        ticket.closed_at = None


def _enter(ticket: Ticket, new: str, now: datetime) -> None:
    if new != Category.NEW and ticket.taken_at is None:
        ticket.taken_at = now
    if new == Category.WAITING and ticket.waiting_since_at is None:
        ticket.waiting_since_at = now
        ticket.waiting_reason = ticket.waiting_reason or WaitingReason.AGENT
    if new in DONE_CATEGORIES and ticket.resolved_at is None:
        ticket.resolved_at = now
    if new == Category.CLOSED and ticket.closed_at is None:
        ticket.closed_at = ticket.last_closed_at = now
        ticket.close_reason = REASON_OF.get(ticket.status.code or "", ticket.close_reason)


def forget_wait(ticket: Ticket) -> None:
    """Clear what a ticket waited for."""
    ticket.waiting_since_at = ticket.waiting_until_at = None
    ticket.waiting_ticket = ticket.waiting_external = None
    ticket.waiting_reason = ""
