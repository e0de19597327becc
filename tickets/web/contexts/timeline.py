"""The conversation on a ticket: lines as they were written, changes folded between them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from audit.actor import Actor
from audit.models import JournalEntry
from doors.text import Rendered, render
from files.models import FileLink
from tickets.models import Followup, Ticket
from tickets.queries import custom_fields_by_key, files_on, history_of, visible_followups
from tickets.vocabulary import FollowupKind
from tickets.web.contexts.history import Event, field_keys, summary, told
from tickets.web.contexts.people import People

NEWEST = 60
"""Lines of a long conversation that are shown at first."""

NEWEST_EVENTS = 200
TOLD_BY_LINES = ("ticket.followup_added", "ticket.created", "ticket.file_added")
PREVIEWED = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class Attachment:
    """A file at hand on the page."""

    key: int
    name: str
    size: int
    address: str
    is_image: bool


@dataclass(frozen=True)
class Entry:
    """One row of the conversation: a line, or some changes folded together."""

    at: datetime
    kind: str
    key: int = 0
    author: str = ""
    for_whom: str = ""
    body: SafeString = SafeString("")
    blocked_images: int = 0
    is_internal: bool = False
    is_requester: bool = False
    seconds: int = 0
    is_billable: bool = False
    solution_state: str = ""
    files: list[Attachment] = field(default_factory=list)
    undo_seconds: int = 0
    events: list[Event] = field(default_factory=list)
    summary: str = ""


@dataclass(frozen=True)
class Timeline:
    """What happened, oldest first; `earlier` lines are not shown, `last_entry` is the newest
    change.
    """

    entries: list[Entry]
    earlier: int
    last_entry: int
    ticket_files: list[Attachment]
    blocked_images: int


@dataclass(frozen=True)
class Read:
    """The rows of a conversation, oldest first, and how many lines before them are left out."""

    lines: list[Followup]
    journal: list[JournalEntry]
    earlier: int


def read_timeline(actor: Actor, ticket: Ticket, *, shows_all: bool = False) -> Read:
    """Return what was written and done on a visible ticket (two statements)."""
    lines = _lines(actor, ticket, shows_all=shows_all)
    earlier = 0
    if not shows_all and len(lines) > NEWEST:
        earlier, lines = ticket.followup_count - NEWEST, lines[-NEWEST:]
    journal = list(history_of(actor, ticket).order_by("-id")[:NEWEST_EVENTS])[::-1]
    return Read(lines, journal, earlier)


def keys_in(read: Read) -> Iterator[int | None]:
    """Yield the keys of those who wrote the lines and did what is told."""
    for line in read.lines:
        yield line.author_id
    for entry in read.journal:
        yield from (entry.actor_id, entry.acted_for_id)


def timeline_of(
    actor: Actor,
    ticket: Ticket,
    read: Read,
    *,
    undo_time: timedelta,
    known: People,
    with_remote_images: bool = False,
) -> Timeline:
    """Return the conversation on a visible ticket (two statements at most). `known` are all whom
    it names.
    """
    lines, journal, earlier = read.lines, read.journal, read.earlier
    files = _files(ticket, lines)
    shown = [entry for entry in journal if entry.verb not in TOLD_BY_LINES]
    for line in lines:
        line.author = known.get(line.author_id)
    names = {user.pk: user.shown_name for user in known.values()}
    events = told(shown, custom_fields_by_key(field_keys(shown)), names)
    rows = [_described(ticket, files, with_remote_images=with_remote_images)]
    rows += [
        _line(actor, ticket, line, files, undo_time, with_remote_images=with_remote_images)
        for line in lines
    ]
    begin = rows[1].at if earlier else ticket.opened_at
    ordered = _folded(rows, [event for event in events if event.at >= begin or not earlier])
    return Timeline(
        entries=ordered,
        earlier=max(earlier, 0),
        last_entry=journal[-1].pk if journal else 0,
        ticket_files=files.get((_noun(Ticket), ticket.pk), []),
        blocked_images=sum(row.blocked_images for row in rows),
    )


def _lines(actor: Actor, ticket: Ticket, *, shows_all: bool) -> list[Followup]:
    rows = visible_followups(actor, ticket).select_related("workunit", "solution")
    newest = rows.order_by("-written_at", "-id")
    return list(newest if shows_all else newest[: NEWEST + 1])[::-1]


def _noun(model: type[Any]) -> int:
    key: int = ContentType.objects.get_for_model(model).pk
    return key


def _files(ticket: Ticket, lines: Sequence[Followup]) -> dict[tuple[int, int], list[Attachment]]:
    found: dict[tuple[int, int], list[Attachment]] = {}
    for link in files_on(ticket, lines):
        found.setdefault((link.noun_id, link.object_id), []).append(attachment_of(link))
    return found


def attachment_of(link: FileLink) -> Attachment:
    """Return a file as the page shows it."""
    file = link.file
    return Attachment(
        key=file.pk,
        name=file.file_name,
        size=file.size_bytes,
        address=reverse("desk:file", args=[file.pk]),
        is_image=file.media_type in PREVIEWED,
    )


def rendered(text: str, text_format: str, *, with_remote_images: bool) -> Rendered:
    """Return a text of a ticket as the desk shows it, numbers of tickets leading to them."""
    return render(
        text,
        text_format,
        ticket_address=lambda key: reverse("desk:ticket", args=[key]),
        with_remote_images=with_remote_images,
    )


def _described(
    ticket: Ticket, files: dict[tuple[int, int], list[Attachment]], *, with_remote_images: bool
) -> Entry:
    text = rendered(
        ticket.description, ticket.description_format, with_remote_images=with_remote_images
    )
    author = ticket.submitter or ticket.requester
    return Entry(
        at=ticket.opened_at,
        kind="description",
        author=author.shown_name if author is not None else "",
        for_whom=ticket.requester.shown_name
        if ticket.requester is not None and ticket.requester_id != ticket.submitter_id
        else "",
        body=text.html,
        blocked_images=text.blocked_images,
        is_requester=author is not None and author.pk == ticket.requester_id,
        files=files.get((_noun(Ticket), ticket.pk), []),
    )


def _line(
    actor: Actor,
    ticket: Ticket,
    line: Followup,
    files: dict[tuple[int, int], list[Attachment]],
    undo_time: timedelta,
    *,
    with_remote_images: bool,
) -> Entry:
    text = rendered(line.body, line.body_format, with_remote_images=with_remote_images)
    work = getattr(line, "workunit", None)
    solution = getattr(line, "solution", None)
    is_note = not line.is_public and line.kind in (FollowupKind.MESSAGE, FollowupKind.NOTE)
    return Entry(
        at=line.written_at,
        kind="note" if is_note else line.kind,
        key=line.pk,
        author=line.author.shown_name if line.author is not None else "",
        body=text.html,
        blocked_images=text.blocked_images,
        is_internal=not line.is_public,
        is_requester=line.author_id is not None and line.author_id == ticket.requester_id,
        seconds=work.seconds if work is not None else 0,
        is_billable=work is not None and work.is_billable,
        solution_state=solution.state if solution is not None else "",
        files=files.get((_noun(Followup), line.pk), []),
        undo_seconds=_undo_seconds(actor, line, undo_time),
    )


def _undo_seconds(actor: Actor, line: Followup, undo_time: timedelta) -> int:
    """Return for how long the reader may still take the line back."""
    if actor.person is None or line.author_id != actor.person.pk:
        return 0
    if line.kind == FollowupKind.TASK:
        return 0
    left = line.written_at + undo_time - timezone.now()
    return max(0, int(left.total_seconds()))


def _folded(rows: Sequence[Entry], events: Iterable[Event]) -> list[Entry]:
    """Put events between the lines by time; those without a line between them are one row."""
    ordered: list[Entry] = []
    pending = sorted(events, key=lambda event: (event.at, event.key))
    for row in sorted(rows, key=lambda entry: (entry.at, entry.key)):
        before = [event for event in pending if event.at < row.at]
        pending = pending[len(before) :]
        if before:
            ordered.append(_fold(before))
        ordered.append(row)
    if pending:
        ordered.append(_fold(pending))
    return ordered


def _fold(events: list[Event]) -> Entry:
    return Entry(at=events[-1].at, kind="events", events=events, summary=summary(events))


def newer_entries(actor: Actor, ticket: Ticket, since: int) -> int:
    """Count what others did on a visible ticket after an entry, at most 20."""
    rows = history_of(actor, ticket).filter(pk__gt=since)
    if actor.person is not None:
        rows = rows.exclude(actor_id=actor.person.pk)
    return len(rows.order_by().values_list("pk", flat=True)[:20])


def entries_before(
    actor: Actor, ticket: Ticket, before: int | None, page: int
) -> list[JournalEntry]:
    """Return a page of the journal, newest first."""
    rows = history_of(actor, ticket).order_by("-id")
    return list((rows.filter(pk__lt=before) if before is not None else rows)[: page + 1])
