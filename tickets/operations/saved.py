"""What people have begun to write: kept on the server, with its files, until it is sent."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from files.models import FileLink, StoredFile
from files.operations import Content, delete_file, link_file, received, store_file
from tickets import policies, queries
from tickets.models import Followup, SavedDraft, Ticket
from tickets.vocabulary import DraftKind, TextFormat

MOST_FILES = 20


@transaction.atomic
def save_draft(
    actor: Actor,
    ticket_id: int | None,
    kind: str,
    *,
    body: str = "",
    body_format: str = TextFormat.MARKDOWN,
    fields: dict[str, Any] | None = None,
) -> SavedDraft:
    """Keep what the actor has begun to write on a visible ticket (None = a new one).

    Nobody else sees it, so nothing is recorded. Raises Ticket.DoesNotExist, PermissionDenied.
    """
    draft = _own_draft(actor, ticket_id, kind)
    draft.body, draft.body_format, draft.updated_at = body, body_format, timezone.now()
    if fields is not None:
        draft.fields = fields
    draft.clean_fields(exclude=["user", "ticket"])
    draft.save()
    return draft


@transaction.atomic
def discard_draft(actor: Actor, ticket_id: int | None, kind: str) -> None:
    """Throw away what the actor has begun to write, with its files."""
    draft = _found(actor, ticket_id, kind)
    if draft is not None:
        for link in draft.file_links.select_related("file"):
            delete_file(actor, link.file)
        draft.file_links.all().delete()
        draft.delete()


def attach_to_draft(
    actor: Actor, ticket_id: int | None, kind: str, *, file_name: str, content: Content
) -> StoredFile:
    """Store a file with what the actor is writing. Raises ValidationError code "too_large" or
    "too_many".
    """
    with transaction.atomic():
        _own_draft(actor, ticket_id, kind)  # nothing is kept for those who may not write
    with received(content) as bytes_kept, transaction.atomic():
        draft = _own_draft(actor, ticket_id, kind)
        if draft._state.adding:
            draft.save()
        if draft.file_links.count() >= MOST_FILES:
            message = _("No more than %(number)s files go with one text.") % {"number": MOST_FILES}
            raise ValidationError({"file": ValidationError(message, code="too_many")})
        stored = store_file(actor, file_name=file_name, content=bytes_kept)
        link_file(actor, stored, draft)
    return stored


@transaction.atomic
def drop_from_draft(actor: Actor, file_id: int) -> None:
    """Remove a file from one's own draft. Raises FileLink.DoesNotExist for any other."""
    link = _draft_links(actor).get(file=file_id)
    delete_file(actor, link.file)
    link.delete()


def take_files(actor: Actor, owner: Followup | Ticket, file_ids: Sequence[int]) -> list[StoredFile]:
    """Move files from the actor's drafts to a new line or ticket.

    Raises ValidationError(code="unknown") for a file that is not there.
    """
    if not file_ids:
        return []
    links = list(_draft_links(actor).filter(file__in=file_ids).order_by("file_id"))
    if {link.file_id for link in links} != set(file_ids):
        raise ValidationError({"file_ids": ValidationError(_("No such file."), code="unknown")})
    noun = ContentType.objects.get_for_model(owner)
    for link in links:
        link.noun, link.object_id, link.linked_at = noun, owner.pk, timezone.now()
        link.save(update_fields=["noun", "object_id", "linked_at"])
    return [link.file for link in links]


def give_back(actor: Actor, line: Followup) -> SavedDraft:
    """Put the text and the files of a line that is taken back into the actor's draft.

    What was begun meanwhile stays above it.
    """
    draft = _own_draft(actor, line.ticket_id, line.kind)
    draft.body = "\n\n".join(filter(None, (draft.body, line.body)))
    draft.body_format, draft.updated_at = line.body_format, timezone.now()
    draft.save()
    noun = ContentType.objects.get_for_model(SavedDraft)
    line.file_links.update(noun=noun, object_id=draft.pk)
    return draft


def _own_draft(actor: Actor, ticket_id: int | None, kind: str) -> SavedDraft:
    """Return the actor's draft, unsaved when there is none."""
    if actor.person is None or kind not in DraftKind.values:
        raise PermissionDenied("draft")
    ticket = queries.ticket_for(actor, ticket_id) if ticket_id is not None else None
    if kind != DraftKind.MESSAGE and not policies.works_on_tickets(actor):
        raise PermissionDenied("draft")
    found = _found(actor, ticket_id, kind)
    return found or SavedDraft(user=actor.person, ticket=ticket, kind=kind)


def _found(actor: Actor, ticket_id: int | None, kind: str) -> SavedDraft | None:
    mine = SavedDraft.objects.select_for_update().filter(user=actor.person, ticket=ticket_id)
    return (mine.filter(kind=kind) if ticket_id is not None else mine).first()


def _draft_links(actor: Actor) -> Any:
    noun = ContentType.objects.get_for_model(SavedDraft)
    mine = SavedDraft.objects.filter(user=actor.person).values("pk")
    return FileLink.objects.filter(
        noun=noun, object_id__in=mine, file__deleted_at=None
    ).select_related("file")
