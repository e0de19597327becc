"""Answers as CSV, XML and JSON: the shapes of the contract's sections 6 and 7.

An op returns neutral values: a list of {name: value}, one such dict, or a single value. Its Shape
says which
columns CSV has, which elements XML has, and which of the three XML writers it uses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from api_compat.wire import csv, xml
from api_compat.wire.values import text_of
from api_compat.wire.xml import Style

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How an op's answer looks; one of Rows, Record, Value below."""

    def csv(self, answer: Any) -> str:
        """Return the CSV form."""
        raise NotImplementedError

    def xml(self, answer: Any, *, markup: bool) -> str:
        """Return the XML form; `markup` says that texts are HTML-encoded already."""
        raise NotImplementedError

    def json(self, answer: Any) -> bytes:
        """Return the JSON form."""
        raise NotImplementedError

    def failed(self, value: Any) -> Any:
        """Return what is printed for a failure whose text is `value`."""
        return value

    def tags(self) -> tuple[str, ...]:
        """Return the names of the XML elements."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Rows(Shape):
    """A list. `names` are the elements (and JSON members), `columns` the CSV cells."""

    columns: tuple[str, ...]
    names: tuple[str, ...] = ()
    item: str | None
    style: Style = "plain"
    attributes: bool = False
    empty_csv: str = ""
    empty_xml: str | None = None
    object_of: tuple[str, str] | None = None
    csv_is_quoted: bool = True

    def tags(self) -> tuple[str, ...]:
        """The item and its fields."""
        return (*filter(None, [self.item]), *(self.names or self.columns))

    def csv(self, answer: Iterable[Fields]) -> str:
        """One line a row."""
        cells = ([row[name] for name in self.columns] for row in answer)
        if not self.csv_is_quoted:
            return "".join(f"{','.join(map(str, row))}\n" for row in cells)
        return "".join(csv.rows(cells)) or self.empty_csv

    def xml(self, answer: Iterable[Fields], *, markup: bool) -> str:
        """One element a row, in the generic or the hand-written layout."""
        names = self.names or self.columns
        rows = [[row[name] for name in names] for row in answer]
        if not rows and self.empty_xml is not None:
            return self.empty_xml
        if self.attributes and self.item is not None:
            return "".join(xml.generic_list(names, rows, item=self.item))
        style: Style = "raw" if markup and self.style == "plain" else self.style
        return "".join(xml.written_list(names, rows, item=self.item, style=style))

    def json(self, answer: Iterable[Fields]) -> bytes:
        """A list of objects, or one object {id: name} where clients read that."""
        if self.object_of is not None:
            key, value = self.object_of
            return orjson.dumps({str(row[key]): row[value] for row in answer})
        names = self.names or self.columns
        return orjson.dumps([{name: _text(row[name]) for name in names} for row in answer])


@dataclass(frozen=True, kw_only=True)
class Record(Shape):
    """One row whose fields stand right under the root."""

    columns: tuple[str, ...]
    names: tuple[str, ...] = ()

    def tags(self) -> tuple[str, ...]:
        """The fields."""
        return self.names or self.columns

    def csv(self, answer: Fields) -> str:
        """One line."""
        return csv.row([answer[name] for name in self.columns])

    def xml(self, answer: Fields, *, markup: bool) -> str:
        """The generic writer without an item."""
        names = self.names or self.columns
        return xml.generic_record(names, [answer[name] for name in names])

    def json(self, answer: Fields) -> bytes:
        """One object."""
        return orjson.dumps({name: _text(answer[name]) for name in self.names or self.columns})


@dataclass(frozen=True, kw_only=True)
class Value(Shape):
    """A single value, printed bare in CSV. `path` are the elements around it in XML."""

    path: tuple[str, ...] = ("data",)
    style: Style = "plain"
    attributes: bool = True

    def tags(self) -> tuple[str, ...]:
        """The elements around the value."""
        return self.path

    def csv(self, answer: Any) -> str:
        """The value, no line end."""
        return _text(answer)

    def xml(self, answer: Any, *, markup: bool) -> str:
        """The value inside its elements; without any, right inside the root."""
        if not self.path:
            return f"<xml>{xml.plain(answer)}</xml>"
        root = xml.ROOT_WITH_ATTRIBUTES if self.attributes else xml.ROOT
        *outer, inner = self.path
        opened = "".join(f"<{name}>\n" for name in outer)
        closed = "".join(f"</{name}>\n" for name in reversed(outer))
        return f"{root}\n{opened}{xml.fields([inner], [answer], self.style)}{closed}{xml.END}"

    def json(self, answer: Any) -> bytes:
        """The value as JSON."""
        return orjson.dumps(_text(answer) if not isinstance(answer, int) else answer)


@dataclass(frozen=True, kw_only=True)
class Json(Shape):
    """An op that always answers JSON, whatever the caller asks for."""

    def csv(self, answer: Any) -> str:
        """The JSON form."""
        return self.json(answer).decode()

    def xml(self, answer: Any, *, markup: bool) -> str:
        """The JSON form."""
        return self.json(answer).decode()

    def json(self, answer: Any) -> bytes:
        """The answer as it is."""
        return orjson.dumps(answer)


@dataclass(frozen=True, kw_only=True)
class Counters(Shape):
    """Counters by name: NAME,count lines, one element each; a single one as a value."""

    separator: str = ","

    def csv(self, answer: Mapping[str, int]) -> str:
        """One line a counter, or the bare number of a single one."""
        if list(answer) == [SINGLE]:
            return str(answer[SINGLE])
        return "".join(f"{name.upper()}{self.separator}{n}\n" for name, n in answer.items())

    def xml(self, answer: Mapping[str, int], *, markup: bool) -> str:
        """One element a counter."""
        return f"{xml.ROOT}\n{xml.fields(list(answer), answer.values(), 'plain')}{xml.END}"

    def json(self, answer: Mapping[str, int]) -> bytes:
        """One object, or the number."""
        return orjson.dumps(answer[SINGLE] if list(answer) == [SINGLE] else answer)


SINGLE = "data"
"""The name of a counter that was asked for alone."""

BARE = Value()
"""The plain command result: bare in CSV, `<data>` in XML."""


def write(shape: Shape, answer: Any, return_type: str, *, markup: bool) -> bytes:
    """Return the body in the asked format.

    Of an unknown format, list ops print nothing and single values their CSV form (contract
    section 7).
    """
    if return_type == "csv":
        return shape.csv(answer).encode()
    if return_type == "xml":
        return shape.xml(answer, markup=markup).encode()
    if return_type == "json":
        return shape.json(answer)
    return b"" if isinstance(shape, Rows | Record) else shape.csv(answer).encode()


def _text(value: Any) -> str:
    return text_of(value)
