"""How a field is read, compared and written: the parts of which item types are declared.

`select` is the path or expression that is fetched, filtered and sorted; `writes` the name under
which operations take the field, "" = a client's value is dropped.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import In

from api_compat.glpi.errors import Unwritable
from api_compat.glpi.facts import Field
from api_compat.glpi.texts import TreeName, decode

MOMENT = "%Y-%m-%d %H:%M:%S"
LARGEST = 2**31 - 1
CARRIED = "glpi."
TREE = "tree"
MONEY = DecimalField(max_digits=20, decimal_places=4)


@dataclass(frozen=True)
class Read:
    """A cheaper way to what `select` gives: the value that `value_of` makes of plain paths."""

    paths: tuple[str, ...]
    value_of: Callable[..., Any]


@dataclass(frozen=True)
class Beside:
    """What `select` gives, read for a whole page: `value_of` one row's part of what was loaded.

    `load` returns {key of a row: its part} in one statement; columns with the same one share it.
    """

    load: Callable[[list[int]], Mapping[int, Any]]
    value_of: Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field's way through the desk; `kind` says how its values are compared.

    `base` is the path to the row that a key points to, where `select` is no plain path. `read` is
    how pages of rows get the value, where that is cheaper than `select`. `small` names a foreign
    key and the few rows it points to, each with its `wire_value`, if that alone decides the value.
    `narrowed` gives a condition with an index that holds wherever the value contains a part.
    `stored` is the path of what `codes` show, `default` what all other stored values show.

    Kinds: text, tree, number, key, flag, gone, moment, day, decimal, code.
    """

    select: Any
    kind: str = "text"
    writes: str = ""
    target: str = ""
    nullable: bool = False
    places: int = 4
    codes: Mapping[Any, Any] | None = None
    carried: str = ""
    base: str = ""
    shown: Callable[[Any], Any] | None = None
    read: Read | Beside | None = None
    small: tuple[str, Callable[[], QuerySet[Any]]] | None = None
    narrowed: Callable[[str], Q | None] | None = None
    stored: str = ""
    default: Any = None

    def beyond(self, select: Any) -> "Column":
        """Return the column as it is read through a key, where it may be missing."""
        return replace(
            self, select=select, writes="", nullable=True, read=None, small=None, narrowed=None,
            stored="",
        )  # fmt: skip

    def expression(self) -> Any:
        """Return what a queryset compares and sorts by."""
        if self.carried:
            return KeyTextTransform(self.carried, "wire_extra")
        return F(self.select) if isinstance(self.select, str) else self.select

    def showing(self, value: Any) -> Q:
        """Return the condition that a code shows this value, on what is stored."""
        others = value == self.default
        codes = self.codes or {}
        found = Q(
            **{f"{self.stored}__in": [key for key in codes if (codes[key] == value) != others]}
        )
        return ~found if others else found

    def among(self, values: Iterable[Any]) -> Q:
        """Return the condition that the value is one of several."""
        if self.small is not None:
            path, rows = self.small
            return Q(**{f"{path}__in": rows().filter(wire_value__in=list(values)).values("pk")})
        return Q(In(self.expression(), list(values)))

    def show(self, value: Any, zone: ZoneInfo) -> Any:
        """Return the wire form of a fetched value."""
        if self.shown is not None:
            return self.shown(value)
        return _SHOW[self.kind](self, value, zone)

    def take(self, value: Any, zone: ZoneInfo) -> Any:
        """Return what an operation takes for a client's value. Raises Unwritable."""
        return _TAKE[self.kind](self, value, zone)


def text(path: str, writes: str = "", *, nullable: bool = True) -> Column:
    """A text; an empty one is null where the API allows it."""
    return Column(select=path, writes=writes, nullable=nullable)


def number(path: Any, writes: str = "", *, nullable: bool = False) -> Column:
    """A whole number."""
    return Column(select=path, kind="number", writes=writes, nullable=nullable)


def flag(path: Any, writes: str = "") -> Column:
    """0 or 1."""
    return Column(select=path, kind="flag", writes=writes)


def gone(path: str) -> Column:
    """0 or 1 from a moment of deletion."""
    return Column(select=path, kind="gone")


def moment(path: Any, writes: str = "") -> Column:
    """A moment in the root's zone."""
    return Column(select=path, kind="moment", writes=writes, nullable=True)


def day(path: str, writes: str = "") -> Column:
    """A date."""
    return Column(select=path, kind="day", writes=writes, nullable=True)


def decimal(path: Any, writes: str = "", *, places: int = 4) -> Column:
    """A decimal, printed as text."""
    return Column(select=path, kind="decimal", writes=writes, places=places)


def key(path: Any, target: str, writes: str = "") -> Column:
    """A foreign key; 0 when unset."""
    return Column(select=path, kind="key", target=target, writes=writes)


def code(path: str, codes: Mapping[Any, Any], writes: str = "", default: Any = None) -> Column:
    """A number or word for each stored value; written, the first stored value that shows so."""
    first = next(iter(codes.values()), 0)
    field = IntegerField() if isinstance(first, int) else CharField()
    whens = [When(**{path: stored}, then=Value(shown)) for stored, shown in codes.items()]
    select = Case(*whens, default=Value(default), output_field=field)
    read = Read((path,), lambda stored: codes.get(stored, default))
    return Column(
        select=select, kind="code", writes=writes, codes=codes, read=read, stored=path,
        default=default,
    )  # fmt: skip


def fixed(value: Any) -> Column:
    """The same for every row."""
    if value is None:
        return Column(select=Value(None, output_field=CharField()), nullable=True)
    field = IntegerField() if isinstance(value, int) else CharField()
    kind = "number" if isinstance(value, int) else "text"
    return Column(select=Value(value, output_field=field), kind=kind)


def carried(field: Field) -> Column:
    """A value that is kept as received (fields.md section 1.2)."""
    kinds = {"integer": "number", "decimal-string": "decimal", "number": "number"}
    return Column(
        select="wire_extra",
        kind="key" if field.target else kinds.get(field.kind, "text"),
        target=field.target,
        nullable=field.nullable,
        carried=f"{CARRIED}{field.name}",
        shown=lambda extra: (extra or {}).get(f"{CARRIED}{field.name}", field.default),
    )


def renamed(column: Column, **changes: Any) -> Column:
    """Return the column with something else about it."""
    return replace(column, **changes)


def show_moment(value: datetime | None, zone: ZoneInfo) -> str | None:
    """Return a moment as the API prints it."""
    return value.astimezone(zone).strftime(MOMENT) if value is not None else None


def read_moment(value: Any, zone: ZoneInfo) -> datetime | None:
    """Return the moment that a client means, None for an empty one. Raises Unwritable."""
    if value in (None, "", "NULL"):
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Unwritable(f"Incorrect datetime value: '{value}'") from error
    return found.replace(tzinfo=zone) if found.tzinfo is None else found


def read_number(value: Any) -> int:
    """Return a whole number; nothing is 0. Raises Unwritable for a text."""
    if value in (None, ""):
        return 0
    try:
        found = int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise Unwritable(f"Incorrect integer value: '{value}'") from error
    if abs(found) > 2**63 - 1:
        raise Unwritable("Out of range value")
    return found


def truth(value: Any) -> bool:
    """Return a flag as clients write it."""
    return value not in (None, False, 0, "", "0", "false")


def _text(column: Column, value: Any, _zone: ZoneInfo) -> Any:
    return None if value in (None, "") and column.nullable else (value or "")


def _tree(column: Column, value: Any, _zone: ZoneInfo) -> Any:
    return TreeName(value) if value else None


def _number(column: Column, value: Any, _zone: ZoneInfo) -> Any:
    return None if value is None and column.nullable else (value or 0)


def _take_text(column: Column, value: Any, _zone: ZoneInfo) -> str:
    if isinstance(value, list | dict):
        raise Unwritable("Array to string conversion")
    if isinstance(value, bool):
        value = int(value)
    found = "" if value is None else decode(str(value))
    if "\0" in found:
        raise Unwritable("Incorrect string value")
    return str(found)


def _take_decimal(column: Column, value: Any, _zone: ZoneInfo) -> Decimal:
    try:
        found = Decimal(str(value or 0))
    except InvalidOperation as error:
        raise Unwritable(f"Incorrect decimal value: '{value}'") from error
    if not found.is_finite():
        raise Unwritable("Out of range value")
    return found


def _take_day(column: Column, value: Any, _zone: ZoneInfo) -> date | None:
    if value in (None, "", "NULL"):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise Unwritable(f"Incorrect date value: '{value}'") from error


def _take_code(column: Column, value: Any, _zone: ZoneInfo) -> Any:
    for stored, shown in (column.codes or {}).items():
        if str(shown) == str(value):
            return stored
    raise Unwritable(f"Unknown value: '{value}'")


_SHOW: dict[str, Callable[[Column, Any, ZoneInfo], Any]] = {
    "text": _text,
    "tree": _tree,
    "number": _number,
    "key": lambda column, value, zone: value if value is not None else 0,
    "flag": lambda column, value, zone: int(bool(value)),
    "gone": lambda column, value, zone: int(value is not None),
    "moment": lambda column, value, zone: show_moment(value, zone),
    "day": lambda column, value, zone: value.isoformat() if value else None,
    "decimal": lambda column, value, zone: f"{Decimal(value or 0):.{column.places}f}",
    "code": lambda column, value, zone: value,
}
_TAKE: dict[str, Callable[[Column, Any, ZoneInfo], Any]] = {
    "text": _take_text,
    "tree": _take_text,
    "number": lambda column, value, zone: read_number(value),
    "key": lambda column, value, zone: read_number(value),
    "flag": lambda column, value, zone: truth(value),
    "gone": lambda column, value, zone: truth(value),
    "moment": lambda column, value, zone: read_moment(value, zone),
    "day": _take_day,
    "decimal": _take_decimal,
    "code": _take_code,
}
