"""Two tickets about one thing become one; a ticket about two things becomes two."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.actor import Actor
from audit.journal import Changes, record
from audit.models import JournalEntry
from files.models import FileLink
from tickets import policies, queries
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.models import Followup, Status, Ticket, TicketLink, TicketMerge, TicketPerson
from tickets.operations.counting import count_lines, move_lines
from tickets.operations.create import create_ticket
from tickets.operations.status import refuse_locked
from tickets.operations.update import update_ticket
from tickets.operations.work import store_followup
from tickets.vocabulary import CloseReason, FollowupKind, LinkKind, Resolution, Role


@transaction.atomic
def merge_tickets(actor: Actor, source_id: int, target_id: int) -> TicketMerge:
    """Move all lines, files and people of a ticket into another, and close it as a duplicate.

    The source's description becomes a line of the target, its requester an observer there. The
    source keeps its number, and whoever asks for it is led to the target (`queries.survivor_of`).
    Records "ticket.merged" on the target and, caused by it, "ticket.updated" on the source; nobody
    is mailed. Raises Ticket.DoesNotExist, PermissionDenied, ValidationError code "self", "merged"
    or "open_children".
    """
    if source_id == target_id:
        raise ValidationError({"target": ValidationError(_("The same ticket."), code="self")})
    # always in the order of their numbers, so that two merges do not wait for each other
    both = {key: _movable(actor, key) for key in sorted((source_id, target_id))}
    source, target = both[source_id], both[target_id]
    if source.open_child_count:
        message = _("Close or move the tickets below it first.")
        raise ValidationError({"source": ValidationError(message, code="open_children")})
    merge = TicketMerge(source=source, target=target, by=actor.person)
    lines = list(Followup.objects.filter(ticket=source, deleted_at=None).order_by("id"))
    files = list(source.file_links.values_list("pk", flat=True))
    merge.moved = {
        "lines": [line.pk for line in lines],
        "files": files,
        "people": _take_people(source, target),
        "description": _keep_description(source, target).pk,
        "status": source.status_id,
        "resolution": source.resolution,
        "link": _tie(source, target),
    }
    merge.save(force_insert=True)
    move_lines(lines, target)
    FileLink.objects.filter(pk__in=files).update(object_id=target.pk)
    _settle(source, target)
    changes: Changes = {"merged": [None, source.pk], "followups": [None, len(lines)]}
    entry = record(actor, "ticket.merged", target, changes, names={"merged": [None, source.title]})
    _close(actor, source, entry)
    return merge


@transaction.atomic
def unmerge_ticket(actor: Actor, source_id: int) -> Ticket:
    """Bring a merged ticket back with the lines, files and people that it brought along.

    Records "ticket.unmerged" on the ticket that it was in, and "ticket.updated" on it. Raises
    TicketMerge.DoesNotExist for a ticket that is not merged.
    """
    target_id = TicketMerge.objects.get(source=source_id, undone_at=None).target_id
    both = {key: _writable(actor, key) for key in sorted((source_id, target_id))}
    # read again behind the locks: somebody else may have brought it back meanwhile
    merge = TicketMerge.objects.get(source=source_id, target=target_id, undone_at=None)
    source, target = both[source_id], both[target_id]
    moved = merge.moved
    lines = Followup.objects.filter(pk__in=moved["lines"], ticket=target).order_by("id")
    move_lines(list(lines), source)
    FileLink.objects.filter(pk__in=moved["files"], object_id=target.pk).update(object_id=source.pk)
    Followup.objects.filter(pk=moved["description"]).update(deleted_at=timezone.now())
    TicketPerson.objects.filter(pk__in=moved["people"], ticket=target).delete()
    TicketLink.objects.filter(pk=moved["link"]).delete()
    merge.undone_at = merge.updated_at = timezone.now()
    merge.save(update_fields=["undone_at", "updated_at"])
    _settle(source, target)
    changes: Changes = {"merged": [source.pk, None]}
    entry = record(
        actor, "ticket.unmerged", target, changes, names={"merged": [source.title, None]}
    )
    patch = TicketPatch(
        status=Status.objects.get(pk=moved["status"]), resolution=moved["resolution"]
    )
    because = replace(actor, caused_by=entry.pk, expects=None)
    return update_ticket(because, source.pk, patch, any_status=True, tells=False)


@transaction.atomic
def split_ticket(actor: Actor, ticket_id: int, line_ids: Sequence[int], *, title: str) -> Ticket:
    """Open a ticket of its own from some messages of another, and tie the two.

    The first line's text is the new description; a line without time spent then has no more to say
    and goes to the trash, its files stay with the new ticket. The others move. Records
    "ticket.created" on the new one and "ticket.split" on the old; the requester of the new one is
    told. Raises ValidationError code "unknown" or "required".
    """
    ticket = _movable(actor, ticket_id)
    lines = list(
        queries.visible_followups(actor, ticket)
        .filter(pk__in=line_ids)
        .select_related("workunit", "author")
    )
    if not lines or {line.pk for line in lines} != set(line_ids):
        raise ValidationError({"lines": ValidationError(_("Choose messages."), code="unknown")})
    if not title.strip():
        raise ValidationError({"title": ValidationError(_("A title is needed."), code="required")})
    first = lines[0]
    splitting = replace(actor, liberties=actor.liberties | {policies.ANSWERS_LATER})
    made = create_ticket(splitting, _draft_of_split(ticket, first, title))
    if first.is_public and getattr(first, "workunit", None) is None:
        noun = ContentType.objects.get_for_model(Ticket)
        first.file_links.update(noun=noun, object_id=made.pk)
        first.deleted_at = timezone.now()
        first.save(update_fields=["deleted_at"])
        lines = lines[1:]
    move_lines(lines, made)
    count_lines(ticket)
    count_lines(made)
    TicketLink.objects.get_or_create(source=made, target=ticket, kind=LinkKind.RELATED)
    changes: Changes = {"split": [None, made.pk], "followups": [None, len(line_ids)]}
    record(actor, "ticket.split", ticket, changes, names={"split": [None, made.title]})
    return made


def _draft_of_split(ticket: Ticket, first: Followup, title: str) -> TicketDraft:
    author = first.author
    asks = author is not None and not author.is_agent
    return TicketDraft(
        title=title,
        # what only the desk may read must not become what the requester reads first
        description=first.body if first.is_public else "",
        description_format=first.body_format,
        kind=ticket.kind,
        priority=ticket.priority,
        requester=author if asks else ticket.requester,
        support_group=ticket.support_group,
        assignee=ticket.assignee,
        category=ticket.category,
        source=ticket.source,
        cis=(),
        entity_id=ticket.entity_id,
    )


def _movable(actor: Actor, ticket_id: int) -> Ticket:
    ticket = _writable(actor, ticket_id)
    refuse_locked(ticket)
    if TicketMerge.objects.filter(source=ticket, undone_at=None).exists():
        message = _("#%(number)s is part of another ticket already.") % {"number": ticket.pk}
        raise ValidationError({"source": ValidationError(message, code="merged")})
    return ticket


def _writable(actor: Actor, ticket_id: int) -> Ticket:
    ticket = queries.writable_ticket(actor, ticket_id)
    if not policies.works_on_tickets(actor):
        raise PermissionDenied("ticket.write")
    return ticket


def _tie(source: Ticket, target: Ticket) -> int | None:
    """Say that one is a duplicate of the other; None where somebody said so before."""
    link, made = TicketLink.objects.get_or_create(
        source=source, target=target, kind=LinkKind.DUPLICATE
    )
    return int(link.pk) if made else None


def _keep_description(source: Ticket, target: Ticket) -> Followup:
    draft = FollowupDraft(
        body=source.description or source.title,
        body_format=source.description_format,
        kind=FollowupKind.MESSAGE,
    )
    author: User | None = source.requester or source.submitter
    return store_followup(target, draft, author=author, written_at=source.opened_at)


def _take_people(source: Ticket, target: Ticket) -> list[int]:
    """Make everybody of the source an observer of the target; return the rows that this made."""
    there = TicketPerson.objects.filter(ticket=target)
    known = {row.user_id or row.email_key for row in there}
    made = []
    for row in TicketPerson.objects.filter(ticket=source).order_by("id"):
        key = row.user_id or row.email_key
        if key in known:
            continue
        known.add(key)
        role = row.role if row.role in (Role.OBSERVER, Role.COLLABORATOR) else Role.OBSERVER
        new = TicketPerson(
            ticket=target, user=row.user, email=row.email, email_key=row.email_key, role=role
        )
        new.save(force_insert=True)
        made.append(new.pk)
    return made


def _settle(source: Ticket, target: Ticket) -> None:
    count_lines(source)
    count_lines(target)
    target.activity_at = timezone.now()
    target.save(update_fields=["activity_at"])


def _close(actor: Actor, source: Ticket, entry: JournalEntry) -> None:
    patch = TicketPatch(status=queries.status_by_code("closed"), resolution=Resolution.DUPLICATE)
    because = replace(actor, caused_by=entry.pk, expects=None)
    update_ticket(
        because,
        source.pk,
        patch,
        any_status=True,
        close_reason=CloseReason.WORKFLOW,
        tells=False,
    )
