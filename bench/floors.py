"""The statements of floors.sql by name, for one kind of database."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("floors.sql")
_HEAD = re.compile(r"^-- floor: (\w+)(?: \((\w+)\))?$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<!:):(\w+)")


def floors(vendor: str) -> dict[str, list[str]]:
    """Return {name: statements}; a floor for one vendor stands in place of the common one.

    `:name` in the file becomes `%(name)s`, as Django's cursors have it.
    """
    pieces = _HEAD.split(SOURCE.read_text(encoding="utf-8"))[1:]
    found: dict[str, list[str]] = {}
    for name, only_for, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if only_for in (None, vendor):
            statements = _COMMENT.sub("", text).replace("%", "%%").split(";")
            found[name] = [
                _PARAMETER.sub(r"%(\1)s", statement.strip())
                for statement in statements
                if statement.strip()
            ]
    return found


def fetch(cursor: Any, statements: list[str], parameters: Mapping[str, Any]) -> list[Any]:
    """Run the statements; returns the rows of those that have any, first to last."""
    rows: list[Any] = []
    for statement in statements:
        cursor.execute(statement, parameters)
        if cursor.description is not None:
            rows.append(cursor.fetchall())
    return rows
