"""Tree columns: parent, names from the root, level and path of keys."""

from typing import Any, Self

from django.db import models

SEPARATOR = " > "


class Tree(models.Model):
    """A row with a parent of the same table. `place()` computes the three derived columns.

    `path` is "/1/7/" (keys from the root, own key last), so one prefix finds a sub-tree.
    """

    parent: Any = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    full_name = models.TextField(blank=True, default="", editable=False)
    level = models.PositiveSmallIntegerField(default=1, editable=False)
    path = models.CharField(max_length=255, blank=True, default="", db_index=True, editable=False)

    class Meta:
        abstract = True

    def place(self: Self) -> None:
        """Set full_name, level and path from the parent; the row must have its key. Nothing is
        saved.
        """
        name = str(getattr(self, "name", ""))
        above = self.parent
        if above is None:
            self.full_name, self.level, self.path = name, 1, f"/{self.pk}/"
            return
        self.full_name = f"{above.full_name}{SEPARATOR}{name}"
        self.level = above.level + 1
        self.path = f"{above.path}{self.pk}/"
