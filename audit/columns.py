"""Column groups that tables of every app share (fields.md section 1), and the one way to set
them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone


class Row(models.Model):
    """Key and the two times. The operation sets `updated_at`; an import sets both."""

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Trash(models.Model):
    """Soft delete: a row with `deleted_at` is in the trash and in no list."""

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Carrying(models.Model):
    """What one older API stores and the desk gives no meaning, given back as received."""

    wire_extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


def stored(value: Any) -> Any:
    """Return the value as the journal stores it: keys for rows, ISO text for times, text for
    decimals.
    """
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def apply_values(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the given fields on the row and return {field: [old, new]} of those that differ.

    Nothing is saved. Foreign keys take rows; their journal value is the key.
    """
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        field = row._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            old = getattr(row, field.attname)
            new = value.pk if isinstance(value, models.Model) else value
        else:
            old, new = getattr(row, name), value
        if old != new:
            changes[name] = [stored(old), stored(new)]
            setattr(row, name, value)
    return changes


def check(row: models.Model) -> None:
    """Validate the plain columns of a row; keys were given as rows, so they are not looked up
    again.
    """
    keys = [field.name for field in row._meta.fields if isinstance(field, models.ForeignKey)]
    row.clean_fields(exclude=keys)


_CONTROL = dict.fromkeys(code for code in (*range(32), 127) if code not in (9, 10))


def clean_line(text: str) -> str:
    """Return a one-line text without control characters (threats.md rule 29)."""
    return text.translate(_CONTROL)
