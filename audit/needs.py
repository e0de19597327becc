"""Who needs a row of a catalogue, and how such a row goes: only when nobody does.

Who may write is asked by the caller, who knows rights.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.rows import purge_row

Uses = dict[str, int]
"""{what the rows are called, in the reader's language: how many}"""
_beside: list[Callable[[models.Model], Uses]] = []


def count_beside(function: Callable[[models.Model], Uses]) -> None:
    """Ask this function, too, who needs a row: what names rows without a foreign key knows.

    Call it in AppConfig.ready().
    """
    if function not in _beside:
        _beside.append(function)


def uses_of(row: models.Model, *, parts: Collection[type[models.Model]] = ()) -> Uses:
    """Return who needs a row, those in the trash among them; `parts` are tables whose rows go with
    it (one statement for each table that can name it).
    """
    found: Uses = {}
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        table: Any = relation.related_model
        if table._meta.auto_created or table in parts:
            continue
        field: Any = relation.remote_field  # the one that names the row
        number = table._base_manager.filter(**{field.name: row.pk}).count()
        if number:
            word = str(table._meta.verbose_name_plural)
            found[word] = found.get(word, 0) + number
    for function in _beside:
        for word, number in function(row).items():
            found[word] = found.get(word, 0) + number
    return found


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
        needed = {str(each._meta.verbose_name_plural): 0 for each in error.protected_objects}
        for each in error.protected_objects:
            needed[str(each._meta.verbose_name_plural)] += 1
        raise ValidationError(told(needed), code="in_use") from error


def told(uses: Uses) -> str:
    """Return in a sentence who needs a row."""
    words = "; ".join(f"{capfirst(word)}: {number}" for word, number in sorted(uses.items()))
    return _("It is in use and stays. %(uses)s.") % {"uses": words}
