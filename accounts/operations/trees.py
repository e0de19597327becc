"""Steps that operations on trees share: no row below itself, derived columns of a whole branch."""

from typing import Any

from django.core.exceptions import ValidationError


def refuse_cycle(row: Any) -> None:
    """Raise ValidationError(code="cycle") when the row's new parent is the row or below it."""
    if row.parent is not None and row.path and row.parent.path.startswith(row.path):
        raise ValidationError(
            {"parent": ValidationError("It cannot be below itself.", code="cycle")}
        )


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
    table.bulk_update(below, ["full_name", "level", "path"], batch_size=500)
