"""Who is at a ticket, and the running stopwatches."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from tickets import policies, queries
from tickets.drafts import FollowupDraft
from tickets.models import Followup, Presence, WorkCategory, WorkTimer
from tickets.operations.work import add_followup
from tickets.vocabulary import FollowupKind

KEPT = timedelta(days=1)
LONGEST_WORK = timedelta(hours=24)


def note_presence(actor: Actor, ticket_id: int, *, is_typing: bool = False) -> None:
    """Note that the actor has a visible ticket open (one statement, written over each time)."""
    ticket = queries.ticket_for(actor, ticket_id)
    if actor.person is None or not policies.works_on_tickets(actor):
        raise PermissionDenied("ticket.read")
    now = timezone.now()
    row = Presence(
        ticket=ticket, user=actor.person, seen_at=now, typing_at=now if is_typing else None
    )
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["seen_at", "typing_at"],
    )


def leave_ticket(actor: Actor, ticket_id: int) -> None:
    """Note that the actor has gone."""
    Presence.objects.filter(ticket=ticket_id, user=actor.person).delete()


def forget_presence() -> int:
    """Remove the rows of whoever left long ago; return how many."""
    removed, _ = Presence.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()
    return removed


@transaction.atomic
def start_timer(actor: Actor, ticket_id: int) -> WorkTimer:
    """Start the actor's stopwatch on a ticket; a running one goes on."""
    ticket = queries.writable_ticket(actor, ticket_id)
    if actor.person is None or not policies.works_on_tickets(actor):
        raise PermissionDenied("ticket.write")
    timer, _ = WorkTimer.objects.get_or_create(user=actor.person, ticket=ticket)
    return timer


@transaction.atomic
def stop_timer(
    actor: Actor,
    ticket_id: int,
    *,
    body: str = "",
    seconds: int | None = None,
    is_billable: bool = False,
    work_category: WorkCategory | None = None,
) -> Followup:
    """Stop the actor's stopwatch and log its time (or the corrected `seconds`) as work.

    Raises WorkTimer.DoesNotExist when none runs, ValidationError code "range" for no time or more
    than a day, which somebody has to correct first.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    timer = WorkTimer.objects.select_for_update().get(user=actor.person, ticket=ticket)
    spent = seconds if seconds is not None else seconds_of(timer)
    if not 0 < spent <= LONGEST_WORK.total_seconds():
        message = _("More than nothing and at most a day.")
        raise ValidationError({"seconds": ValidationError(message, code="range")})
    timer.delete()
    draft = FollowupDraft(
        body=body,
        kind=FollowupKind.WORK,
        is_public=False,
        seconds=spent,
        is_billable=is_billable,
        work_category=work_category,
    )
    return add_followup(actor, ticket_id, draft)


def discard_timer(actor: Actor, ticket_id: int) -> None:
    """Stop the actor's stopwatch without logging its time."""
    WorkTimer.objects.filter(user=actor.person, ticket=ticket_id).delete()


def seconds_of(timer: WorkTimer) -> int:
    """Return how long a stopwatch has run, at least a second."""
    return max(int((timezone.now() - timer.started_at).total_seconds()), 1)
