"""Who needs a row of a catalogue, and how such a row goes: only when nobody does.

Who may write is asked by the caller, who knows rights.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.rows import purge_row

MOST_NAMED = 3


@dataclass
class Use:
    """Rows of a table that need a row: what they are called in the reader's language, how many they
    are, and a few of them.
    """

    word: str
    number: int
    some: list[models.Model]


_beside: list[Callable[[models.Model], Iterable[models.Model]]] = []


def name_beside(function: Callable[[models.Model], Iterable[models.Model]]) -> None:
    """Ask this function, too, which rows need a row: for what names rows without a foreign key.

    Call it in AppConfig.ready().
    """
    if function not in _beside:
        _beside.append(function)


def uses_of(row: models.Model, *, parts: Collection[type[models.Model]] = ()) -> list[Use]:
    """Return who needs a row, those in the trash among them; `parts` are tables whose rows go with
    it (one statement for each table that can name it, two for one that has many).
    """
    found: dict[str, Use] = {}
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        table: Any = relation.related_model
        if table._meta.auto_created or table in parts:
            continue
        field: Any = relation.remote_field  # the one that names the row
        rows = table._base_manager.filter(**{field.name: row.pk}).order_by("pk")
        some = list(rows[: MOST_NAMED + 1])
        _add(found, some, rows.count() if len(some) > MOST_NAMED else len(some))
    for function in _beside:
        others = list(function(row))
        _add(found, others, len(others))
    return sorted(found.values(), key=lambda use: use.word)


def _add(found: dict[str, Use], rows: list[models.Model], number: int) -> None:
    """Add rows of one table to what was found of it."""
    if rows:
        word = str(rows[0]._meta.verbose_name_plural)
        use = found.setdefault(word, Use(word, 0, []))
        use.number += number
        use.some = [*use.some, *rows][:MOST_NAMED]


@transaction.atomic
def purge_unused(
    actor: Actor, row: models.Model, *, parts: Collection[type[models.Model]] = ()
) -> None:
    """Remove a row that nobody needs, with its parts. Records "<noun>.purged".

    Raises ValidationError(code="in_use"), which says who needs it.
    """
    kept = type(row)._default_manager.select_for_update().get(pk=row.pk)
    uses = uses_of(kept, parts=parts)
    if uses:
        raise ValidationError(told(uses), code="in_use")
    try:
        with transaction.atomic():
            purge_row(actor, kept)
    except models.ProtectedError as error:  # something needs one of its parts
        needed: dict[str, Use] = {}
        for each in error.protected_objects:
            _add(needed, [each], 1)
        raise ValidationError(told(needed.values()), code="in_use") from error


def told(uses: Iterable[Use]) -> str:
    """Return in a sentence who needs a row: in numbers, since whoever hears of it may not see the
    rows.
    """
    words = "; ".join(
        f"{capfirst(use.word)}: {use.number}" for use in sorted(uses, key=lambda use: use.word)
    )
    return _("It is in use and stays. %(uses)s.") % {"uses": words}
