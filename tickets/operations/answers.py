"""Answers from the desk: a line with its status in one act, and the ten seconds to take it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import UNSET, given
from accounts.queries import settings_of
from audit.actor import Actor
from audit.journal import record
from audit.models import JournalEntry
from files.operations import Content, all_received
from notify.operations import withdraw_mails
from tickets import queries
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Followup, SavedDraft, Status, Ticket
from tickets.operations.counting import count_lines
from tickets.operations.saved import discard_draft, give_back
from tickets.operations.sla import refresh_clocks
from tickets.operations.status import refuse_locked
from tickets.operations.update import update_ticket
from tickets.operations.waiting import end_wait_after_line
from tickets.operations.work import tell_of_line, write_line
from tickets.vocabulary import DraftKind, FollowupKind

LATE = timedelta(seconds=5)
"""How much later than the mail's moment a wish to take it back may still arrive."""


def answer_ticket(
    actor: Actor,
    ticket_id: int,
    draft: FollowupDraft,
    *,
    patch: TicketPatch | None = None,
    files: Sequence[tuple[str, Content]] = (),
) -> Followup:
    """Add a line and change the ticket with it: one mail tells of both, a little later
    (setting tickets.undo_seconds), so that `unsend_followup` can take the line back.

    The actor's saved draft of the kind is used up. Records "ticket.followup_added" and, caused by
    it, "ticket.updated". Raises as add_followup and update_ticket do.
    """
    with all_received(files) as kept, transaction.atomic():
        written = write_line(actor, ticket_id, draft, files=kept)
        ticket = written.ticket
        if patch is not None and given(patch):
            because = replace(actor, caused_by=written.entry.pk, expects=None)
            ticket = update_ticket(because, ticket_id, patch, tells=False)
        tell_of_line(actor, ticket, written, after=undo_time())
        if patch is None or patch.status is UNSET:
            end_wait_after_line(ticket, written.line, written.entry)
        kind = DraftKind.NOTE if not draft.is_public else draft.kind
        if kind in DraftKind.values and actor.person is not None:
            discard_draft(actor, ticket_id, kind)
        return written.line


@transaction.atomic
def unsend_followup(actor: Actor, followup_id: int) -> SavedDraft:
    """Take back a line that was just sent: its mails are removed, the line goes to the trash, the
    status returns to what it was, and the text is the author's draft again.

    Records "ticket.followup_removed". Raises DoesNotExist for hidden ones, PermissionDenied for
    those of others, ValidationError(code="sent") when it is too late.
    """
    found = Followup.objects.select_related("ticket").get(pk=followup_id, deleted_at=None)
    ticket = queries.writable_ticket(actor, found.ticket_id)
    line = Followup.objects.select_for_update().get(pk=found.pk, deleted_at=None)
    refuse_locked(ticket)
    if actor.person is None or line.author_id != actor.person.pk:
        raise PermissionDenied("ticket.write")
    now = timezone.now()
    if now > line.written_at + undo_time() + LATE:
        raise ValidationError(_("The message has been sent."), code="sent")
    entry = JournalEntry.objects.get(
        verb="ticket.followup_added", part_noun="followup", part_id=line.pk
    )
    withdraw_mails(entry)
    draft = give_back(actor, line)
    line.deleted_at = line.updated_at = now
    line.save(update_fields=["deleted_at", "updated_at"])
    line.mentions.all().delete()
    count_lines(ticket)
    changes: dict[str, list[Any]] = {"followup": [line.pk, None], "kind": [line.kind, None]}
    changes |= refresh_clocks(ticket, now)
    ticket.activity_at = now
    ticket.save(update_fields=["activity_at", "clocks_from_at", "respond_due_at", "resolve_due_at"])
    undone = record(actor, "ticket.followup_removed", ticket, changes, part=line)
    _restore_status(replace(actor, caused_by=undone.pk), ticket, entry)
    return draft


def undo_time() -> timedelta:
    """Return how long the mail of an answer waits."""
    return timedelta(seconds=settings_of("tickets.")["tickets.undo_seconds"])


def _restore_status(actor: Actor, ticket: Ticket, sent: JournalEntry) -> None:
    """Undo the move that came with a line, unless somebody has moved the ticket on since."""
    moved = JournalEntry.objects.filter(caused_by=sent.pk, verb="ticket.updated").first()
    if moved is None or "status" not in moved.changes:
        return
    old, new = moved.changes["status"]
    if ticket.status_id == new:
        patch = TicketPatch(status=Status.objects.get(pk=old))
        update_ticket(actor, ticket.pk, patch, any_status=True, tells=False)


def solution_of(draft: FollowupDraft) -> FollowupDraft:
    """Return the line as a solution, which everybody on the ticket may read."""
    return replace(draft, kind=FollowupKind.SOLUTION, is_public=True)
