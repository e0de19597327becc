"""Searches answered the slow way: one row after another, in plain Python, from a plain table.

Nothing here is the product's: what a criterion means is written down a second time, from the
contract. A row is {option: cells}; an option of many has many cells, one without a value none.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

STATUS_WORDS = {
    "notold": {1, 2, 3, 4}, "old": {5, 6}, "notclosed": {1, 2, 3, 4, 5}, "process": {2, 3},
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """What an option shows of a row: a value, and the number of what it names."""

    value: Any
    key: int | None = None


@dataclass
class Plain:
    """A type of items as plain rows.

    `kinds`: what each option's values are: text, own (a name that stands for its row), number,
    flag, status, level, moment, day, key, tree, entity (a tree whose root has the number 0).
    """

    kinds: dict[int, str]
    rows: dict[int, dict[int, list[Cell]]] = field(default_factory=dict)
    near: dict[str, dict[int, set[int]]] = field(default_factory=dict)


@dataclass
class World:
    """All types, what lies below each node of a tree, and who searches when."""

    types: dict[str, Plain]
    below: dict[tuple[str, int], set[int]]
    trees: dict[tuple[str, int], str]
    myself: int
    mygroups: set[int]
    now: datetime

    def found(self, name: str, criteria: list[dict[str, Any]]) -> set[int]:
        """Return the numbers of the rows of a type that fit."""
        return {row for row in self.types[name].rows if self._fits(name, row, criteria)}

    def _fits(self, name: str, row: int, criteria: list[dict[str, Any]]) -> bool:
        """AND binds tighter than OR; NOT belongs to the criterion that has it."""
        groups: list[list[bool]] = [[]]
        for position, one in enumerate(criteria):
            told = self._one(name, row, one) != one["link"].endswith("NOT")
            if position and one["link"].startswith("OR"):
                groups.append([])
            groups[-1].append(told)
        return any(all(group) for group in groups)

    def _one(self, name: str, row: int, one: dict[str, Any]) -> bool:
        if "criteria" in one:
            return self._fits(name, row, one["criteria"])
        if one.get("meta"):
            others = self.types[name].near[one["itemtype"]].get(row, set())
            return any(self._of_row(one["itemtype"], other, one) for other in others)
        return self._of_row(name, row, one)

    def _of_row(self, name: str, row: int, one: dict[str, Any]) -> bool:
        number, kind, value = one["field"], one["searchtype"], one["value"]
        is_not, kind = kind.startswith("not"), kind.removeprefix("not")
        cells = self.types[name].rows[row][number]
        if _asks_for_nothing(kind, value, self.types[name].kinds[number]):
            told = not cells or any(_is_empty(cell) for cell in cells)
        else:
            told = any(self._of_cell(name, row, number, cell, kind, value) for cell in cells)
        return told != is_not

    def _of_cell(self, name: str, row: int, number: int, cell: Cell, kind: str, value: str) -> bool:
        what = self.types[name].kinds[number]
        if kind == "under":
            tree = self.trees[name, number]
            return value.isdecimal() and cell.key in self.below.get((tree, int(value)), set())
        if kind in ("lessthan", "morethan"):
            edge = self._moment(value, what)
            if cell.value is None or edge is None:
                return False
            return bool(cell.value < edge if kind == "lessthan" else cell.value > edge)
        if kind == "equals":
            return self._equals(row, what, cell, value)
        return self._contains(what, cell, value)

    def _equals(self, row: int, what: str, cell: Cell, value: str) -> bool:
        if what in ("key", "tree", "entity"):
            if value == "mygroups":
                return cell.key in self.mygroups
            key = str(self.myself) if value == "myself" else value
            return key.isdecimal() and cell.key == int(key)
        if what == "own":
            return value == str(row)
        if what == "status" and value in ("all", *STATUS_WORDS):
            return value == "all" or cell.value in STATUS_WORDS[value]
        if what == "level" and re.fullmatch(r"-\d", value):
            return bool(cell.value >= int(value[1:]))
        if what in ("moment", "day"):
            return cell.value is not None and cell.value == self._moment(value, what)
        return re.fullmatch(r"-?\d+", value) is not None and cell.value == int(value)

    def _contains(self, what: str, cell: Cell, value: str) -> bool:
        if what in ("number", "flag", "status", "level"):
            found = re.fullmatch(r"(<=|>=|<|>|=)?\s*(-?\d+(?:\.\d+)?)", value)
            if found is None or cell.value is None:
                return value == "^" and cell.value is not None
            other = float(found.group(2))
            return {
                "<": cell.value < other,
                ">": cell.value > other,
                "<=": cell.value <= other,
                ">=": cell.value >= other,
            }.get(found.group(1) or "=", cell.value == other)
        months = re.fullmatch(r"([<>])(-?\d+)", value)
        if what in ("moment", "day") and months is not None:
            edge = shifted(self.now, int(months.group(2)))
            edge = edge.date() if what == "day" else edge
            if cell.value is None:
                return False
            return bool(cell.value < edge if months.group(1) == "<" else cell.value > edge)
        return _has(_shown(cell.value), value)

    def _moment(self, value: str, what: str) -> Any:
        today = self.now.replace(hour=0, minute=0, second=0)
        weekday = re.fullmatch(r"LAST(MONDAY|FRIDAY)", value)
        span = re.fullmatch(r"(-?\d+)(HOUR|DAY|MONTH|YEAR)", value)
        found: datetime | None
        if value == "NOW":
            found = self.now
        elif value == "TODAY":
            found = today
        elif value == "BEGINMONTH":
            found = today.replace(day=1)
        elif value == "BEGINYEAR":
            found = today.replace(month=1, day=1)
        elif weekday:
            wanted = {"MONDAY": 0, "FRIDAY": 4}[weekday.group(1)]
            found = today - timedelta(days=1)
            while found.weekday() != wanted:
                found -= timedelta(days=1)
        elif span and span.group(2) in ("MONTH", "YEAR"):
            found = shifted(self.now, int(span.group(1)) * (12 if span.group(2) == "YEAR" else 1))
        elif span:
            found = self.now + int(span.group(1)) * timedelta(
                **{"HOUR": {"hours": 1}, "DAY": {"days": 1}}[span.group(2)]
            )
        else:
            try:
                found = datetime.fromisoformat(value).replace(tzinfo=UTC)
            except ValueError:
                return None
        return found.date() if what == "day" else found


def shifted(moment: datetime, months: int) -> datetime:
    """Return the same day and time so many months away, or the last day of that month."""
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    for day in range(moment.day, 0, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise ValueError(months)


def _asks_for_nothing(kind: str, value: str, what: str) -> bool:
    if kind == "contains":
        return value in ("NULL", "null", "^$")
    return kind == "equals" and value == "0" and what in ("key", "tree")


def _is_empty(cell: Cell) -> bool:
    return cell.value is None or cell.value == ""


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _has(text: str, pattern: str) -> bool:
    """Tell whether a text has a pattern: `^` and `$` anchor it, letters of any case are one."""
    if pattern == "^":
        return text != ""
    if text == "":
        return False
    begins, ends = pattern.startswith("^"), pattern.endswith("$")
    inner = pattern.removeprefix("^").removesuffix("$").lower()
    text = text.lower()
    if begins and ends:
        return text == inner
    if begins or ends:
        return text.startswith(inner) if begins else text.endswith(inner)
    return inner in text
