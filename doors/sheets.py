"""Tables for people's spreadsheets: CSV whose cells are never read as formulas."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

_NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""


class _Echo:
    """Hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def safe_cell(value: Any) -> str:
    """Return a value as text that no spreadsheet runs: a formula's first sign gets a quote."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def csv_lines(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Return the lines of a CSV file one by one."""
    writer = csv.writer(_Echo())
    yield MARK + writer.writerow([safe_cell(value) for value in head])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def csv_answer(
    name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """Return a CSV file that is written while it is sent."""
    return StreamingHttpResponse(
        csv_lines(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
