"""Steps that operations on trees share: no row below itself, derived columns of a whole branch."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.rows import change_row, insert_row
from audit.turns import take_turn

MOVING = {"name", "parent", "parent_id"}
"""Values whose change reaches everything below a row."""
PLACED = ["full_name", "level", "path"]


def refuse_cycle(row: Any) -> None:
    """Raise ValidationError(code="cycle") when the row's new parent is the row or below it.

    Whoever moves or renames a row takes the turn of its table first.
    """
    if row.parent is None:
        return
    row.parent.refresh_from_db(fields=PLACED)
    if row.parent.path.startswith(row.path):
        raise ValidationError(
            {"parent": ValidationError(_("It cannot be below itself."), code="cycle")}
        )


def plant(row: Any) -> None:
    """Give a row that was just inserted its place, while nobody moves what is above it."""
    take_turn(type(row))
    if row.parent is not None:
        row.parent.refresh_from_db(fields=PLACED)
    row.place()
    row.save(update_fields=PLACED)


def place_branch(row: Any) -> None:
    """Recompute names, level and path of a row and of all below it; the row itself is not saved."""
    table, old_path = type(row)._default_manager, row.path
    row.place()
    below = list(table.filter(path__startswith=old_path).exclude(pk=row.pk).order_by("level"))
    placed = {row.pk: row}
    for child in below:
        child.parent = placed[child.parent_id]
        child.place()
        placed[child.pk] = child
    table.bulk_update(below, PLACED, batch_size=500)


@transaction.atomic
def insert_in_tree(actor: Actor, row: Any, values: Mapping[str, Any], *, owner: Any = None) -> Any:
    """Save a new row of a tree that has no operation of its own. Records "<noun>.created", or on
    the owner.

    Who may write is asked by the caller.
    """
    insert_row(actor, row, values, owner=owner)
    plant(row)
    return row


@transaction.atomic
def change_in_tree(actor: Actor, row: Any, values: Mapping[str, Any], *, owner: Any = None) -> Any:
    """Change a row of a tree; a move or a new name reaches its branch. Records "<noun>.updated",
    or on the owner.

    Raises ValidationError(code="cycle"). Who may write is asked by the caller.
    """
    if MOVING & values.keys():
        take_turn(type(row))
    kept = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if "parent" in values:
        kept.parent = values["parent"]
        refuse_cycle(kept)
    change_row(actor, row, values, owner=owner)
    kept.refresh_from_db()
    if MOVING & values.keys():
        place_branch(kept)
        kept.save()
    return kept
