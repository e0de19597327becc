"""The steps that all operations of crm share: check, save, and one journal entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.queries import entity_for
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import Changes, noun_of, record
from audit.rows import purge_row
from audit.sequences import move_sequence

RowType = TypeVar("RowType", bound=models.Model)


def insert(
    actor: Actor,
    row: RowType,
    values: Mapping[str, Any],
    verb: str,
    *,
    parts: Changes | None = None,
    part_names: Changes | None = None,
) -> RowType:
    """Save a new row and record it with every value that is no default, `parts` added."""
    changes = apply_values(row, values)
    save_new(row)
    record(
        actor,
        verb,
        row,
        {**changes, **(parts or {})},
        names={**names_of(row, changes), **(part_names or {})},
    )
    return row


def moved(actor: Actor, right: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return values with the entity in the place of its number, which the actor has to write in."""
    if "entity_id" not in values:
        return values
    kept = dict(values)
    kept["entity"] = entity_for(actor, right, kept.pop("entity_id"))
    return kept


def link_row(actor: Actor, whole: Any, row: models.Model, verb: str) -> Any:
    """Tie a row of any app to a locked contract or project; an existing link comes back.

    Records the verb on the whole, with the row as its part.
    """
    kind = ContentType.objects.get_for_model(row)
    link, made = whole.links.get_or_create(content_type=kind, object_id=row.pk)
    if made:
        noun, names = noun_of(row), [None, name_of(row)]
        record(actor, verb, whole, {noun: [None, row.pk]}, names={noun: names}, part=row)
    return link


def unlink_row(actor: Actor, whole: Any, row: models.Model, verb: str) -> None:
    """Take the tie of a row off again. Records the verb on the whole if there was one."""
    kind = ContentType.objects.get_for_model(row)
    if whole.links.filter(content_type=kind, object_id=row.pk).delete()[0]:
        noun, names = noun_of(row), [name_of(row), None]
        record(actor, verb, whole, {noun: [row.pk, None]}, names={noun: names}, part=row)


def keep(
    row: RowType,
    values: Mapping[str, Any],
    *,
    id: int | None,
    created_at: datetime | None,
    updated_at: datetime | None = None,
) -> RowType:
    """Save a row of another desk with its number (None = the next) and times; record nothing."""
    apply_values(row, values)
    if id is not None:
        row.pk = id
    moment = created_at or timezone.now()
    row.created_at, row.updated_at = moment, updated_at or moment  # type: ignore[attr-defined]  # all are Rows
    save_new(row)
    if id is not None:
        move_sequence(type(row))
    return row


def change(
    actor: Actor,
    row: models.Model,
    values: Mapping[str, Any],
    verb: str,
    *,
    parts: Changes | None = None,
) -> None:
    """Save what differs and record it; nothing happens when nothing does."""
    changes = apply_values(row, values)
    if not changes and not parts:
        return
    _fold(row)
    row.updated_at = timezone.now()  # type: ignore[attr-defined]  # every table here is a Row
    row.full_clean()
    row.save()
    record(actor, verb, row, {**changes, **(parts or {})}, names=names_of(row, changes))


def save_new(row: models.Model) -> None:
    """Check and insert a row. A taken value is a ValidationError also if another was faster."""
    _fold(row)
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.full_clean()
        raise


def trash(actor: Actor, row: models.Model, verb: str) -> None:
    """Put a row in the trash."""
    change(actor, row, {"deleted_at": timezone.now()}, verb)


def restore(actor: Actor, row: models.Model, verb: str) -> None:
    """Take a row out of the trash."""
    change(actor, row, {"deleted_at": None}, verb)


def purge(actor: Actor, row: models.Model) -> None:
    """Remove a row for good. Raises ValidationError(code="in_use") when others need it."""
    try:
        purge_row(actor, row)
    except models.ProtectedError as error:
        raise ValidationError(_("Other rows need this one."), code="in_use") from error


def names_of(row: models.Model, changes: Changes) -> dict[str, list[Any]]:
    """Return {field: [old, new]} in words for the foreign keys among the changes."""
    names: dict[str, list[Any]] = {}
    for name, (old, _new) in changes.items():
        field = row._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            before = field.related_model._base_manager.filter(pk=old).first()
            names[name] = [name_of(before), name_of(getattr(row, name))]
    return names


def name_of(row: Any) -> str | None:
    """Return the word for a row in the journal: a login name, else what the row calls itself."""
    if row is None:
        return None
    return getattr(row, "username", None) or str(row)


def _fold(row: models.Model) -> None:
    """Set the columns in which the row is looked up without case."""
    folded: dict[str, str] = getattr(row, "FOLDED", {})
    for source, key in folded.items():
        setattr(row, key, username_key(getattr(row, source)))
