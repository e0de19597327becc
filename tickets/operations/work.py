"""The timeline: followups, time spent, files."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.actor import Actor
from audit.columns import check
from audit.journal import record
from audit.models import JournalEntry
from files.models import FileLink, StoredFile
from files.operations import (
    Content,
    Received,
    all_received,
    delete_file,
    link_file,
    received,
    store_file,
)
from files.policies import clean_file_name
from tickets import notifications, policies, queries
from tickets.drafts import FollowupDraft
from tickets.models import Followup, FollowupSolution, Ticket, Workunit
from tickets.operations.mentions import mention_people
from tickets.operations.saved import take_files
from tickets.operations.sla import refresh_clocks
from tickets.operations.status import refuse_locked
from tickets.operations.waiting import end_wait_after_line
from tickets.vocabulary import FollowupKind

FOLLOWUP_COLUMNS = ("activity_at", "followup_count", "work_seconds")
CLOCK_COLUMNS = ("clocks_from_at", "respond_due_at", "resolve_due_at")
MESSAGES = (FollowupKind.MESSAGE, FollowupKind.NOTE, FollowupKind.SOLUTION)


def add_followup(
    actor: Actor,
    ticket_id: int,
    draft: FollowupDraft,
    *,
    once: bool = False,
    files: Sequence[tuple[str, Content]] = (),
) -> Followup:
    """Add a line to a ticket, with the time spent if there is any.

    `once` refuses a text that is on the ticket already (ValidationError code "duplicate"). `files`
    are (name, content) of what hangs on the line. A wait for the author ends.
    Records "ticket.followup_added" and queues mails; the ticket's change time stays (fields.md).
    """
    with all_received(files) as kept, transaction.atomic():
        written = write_line(actor, ticket_id, draft, once=once, files=kept)
        tell_of_line(actor, written.ticket, written)
        end_wait_after_line(written.ticket, written.line, written.entry)
        return written.line


@dataclass(frozen=True)
class Written:
    """A new line, its entry, and whom it names."""

    ticket: Ticket
    line: Followup
    entry: JournalEntry
    mentioned: list[User]


def tell_of_line(
    actor: Actor, ticket: Ticket, written: Written, *, after: timedelta = timedelta()
) -> None:
    """Queue the mails of a new line; `after` is how long they wait."""
    notifications.tell(
        actor,
        "worked",
        ticket,
        written.entry,
        followup=written.line,
        mentioned=written.mentioned,
        after=after,
    )


def write_line(
    actor: Actor,
    ticket_id: int,
    draft: FollowupDraft,
    *,
    once: bool = False,
    files: Sequence[tuple[str, Received]] = (),
) -> Written:
    """Add a line and its entry; the caller tells of it, in the same transaction."""
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    if not policies.may_write_line(actor, draft.kind, is_public=draft.is_public):
        raise PermissionDenied("followup.read_internal")
    if once and _is_written(ticket, draft.body):
        raise ValidationError(
            {"body": ValidationError(_("This text is on the ticket."), code="duplicate")}
        )
    now = timezone.now()
    line = store_followup(
        ticket, draft, author=actor.user, acted_for=actor.acted_for, written_at=now
    )
    stored = take_files(actor, line, draft.file_ids)
    for file_name, content in files:
        stored.append(store_file(actor, file_name=file_name, content=content))
        link_file(actor, stored[-1], line)
    ticket.activity_at = now
    due = refresh_clocks(ticket, now, was_active=True)
    ticket.save(update_fields=[*FOLLOWUP_COLUMNS, *CLOCK_COLUMNS])
    changes: dict[str, list[Any]] = {"followup": [None, line.pk], "kind": [None, line.kind], **due}
    names: dict[str, list[Any]] = {}
    if stored:
        changes["files"] = [None, [file.pk for file in stored]]
        names["files"] = [None, [file.file_name for file in stored]]
    entry = record(actor, "ticket.followup_added", ticket, changes, names=names, part=line)
    return Written(ticket, line, entry, mention_people(actor, ticket, line))


def _is_written(ticket: Ticket, body: str) -> bool:
    lines = Followup.objects.filter(ticket=ticket, deleted_at=None)
    return lines.filter(body_hash=body_hash(body)).exists()


def store_followup(
    ticket: Ticket,
    draft: FollowupDraft,
    *,
    author: User | None,
    acted_for: User | None = None,
    written_at: datetime,
    key: int | None = None,
) -> Followup:
    """Write a line with its ordinals and its workunit, and count it on the (locked, unsaved)
    ticket.
    """
    last = Followup.objects.filter(ticket=ticket).aggregate(
        a=Max("ordinal"), m=Max("message_ordinal")
    )
    line = Followup(
        pk=key,
        ticket=ticket,
        kind=draft.kind,
        ordinal=(last["a"] or 0) + 1,
        message_ordinal=(last["m"] or 0) + 1 if draft.kind in MESSAGES else 0,
        author=acted_for or author,
        acted_for=acted_for,
        body=draft.body,
        body_format=draft.body_format,
        body_hash=body_hash(draft.body),
        is_public=draft.is_public,
        replies_to=draft.replies_to,
        written_at=written_at,
        wire_extra=draft.wire_extra,
    )
    line.created_at = line.updated_at = written_at
    check(line)
    line.save(force_insert=True)
    if line.kind == FollowupKind.SOLUTION:
        FollowupSolution.objects.create(followup=line, type=draft.solution_type)
    ticket.followup_count += 1
    if draft.seconds < 0:
        raise ValidationError(
            {"seconds": ValidationError(_("Time spent is not negative."), code="range")}
        )
    if draft.kind == FollowupKind.WORK or _says_work(draft):
        _store_work(line, draft)
        ticket.work_seconds += draft.seconds
    return line


def body_hash(body: str) -> str:
    """Return the hash by which the same text is found again on a ticket."""
    return hashlib.sha1(body.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def attach_file(
    actor: Actor,
    ticket_id: int,
    *,
    file_name: str,
    content: Content,
    comment: str = "",
    once: bool = False,
    note: Callable[[StoredFile], FollowupDraft] | None = None,
    wire_extra: dict[str, Any] | None = None,
) -> StoredFile:
    """Store a file on a ticket.

    `once` refuses a second file of the same name (ValidationError code "duplicate"). `note` makes
    the line that some older APIs add with it; it is part of the same change.
    Records "ticket.file_added".
    """
    queries.ticket_for(actor, ticket_id)  # nothing is kept for those who do not see the ticket
    with received(content) as bytes_kept, transaction.atomic():
        ticket = queries.writable_ticket(actor, ticket_id)
        refuse_locked(ticket)
        if once:
            _refuse_second(actor, ticket, file_name)
        stored = store_file(
            actor, file_name=file_name, content=bytes_kept, comment=comment, wire_extra=wire_extra
        )
        _hang_on(actor, ticket, stored, comment, note)
    return stored


def _refuse_second(actor: Actor, ticket: Ticket, file_name: str) -> None:
    links = queries.files_of(actor, ticket).order_by().values("pk")
    if FileLink.objects.filter(pk__in=links, file__file_name=clean_file_name(file_name)).exists():
        raise ValidationError(
            {"file_name": ValidationError(_("The ticket has such a file."), code="duplicate")}
        )


def _hang_on(
    actor: Actor,
    ticket: Ticket,
    stored: StoredFile,
    comment: str,
    note: Callable[[StoredFile], FollowupDraft] | None,
) -> None:
    link_file(actor, stored, ticket, comment=comment)
    now = timezone.now()
    if note is not None:
        store_followup(
            ticket, note(stored), author=actor.user, acted_for=actor.acted_for, written_at=now
        )
    ticket.activity_at = now
    ticket.save(update_fields=["activity_at", "followup_count", "work_seconds"])
    record(
        actor,
        "ticket.file_added",
        ticket,
        {"file": [None, stored.pk]},
        names={"file": [None, stored.file_name]},
        part=stored,
    )


@transaction.atomic
def remove_file(actor: Actor, file_id: int) -> None:
    """Remove a file from its ticket. Records "ticket.file_removed".

    Raises FileLink.DoesNotExist for hidden and unknown, PermissionDenied without ticket.manage.
    """
    if not policies.can_delete_files(actor):
        raise PermissionDenied("ticket.manage")
    link, seen = queries.file_for(actor, file_id)
    ticket = queries.writable_ticket(actor, seen.pk)
    refuse_locked(ticket)
    name = link.file.file_name
    delete_file(actor, link.file)
    ticket.activity_at = timezone.now()
    ticket.save(update_fields=["activity_at"])
    record(
        actor,
        "ticket.file_removed",
        ticket,
        {"file": [file_id, None]},
        names={"file": [name, None]},
        part=link.file,
    )


@transaction.atomic
def remove_work(actor: Actor, ticket_id: int, followup_id: int) -> None:
    """Take back time that was logged on a line of its own: the actor's person did the work, or the
    actor manages tickets. Records "ticket.work_removed".

    Raises Followup.DoesNotExist, PermissionDenied; ValidationError(code="locked") for accounted
    work.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    lines = queries.visible_followups(actor, ticket).filter(kind=FollowupKind.WORK)
    line = lines.select_related("workunit").get(pk=followup_id)
    work = line.workunit
    is_own = actor.person is not None and work.user_id == actor.person.pk
    if not is_own and not policies.may_for(actor, "ticket.manage", ticket):
        raise PermissionDenied("ticket.manage")
    if work.locked_by_id is not None:
        raise ValidationError(_("This work has been accounted for."), code="locked")
    now = timezone.now()
    for row in (line, work):
        row.deleted_at = row.updated_at = now
        row.save(update_fields=["deleted_at", "updated_at"])
    ticket.followup_count -= 1
    ticket.work_seconds -= work.seconds
    ticket.activity_at = now
    ticket.save(update_fields=FOLLOWUP_COLUMNS)
    record(actor, "ticket.work_removed", ticket, {"seconds": [work.seconds, None]}, part=line)


def _says_work(draft: FollowupDraft) -> bool:
    return bool(
        draft.seconds
        or draft.is_billable
        or draft.role
        or draft.locked_by
        or draft.is_from_home
        or draft.work_category
    )


def _store_work(line: Followup, draft: FollowupDraft) -> None:
    work = Workunit(
        followup=line,
        user=line.author,
        started_at=draft.started_at or line.written_at,
        ended_at=draft.ended_at,
        category=draft.work_category,
        hourly_cost_amount=draft.work_category.hourly_cost_amount if draft.work_category else None,
        seconds=draft.seconds,
        is_billable=draft.is_billable,
        role=draft.role,
        is_from_home=draft.is_from_home,
        locked_by=draft.locked_by,
    )
    check(work)
    work.save(force_insert=True)
