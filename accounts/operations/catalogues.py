"""Places, titles, document types: rows to choose from; and notes on rows."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Location, Note, UserCategory, UserTitle
from accounts.operations.nouns import Noun
from audit.actor import Actor
from audit.columns import check
from audit.journal import Changes, noun_of, record
from files.models import DocumentCategory, DocumentType

WRITE, REMOVE = "catalogue.write", "catalogue.manage"

LOCATIONS = Noun(model=Location, write=WRITE, remove=REMOVE, entity="entity")
USER_TITLES = Noun(model=UserTitle, write=WRITE, remove=REMOVE)
USER_CATEGORIES = Noun(model=UserCategory, write=WRITE, remove=REMOVE)
DOCUMENT_CATEGORIES = Noun(model=DocumentCategory, write=WRITE, remove=REMOVE)
DOCUMENT_TYPES = Noun(model=DocumentType, write=WRITE, remove=REMOVE)


@transaction.atomic
def write_note(actor: Actor, owner: models.Model, body: str, *, title: str = "") -> Note:
    """Leave a note on a row that the caller has found among those the actor may write notes on.

    Records "<owner>.note_added". Raises ValidationError for an empty note.
    """
    if not body.strip():
        raise ValidationError(
            {"body": ValidationError(_("A note says something."), code="required")}
        )
    note = Note(
        noun=ContentType.objects.get_for_model(owner),
        object_id=owner.pk,
        author=actor.person,
        edited_by=actor.person,
        title=title,
        body=body,
    )
    check(note)
    note.save(force_insert=True)
    record(actor, f"{noun_of(owner)}.note_added", owner, {"note": [None, note.pk]}, part=note)
    return note


@transaction.atomic
def change_note(actor: Actor, note: Note, body: str) -> Note:
    """Change a note that the caller has found. Records "<owner>.note_changed"."""
    if note.body == body:
        return note
    note.body, note.edited_by, note.updated_at = body, actor.person, timezone.now()
    check(note)
    note.save()
    owner: Any = note.owner
    changes: Changes = {"note": [note.pk, note.pk]}
    record(actor, f"{noun_of(owner)}.note_changed", owner, changes, part=note)
    return note


@transaction.atomic
def remove_note(actor: Actor, note: Note) -> None:
    """Remove a note that the caller has found. Records "<owner>.note_removed"."""
    owner: Any = note.owner
    key = note.pk
    note.delete()
    note.pk = key
    record(actor, f"{noun_of(owner)}.note_removed", owner, {"note": [key, None]}, part=note)
