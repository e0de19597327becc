"""Journaled writes of rows that have no operation of their own: catalogues in the back office.

Who may write is asked by the caller, who knows rights.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import Changes, noun_of, record
from audit.sequences import move_sequence


@transaction.atomic
def insert_row(
    actor: Actor, row: models.Model, values: Mapping[str, Any], *, owner: models.Model | None = None
) -> models.Model:
    """Save a new row. Records "<noun>.created", or "<owner>.<noun>_created" on its owner."""
    columns, links = _split(row, values)
    changes = apply_values(row, columns)
    row.full_clean()
    row.save(force_insert=True)
    _record(actor, "created", row, {**changes, **_link(row, links)}, owner)
    return row


@transaction.atomic
def change_row(
    actor: Actor, row: models.Model, values: Mapping[str, Any], *, owner: models.Model | None = None
) -> None:
    """Save what differs and record it as "updated"; nothing happens when nothing differs."""
    row = _locked(row)
    columns, links = _split(row, values)
    changes = apply_values(row, columns)
    if changes:
        _touch(row)
        row.full_clean()
        row.save()
    changes |= _link(row, links)
    if changes:
        _record(actor, "updated", row, changes, owner)


@transaction.atomic
def trash_row(actor: Actor, row: models.Model, *, owner: models.Model | None = None) -> None:
    """Put a row in the trash and record it as "deleted".

    Raises ValidationError(code="no_trash") for a table that has none.
    """
    if not has_trash(type(row)):
        raise ValidationError(_("Rows of this kind stay."), code="no_trash")
    row = _locked(row)
    changes = apply_values(row, {"deleted_at": timezone.now()})
    _touch(row)
    row.save()
    _record(actor, "deleted", row, changes, owner)


@transaction.atomic
def restore_row(actor: Actor, row: models.Model, *, owner: models.Model | None = None) -> None:
    """Take a row out of the trash and record it as "restored"."""
    row = _locked(row)
    changes = apply_values(row, {"deleted_at": None})
    _touch(row)
    row.save()
    _record(actor, "restored", row, changes, owner)


@transaction.atomic
def purge_row(actor: Actor, row: models.Model, *, owner: models.Model | None = None) -> None:
    """Remove a row for good and record it as "purged"; the journal keeps its number."""
    key, words = row.pk, {"row": [str(row), None]}
    row.delete()
    row.pk = key
    verb = f"{noun_of(row)}.purged"
    if owner is not None and owner.pk is not None:
        verb = f"{noun_of(owner)}.{noun_of(row)}_purged"
        record(actor, verb, owner, {"row": [key, None]}, names=words, part=row)
        return
    record(actor, verb, row, {"row": [key, None]}, names=words)


@transaction.atomic
def keep_row(
    row: models.Model,
    *,
    id: int | None,
    created_at: datetime | None,
    updated_at: datetime | None = None,
) -> None:
    """Save a row of another desk with its number (None = the next) and times; record nothing."""
    if id is not None:
        row.pk = id
    moment = created_at or timezone.now()
    row.created_at, row.updated_at = moment, updated_at or moment  # type: ignore[attr-defined]  # all are Rows
    row.full_clean()
    row.save(force_insert=True)
    if id is not None:
        move_sequence(type(row))


def has_trash(model: type[models.Model]) -> bool:
    """Tell whether rows of the table can be put in the trash."""
    return any(field.name == "deleted_at" for field in model._meta.fields)


def _locked(row: models.Model) -> models.Model:
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def _touch(row: models.Model) -> None:
    if hasattr(row, "updated_at"):
        row.updated_at = timezone.now()


def _split(row: models.Model, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of columns and those of links to many rows."""
    many = {field.name for field in row._meta.many_to_many}
    columns = {name: value for name, value in values.items() if name not in many}
    return columns, {name: value for name, value in values.items() if name in many}


def _link(row: models.Model, links: Mapping[str, Iterable[models.Model]]) -> dict[str, list[Any]]:
    """Set the links to many rows and return what differs, as sorted keys."""
    changes: dict[str, list[Any]] = {}
    for name, rows in links.items():
        manager = getattr(row, name)
        old, new = sorted(one.pk for one in manager.all()), sorted(one.pk for one in rows)
        if old != new:
            manager.set(rows)
            changes[name] = [old, new]
    return changes


def _record(
    actor: Actor, act: str, row: models.Model, changes: Changes, owner: models.Model | None
) -> None:
    names = _names(row, changes)
    if owner is None:
        record(actor, f"{noun_of(row)}.{act}", row, changes, names=names)
    else:
        verb = f"{noun_of(owner)}.{noun_of(row)}_{act}"
        record(actor, verb, owner, changes, names=names, part=row)


def _names(row: models.Model, changes: Changes) -> dict[str, list[Any]]:
    """Return {field: [old, new]} in words for the foreign keys among the changes."""
    names: dict[str, list[Any]] = {}
    for name, keys in changes.items():
        field = row._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            rows = field.related_model._base_manager.in_bulk(
                [key for key in keys if key is not None]
            )
            names[name] = [_word(rows.get(key)) for key in keys]
    return names


def _word(row: models.Model | None) -> str | None:
    return None if row is None else getattr(row, "username", None) or str(row)
