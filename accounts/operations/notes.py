"""Notes that people of the desk leave on a row of any app (fields.md D8)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import UNSET, Unset
from accounts.models import Note
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import noun_of, record


@transaction.atomic
def write_note(
    actor: Actor, owner: models.Model, body: str, *, title: str = "", signs: bool = False
) -> Note:
    """Leave a note on a row that the caller has found among those the actor may write notes on.
    `signs`: its author is the last editor, too, as some older APIs show.

    Records "<owner>.note_added". Raises ValidationError for an empty note.
    """
    if not body.strip():
        raise ValidationError(
            {"body": ValidationError(_("A note says something."), code="required")}
        )
    note = Note(owner=owner, title=title, body=body, author=actor.person)
    if signs:
        note.edited_by = actor.person
    check(note)
    note.save(force_insert=True)
    record(actor, f"{noun_of(owner)}.note_added", owner, {"note": [None, note.pk]}, part=note)
    return note


@transaction.atomic
def change_note(
    actor: Actor,
    note: Note,
    body: str | Unset = UNSET,
    *,
    title: str | Unset = UNSET,
    signs: bool = False,
) -> Note:
    """Change a note that the caller has found. Records "<owner>.note_changed".

    `signs`: the actor's person becomes the last editor even when nothing else differs.
    """
    wanted = {"body": body, "title": title}
    values: dict[str, Any] = {name: value for name, value in wanted.items() if value is not UNSET}
    changes = apply_values(note, values)
    if changes or signs:
        changes |= apply_values(note, {"edited_by": actor.person})
    if changes:
        note.updated_at = timezone.now()
        check(note)
        note.save()
        _record(actor, "note_changed", note, [note.pk, note.pk])
    return note


@transaction.atomic
def remove_note(actor: Actor, note: Note) -> None:
    """Delete a note that the caller has found. Records "<owner>.note_removed"."""
    _record(actor, "note_removed", note, [note.pk, None])
    note.delete()


def _record(actor: Actor, act: str, note: Note, change: list[Any]) -> None:
    """Record on the row the note is about; one whose row is gone is told of by itself."""
    owner: Any = note.owner or note
    record(actor, f"{noun_of(owner)}.{act}", owner, {"note": change}, part=note)
