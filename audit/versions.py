"""Versions of rows: what a caller read last must still stand when its change is written."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor


class Outdated(ValidationError):
    """Somebody else changed the row in between."""


def version_of(updated_at: Any) -> str:
    """Return the version of a row from its change time: microseconds since 1970."""
    return str(int(updated_at.timestamp() * 1_000_000))


def require_unchanged(actor: Actor, row: Any) -> None:
    """Raise Outdated when the actor expects another version of this (locked) row."""
    wanted = actor.expects
    if wanted is None or (wanted.noun, wanted.object_id) != (row._meta.model_name, row.pk):
        return
    if version_of(row.updated_at) not in wanted.versions:
        raise Outdated(_("The row was changed in between."), code="outdated")
