"""Let a ticket wait for somebody or something, and go on when that has come."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.actor import Actor
from audit.models import JournalEntry
from tickets import queries
from tickets.drafts import TicketPatch
from tickets.models import Followup, Ticket
from tickets.operations.update import go_on, update_ticket
from tickets.vocabulary import DONE_CATEGORIES, Category, FollowupKind, WaitingReason

LONGEST_CHAIN = 50
_ON_PEOPLE = (WaitingReason.AGENT, WaitingReason.CUSTOMER)
_SPEAKING = (FollowupKind.MESSAGE, FollowupKind.NOTE, FollowupKind.SOLUTION)


@transaction.atomic
def hold_ticket(
    actor: Actor,
    ticket_id: int,
    *,
    reason: str,
    until_at: datetime | None = None,
    other_id: int | None = None,
    external_id: int | None = None,
) -> Ticket:
    """Let a ticket wait: for an agent, the customer, a moment (`until_at`), another visible ticket
    (`other_id`) or a third party that is linked to it (`external_id` of the link).

    It goes on by itself: when somebody else of the desk writes, the customer writes, the moment
    comes, the other ticket is done, the link is taken off.
    Records "ticket.updated". Raises ValidationError with code "required", "past", "done" (the other
    ticket), "cycle", "move"; DoesNotExist for what is hidden or not linked.
    """
    if reason == WaitingReason.TICKET and other_id is not None:
        # both, always in the order of their numbers: two must not begin to wait for each other
        for key in sorted({ticket_id, other_id}):
            queries.ticket_for(actor, key, lock=True)
    ticket = queries.writable_ticket(actor, ticket_id)
    code = "pending" if reason in _ON_PEOPLE else "waiting"
    patch = TicketPatch(
        status=queries.status_by_code(code),
        waiting_reason=WaitingReason(reason).value,
        waiting_until_at=_moment(until_at) if reason == WaitingReason.DATE else None,
        waiting_ticket=_other(actor, ticket, other_id) if reason == WaitingReason.TICKET else None,
        waiting_external=ticket.externals.get(pk=external_id or 0, deleted_at=None)
        if reason == WaitingReason.EXTERNAL
        else None,
    )
    return update_ticket(actor, ticket_id, patch)


def end_wait_after_line(ticket: Ticket, line: Followup, entry: JournalEntry) -> None:
    """Let a ticket go on after the one it waited for has written."""
    if ticket.status.category != Category.WAITING or line.kind not in _SPEAKING:
        return
    author = line.author
    is_theirs = author is not None and author.pk == ticket.requester_id
    if ticket.waiting_reason == WaitingReason.CUSTOMER:
        has_come = line.is_public and (is_theirs or _is_customer(author))
    elif ticket.waiting_reason == WaitingReason.AGENT:
        # who put it on hold waits for somebody else; nobody did in a desk that was imported
        is_other = ticket.edited_by_id not in (None, author.pk if author is not None else None)
        has_come = is_other and author is not None and author.is_agent
    else:
        has_come = False
    if has_come:
        go_on(ticket.pk, entry)


def wake_due(now: datetime) -> int:
    """Let the tickets go on whose moment has come; returns how many."""
    due = Ticket.objects.filter(
        waiting_until_at__lte=now,
        waiting_reason=WaitingReason.DATE,
        status__category=Category.WAITING,
        deleted_at=None,
        is_locked=False,
    )
    keys = list(due.order_by("waiting_until_at").values_list("pk", flat=True)[:500])
    for key in keys:
        go_on(key)
    return len(keys)


def _is_customer(author: User | None) -> bool:
    return author is not None and not author.is_agent


def _moment(until_at: datetime | None) -> datetime:
    if until_at is None:
        raise ValidationError({"until_at": ValidationError(_("Until when?"), code="required")})
    if until_at <= timezone.now():
        raise ValidationError({"until_at": ValidationError(_("That moment is past."), code="past")})
    return until_at


def _other(actor: Actor, ticket: Ticket, other_id: int | None) -> Ticket:
    """Return the ticket to wait for. Tickets that wait for one another would never go on."""
    if other_id is None:
        raise ValidationError(
            {"other_id": ValidationError(_("For which ticket?"), code="required")}
        )
    other = queries.ticket_for(actor, other_id)
    if other.status.category in DONE_CATEGORIES:
        raise ValidationError({"other_id": ValidationError(_("That ticket is done."), code="done")})
    ahead: Ticket | None = other
    for _step in range(LONGEST_CHAIN):
        if ahead is None:
            return other
        if ahead.pk == ticket.pk:
            break
        ahead = ahead.waiting_ticket
    message = _("The two would wait for one another.")
    raise ValidationError({"other_id": ValidationError(message, code="cycle")})
