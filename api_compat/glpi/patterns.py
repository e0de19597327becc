"""How texts, numbers and moments are compared: searchText, contains and its kin (7 and 12).

Substrings fold case as the database does for ASCII, and for other letters too on both databases.
"""

import re
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, CharField, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, TruncSecond
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    IEndsWith,
    IExact,
    IRegex,
    IsNull,
    IStartsWith,
    LessThan,
    LessThanOrEqual,
)

from api_compat.glpi.columns import LARGEST, Column
from api_compat.glpi.errors import Refusal
from api_compat.glpi.registry import ItemType
from api_compat.glpi.session import Session

NULL, FILLED, EMPTY = "NULL", "^", "^$"
ENTITY = "Entity"
"""The one type of which a row has the number 0."""
NOTHING = Q(pk__in=[])
NUMBERS = ("number", "key", "flag", "gone", "code", "decimal")
_COMPARISON = re.compile(r"(<=|>=|<|>|=)?\s*(-?\d+(?:\.\d+)?)")


def filtered(
    session: Session, itemtype: ItemType, rows: QuerySet[Any], wanted: Any
) -> QuerySet[Any]:
    """Narrow a list by searchText[field]=pattern. Raises Refusal for a field that is none."""
    if not isinstance(wanted, dict):
        return rows
    for name, pattern in wanted.items():
        fact = itemtype.facts.fields.get(name)
        if fact is None:
            if session.flavour.unknown_filter_is_error:
                message = f"Field {name} is not valid for {itemtype.name} item."
                raise Refusal("ERROR_FIELD_NOT_FOUND", message, is_documented=True)
            return rows.none()
        if fact.undisclosed or pattern in ("", None) or isinstance(pattern, dict | list):
            continue
        rows = rows.filter(
            contains(itemtype.fields[name], str(pattern), session.root.zone, compares=False)
        )
    return rows


def equal(column: Column, value: Any) -> Any:
    """Return the condition of a column that shows a value; 0 also finds unset keys."""
    if column.stored:
        return column.showing(value)
    expression = column.expression()
    if column.kind == "key" and value == 0 and column.target != ENTITY:
        return IsNull(expression, True)
    if column.kind == "key" and isinstance(column.select, str) and not column.carried:
        return Q(**{column.select: value})
    return Exact(expression, Value(value))


def contains(column: Column, pattern: str, zone: ZoneInfo, *, compares: bool = True) -> Any:
    """Return the condition that a column contains a pattern: `^` and `$` anchor it, `NULL` finds
    nothing, `^` something; numbers are compared.
    """
    if pattern == NULL or pattern.lower() == "null":
        return is_empty(column, zone)
    if pattern == EMPTY:
        return is_empty(column, zone)
    if pattern == FILLED:
        return ~Q(is_empty(column, zone))
    if is_number(column):
        found = _COMPARISON.fullmatch(pattern.strip())
        if found is not None and (compares or not found.group(1)):
            return compared(column, found.group(1) or "=", found.group(2))
        if compares:
            return NOTHING
    found = matches(as_text(column, zone), pattern)
    narrowed = column.narrowed(inner_of(pattern)) if column.narrowed is not None else None
    return found if narrowed is None else narrowed & Q(found)


def is_number(column: Column) -> bool:
    """Tell whether a column is compared as a number: codes may be words, too."""
    field = getattr(column.select, "output_field", None)
    return column.kind in NUMBERS and not isinstance(field, CharField)


def compared(column: Column, sign: str, number: str) -> Any:
    """Return the condition of a number against another one."""
    value: Any = float(number) if "." in number else int(number)
    if abs(value) > LARGEST * 2**31:
        return NOTHING
    expression = as_number(column)
    lookup = {
        "=": Exact,
        "<": LessThan,
        ">": GreaterThan,
        "<=": LessThanOrEqual,
        ">=": GreaterThanOrEqual,
    }[sign]
    return lookup(expression, Value(value))


def as_number(column: Column) -> Any:
    """Return a column as the number that the wire shows."""
    expression = column.expression()
    if column.kind == "gone":
        return Case(When(IsNull(expression, True), then=Value(0)), default=Value(1))
    if column.kind == "flag":
        return Case(When(Exact(expression, Value(True)), then=Value(1)), default=Value(0))
    if column.carried:
        return Coalesce(Cast(expression, IntegerField()), Value(0))
    if column.kind == "decimal":
        return expression
    return Coalesce(expression, Value(0))


def as_text(column: Column, zone: ZoneInfo) -> Any:
    """Return a column as text; moments as the wire prints them."""
    expression = column.expression()
    if column.kind == "moment":
        return Cast(TruncSecond(expression, tzinfo=zone), CharField())
    if is_number(column):
        return Cast(as_number(column), CharField())
    if column.kind == "day":
        return Cast(expression, CharField())
    return Coalesce(expression, Value(""), output_field=TextField())


def is_empty(column: Column, zone: ZoneInfo) -> Any:
    """Return the condition that a column shows nothing."""
    expression = column.expression()
    if column.kind in ("text", "tree"):
        return Exact(Coalesce(expression, Value(""), output_field=TextField()), Value(""))
    return IsNull(expression, True)


def inner_of(pattern: str) -> str:
    """Return a pattern without its anchors."""
    return pattern.removeprefix("^").removesuffix("$")


def matches(text: Any, pattern: str) -> Any:
    """Return the condition that a text has a pattern in it, at its beginning or end if anchored."""
    begins, ends, inner = pattern.startswith("^"), pattern.endswith("$"), inner_of(pattern)
    if not inner.isascii() and connection.vendor == "sqlite":
        # SQLite folds ASCII only; its regular expressions are Python's
        regex = ("^" if begins else "") + re.escape(inner) + ("$" if ends else "")
        return IRegex(text, regex)
    lookup = {
        (False, False): IContains,
        (True, False): IStartsWith,
        (False, True): IEndsWith,
        (True, True): IExact,
    }[begins, ends]
    return lookup(text, inner)
