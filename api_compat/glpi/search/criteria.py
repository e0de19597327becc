"""Criteria become conditions: nested, negated, about other types (contract section 12).

Every condition is true or false, never unknown: what is null counts as empty.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, IntegerField, Q, Value, When
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThan

from api_compat.glpi import codes, patterns, registry
from api_compat.glpi.columns import Column
from api_compat.glpi.errors import bad_request
from api_compat.glpi.parameters import truth
from api_compat.glpi.registry import ItemType
from api_compat.glpi.search.moments import moment_of, months_from
from api_compat.glpi.search.options import Target, count_of, target_of
from api_compat.glpi.session import Session

MOST_CRITERIA, DEEPEST = 200, 10
NOTHING, ALL = Q(pk__in=[]), ~Q(pk__in=[])
AT_LEAST = frozenset({"priority", "urgency", "impact"})
STATUSES = frozenset({"Ticket", "Problem", "Change"})
_MONTHS = re.compile(r"([<>])\s*(-?\d{1,4})")


class Criteria:
    """A tree of criteria over one type, compiled for a session at one moment."""

    def __init__(self, session: Session, itemtype: ItemType, now: datetime) -> None:
        self.session = session
        self.itemtype = itemtype
        self.now = now
        self.used: list[int] = []
        self._count = 0

    def compile(self, given: Any, depth: int = 0) -> Any:
        """Return the condition of a list of criteria; AND binds tighter than OR.

        Raises Refusal for criteria of another form.
        """
        rows = list(given.values()) if isinstance(given, dict) else given
        if not isinstance(rows, list) or depth > DEEPEST:
            raise bad_request("Malformed search criteria")
        groups: list[list[Any]] = [[]]
        for position, row in enumerate(rows):
            self._count += 1
            if not isinstance(row, dict) or self._count > MOST_CRITERIA:
                raise bad_request("Malformed search criteria")
            link = str(row.get("link") or "AND").upper().strip()
            condition = self._one(row, depth)
            if link.endswith("NOT"):
                condition = negated(condition)
            if position and link.startswith("OR"):
                groups.append([])
            groups[-1].append(condition)
        return _any(_all(group) for group in groups if group)

    def _one(self, row: dict[str, Any], depth: int) -> Any:
        if "criteria" in row:
            return self.compile(row["criteria"], depth + 1)
        if truth(row.get("meta")) and row.get("itemtype"):
            return self._meta(row)
        number = self._number(self.itemtype, row)
        self.used.append(number)
        return self._condition(self.itemtype, number, row)

    def _number(self, itemtype: ItemType, row: dict[str, Any]) -> int:
        field = str(row.get("field", ""))
        if not field:
            raise bad_request("Malformed search criteria")
        if not field.isdecimal() or int(field) not in itemtype.facts.options:
            raise bad_request("Bad field ID in search criteria")
        if "searchtype" not in row or "value" not in row:
            raise bad_request("Malformed search criteria")
        if itemtype.facts.options[int(field)].nosearch:
            raise bad_request("Forbidden field ID in search criteria")
        return int(field)

    def _meta(self, row: dict[str, Any]) -> Any:
        """Return the condition of another type that hangs on the searched rows."""
        other = registry.type_of(str(row["itemtype"]))
        number = self._number(other, row)
        path = self.itemtype.metas.get(other.name)
        if path is None or not other.may_read(self.session):
            return NOTHING
        found = other.kept(other.rows(self.session)).filter(self._condition(other, number, row))
        rows = self.itemtype.model._default_manager.filter(**{f"{path}__in": found.values("pk")})
        return Q(pk__in=rows.order_by().values("pk"))

    def _condition(self, itemtype: ItemType, number: int, row: dict[str, Any]) -> Any:
        kind, value = str(row["searchtype"]).lower(), row["value"]
        if isinstance(value, list | dict):
            raise bad_request("Malformed search criteria")
        text = "" if value is None else str(int(value) if isinstance(value, bool) else value)
        is_not = kind.startswith("not")
        target = target_of(self.session, itemtype, number)
        if target is None:
            finds_empty = text.lower() in ("null", "^$", "0", "")
            return ALL if is_not != finds_empty else NOTHING
        condition = self._positive(itemtype, target, kind.removeprefix("not"), text)
        return negated(condition) if is_not else condition

    def _positive(self, itemtype: ItemType, target: Target, kind: str, text: str) -> Any:
        if target.counts:
            counted = Column(select=count_of(target), kind="number")
            return patterns.contains(counted, text, self.session.root.zone)
        if target.below is None:
            return self._of_row(itemtype, target, kind, text)
        found = _any(
            Exists(way.tied().filter(self._of_row(itemtype, way, kind, text)))
            for way in target.ways
        )
        if not _is_unset(target, kind, text):
            return found
        return found | _all(~Exists(way.tied()) for way in target.ways)

    def _of_row(self, itemtype: ItemType, target: Target, kind: str, text: str) -> Any:
        """Return the condition of one value of a row."""
        if kind == "under" and target.key is not None and _is_tree(target.of):
            return self._under(target, text)
        if kind in ("lessthan", "morethan") and target.column.kind in ("moment", "day"):
            return self._moment(target.column, kind, text)
        if kind in ("equals", "under", "lessthan", "morethan"):
            return self._equals(itemtype, target, text)
        if kind == "contains":
            return self._contains(target.column, text)
        if patterns.is_number(target.column):
            return self._equals(itemtype, target, text)
        return self._contains(target.column, text)

    def _contains(self, column: Column, text: str) -> Any:
        found = _MONTHS.fullmatch(text) if column.kind in ("moment", "day") else None
        if found is None:
            return patterns.contains(column, text, self.session.root.zone)
        edge = months_from(self.now, int(found.group(2)))
        return self._against(column, found.group(1), edge)

    def _equals(self, itemtype: ItemType, target: Target, text: str) -> Any:
        option, column = target.option, target.column
        if target.key is not None:
            return self._key(target, text)
        if option.datatype == "itemlink" and target.below is None:
            return Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else NOTHING
        if option.field == "status" and itemtype.name in STATUSES:
            return self._status(column, text)
        if option.field == "global_validation" and text in ("can", "all"):
            return ALL if text == "all" else column.among(codes.PASSED)
        if option.datatype == "right":
            return self._has_bits(column, text)
        if option.field in AT_LEAST and re.fullmatch(r"-\d", text):
            return GreaterThanOrEqual(patterns.as_number(column), Value(int(text[1:])))
        if patterns.is_number(column):
            found = re.fullmatch(r"\s*(-?\d{1,18}(?:\.\d{1,9})?)\s*", text)
            return patterns.compared(column, "=", found.group(1)) if found else NOTHING
        if column.kind in ("moment", "day"):
            return self._moment(column, "equals", text)
        return patterns.matches(patterns.as_text(column, self.session.root.zone), f"^{text}$")

    def _has_bits(self, column: Column, text: str) -> Any:
        """Return the condition of a right that has any of these bits."""
        if not text.isdecimal() or len(text) > 9:
            return NOTHING
        return GreaterThan(column.expression().bitand(int(text)), Value(0))

    def _status(self, column: Column, text: str) -> Any:
        if text == "all":
            return ALL
        if text in codes.GROUPS:
            return column.among(codes.GROUPS[text])
        return column.among([int(text)]) if text.isdecimal() and len(text) < 10 else NOTHING

    def _key(self, target: Target, text: str) -> Any:
        key = target.key
        if key is None:
            return NOTHING
        if text == "myself":
            text = str(self.session.user.pk)
        if text == "mygroups":
            numbers = sorted(self.session.user.group_ids)
            return _any(patterns.equal(key, number) for number in numbers)
        if not text.isdecimal() or len(text) > 18:
            return NOTHING
        return patterns.equal(key, int(text))

    def _under(self, target: Target, text: str) -> Any:
        """Return the condition of a node of a tree and all below it."""
        if not text.isdecimal() or len(text) > 18 or target.of is None or target.key is None:
            return NOTHING
        nodes = target.of.model._default_manager.filter(
            Q(path__contains=f"/{text}/") | Q(pk=int(text))
        )
        select = target.key.select
        if isinstance(select, str):
            return Q(**{f"{select}__in": nodes.values("pk")})
        return Q(In(select, nodes.values("pk")))

    def _moment(self, column: Column, kind: str, text: str) -> Any:
        edge = moment_of(text, self.now, self.session.root.zone)
        sign = {"lessthan": "<", "morethan": ">", "equals": "="}[kind]
        return self._against(column, sign, edge)

    def _against(self, column: Column, sign: str, edge: datetime | None) -> Any:
        if edge is None:
            return NOTHING
        # a rest of a second is never shown, so that none of it is more
        rest = 999_999 if sign == ">" else 0
        value: Any = edge.date() if column.kind == "day" else edge.replace(microsecond=rest)
        expression = column.expression()
        if sign == "=":
            text = edge.astimezone(self.session.root.zone)
            shown = text.strftime("%Y-%m-%d" if column.kind == "day" else "%Y-%m-%d %H:%M:%S")
            return Exact(patterns.as_text(column, self.session.root.zone), Value(shown))
        return (LessThan if sign == "<" else GreaterThan)(expression, Value(value))


def negated(condition: Any) -> Any:
    """Return the opposite; a condition about null is false, so its opposite is true."""
    told = Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Exact(told, Value(0))


def _is_tree(itemtype: ItemType | None) -> bool:
    """Tell whether rows of a type stand below one another here."""
    return itemtype is not None and hasattr(itemtype.model, "path")


def _is_unset(target: Target, kind: str, text: str) -> bool:
    """Tell whether a criterion asks for rows without a value, among which are those without any
    row below them.
    """
    return (kind == "equals" and text == "0" and target.key is not None) or (
        kind == "contains" and text.lower() in ("null", "^$")
    )


def _all(conditions: Iterable[Any]) -> Any:
    found = ALL
    for condition in conditions:
        found &= Q(condition)
    return found


def _any(conditions: Iterable[Any]) -> Any:
    parts = [Q(condition) for condition in conditions]
    if not parts:
        return NOTHING
    found = parts[0]
    for part in parts[1:]:
        found |= part
    return found
