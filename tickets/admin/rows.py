"""A list of short rows as one field of a form: a few controls each, without a script."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES

EMPTY_ROWS = 2
Column: TypeAlias = tuple[str, Any, "Mapping[str, Any] | None"]
"""Name, label, and choices; without choices it is a line of text."""


class RowsWidget(forms.Widget):
    """Rows of a few controls each; some empty ones follow, and an emptied row is gone."""

    def __init__(self, columns: Sequence[Column], *, most: int) -> None:
        super().__init__()
        self.columns, self.most = columns, most

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the rows as a table."""
        rows = list(value or []) + [{} for _row in range(EMPTY_ROWS)]
        context = {
            "select_classes": " ".join(SELECT_CLASSES),
            "input_classes": " ".join(INPUT_CLASSES),
            "rows": [
                [
                    {
                        "name": f"{name}-{at}-{column}",
                        "label": label,
                        "choices": list(choices.items()) if choices is not None else None,
                        "value": row.get(column, ""),
                    }
                    for column, label, choices in self.columns
                ]
                for at, row in enumerate(rows)
            ],
        }
        return SafeString(render_to_string("back_office/rows.html", context))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """Return the rows that hold anything."""
        rows = [
            {each[0]: data.get(f"{name}-{at}-{each[0]}", "").strip() for each in self.columns}
            for at in range(self.most + EMPTY_ROWS)
        ]
        return [row for row in rows if any(row.values())]

    def id_for_label(self, id_: str) -> str:
        """Each control has a label of its own."""
        return ""
