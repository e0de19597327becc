"""The manual editions: answers laid out as the two printed manuals show them.

Presentation only, and by data only: editions.json says what an op prints there; an op without an
entry is laid out by its Shape. Source: the contract of api.php, "Manual edition".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from api_compat.integria.errors import Bare
from api_compat.integria.render import Counters, Record, Rows, Shape, Value
from api_compat.wire import csv, xml
from api_compat.wire.values import text_of

if TYPE_CHECKING:
    from api_compat.integria.registry import Op

DEFAULT, MANUAL, MANUAL_5_0_98 = "default", "manual", "manual-5.0.98"
EDITIONS = (DEFAULT, MANUAL, MANUAL_5_0_98)
DATA_FILE = Path(__file__).with_name("editions.json")
FAILED = "-1"
# what the contract calls a single value: printed bare, without an element around it
BARE_STYLE = "value"
_STYLES = ("cdata", "plain", BARE_STYLE)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What an op prints in the manual editions.

    `columns` and `elements` name the values of CSV and XML; `means` translates such a name to the
    op's own, `constants` are values without a source, `when_empty` what stands for an empty one.
    A command prints `success` instead of its number, and `failure` instead of 0.
    """

    columns: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    elements_5_0_98: tuple[str, ...] = ()
    item: str | None = None
    style: str = "plain"
    attributes: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    when_empty: Mapping[str, str] = field(default_factory=dict)
    success: str | None = None
    failure: str | None = None
    separator: str = ","

    @classmethod
    def read(cls, name: str, entry: Mapping[str, Any]) -> Layout:
        """Return the entry of an op. Raises ValueError for one that makes no sense."""
        if unknown := set(entry) - {column.name for column in fields(cls)}:
            raise ValueError(f"{name}: unknown keys {sorted(unknown)}")
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        layout = cls(**values)
        if layout.style not in _STYLES:
            raise ValueError(f"{name}: unknown style {layout.style}")
        if len(layout.elements_5_0_98) not in (0, len(layout.elements)):
            raise ValueError(f"{name}: elements of 5.0.98 do not match the elements")
        named = {*layout.columns, *layout.elements}
        if stray := {*layout.constants, *layout.means, *layout.when_empty} - named:
            raise ValueError(f"{name}: {sorted(stray)} are printed nowhere")
        return layout

    def printed(self, edition: str) -> tuple[str, ...]:
        """Return the names of the XML elements in an edition."""
        return (edition == MANUAL_5_0_98 and self.elements_5_0_98) or self.elements

    def value(self, row: Mapping[str, Any], name: str) -> Any:
        """Return what a row prints under a name."""
        if name in self.constants:
            return self.constants[name]
        value = row[self.means.get(name, name)]
        return self.when_empty.get(name, value) if value in ("", None) else value


_DATA = json.loads(DATA_FILE.read_text(encoding="utf-8"))
LAYOUTS: dict[str, Layout] = {
    name: Layout.read(name, entry) for name, entry in _DATA["ops"].items()
}
LABELS: dict[str, dict[str, str]] = _DATA["labels"]


def labels_of(edition: str, kind: str) -> dict[str, str]:
    """Return {number: word} where an edition names a status, resolution or priority otherwise."""
    return {} if edition == DEFAULT else LABELS.get(kind, {})


def shape_of(edition: str, operation: Op) -> Shape:
    """Return how an op's answer looks in an edition."""
    if edition not in (MANUAL, MANUAL_5_0_98):
        return operation.shape
    layout = LAYOUTS.get(operation.name)
    match operation.shape:
        case Rows() | Record() as shape:
            layout = layout or _layout_of(shape)
            return ManualRows(layout=layout, printed=layout.printed(edition), basis=shape)
        case Value() as shape:
            layout = layout or Layout(attributes=shape.attributes)
            return ManualValue(layout=layout, path=_path(shape, layout, edition))
        case Counters() as shape:
            return ManualCounters(separator=layout.separator if layout else shape.separator)
        case other:
            return other


def _layout_of(shape: Rows | Record) -> Layout:
    """Lay out an op of which the manuals say nothing: its own names in the manual's form."""
    layout = Layout(columns=shape.columns, elements=shape.names or shape.columns)
    if isinstance(shape, Record):
        return replace(layout, style="cdata", attributes=True)
    return replace(
        layout,
        item=shape.item,
        style="cdata" if shape.attributes else shape.style,
        attributes=shape.attributes,
    )


def _path(shape: Value, layout: Layout, edition: str) -> tuple[str, ...]:
    """Return the elements around a single value; the manuals lose a lone `<data>`."""
    if layout.item is not None:
        return (layout.item, *layout.printed(edition))
    if layout.style == BARE_STYLE or shape.path == ("data",):
        return ()
    return shape.path


@dataclass(frozen=True, kw_only=True)
class ManualRows(Shape):
    """A list or one row; `basis` is the op's own shape."""

    layout: Layout
    printed: tuple[str, ...]
    basis: Rows | Record

    def csv(self, answer: Any) -> str:
        """One line a row; nothing for an empty list."""
        layout = self.layout
        rows = [[layout.value(row, name) for name in layout.columns] for row in self._rows(answer)]
        if isinstance(self.basis, Rows) and not self.basis.csv_is_quoted:
            return "".join(f"{','.join(map(str, row))}\n" for row in rows)
        return "".join(csv.rows(rows))

    def xml(self, answer: Any, *, markup: bool) -> str:
        """One element a row; nothing where the default edition prints nothing."""
        layout = self.layout
        rows = [[layout.value(row, name) for name in layout.elements] for row in self._rows(answer)]
        if not rows and isinstance(self.basis, Rows) and self.basis.empty_xml == "":
            return ""
        style = _xml_style(layout, markup=markup)
        lines = xml.indented_list(
            self.printed, rows, item=layout.item, style=style, attributes=layout.attributes
        )
        return "".join(lines)

    def json(self, answer: Any) -> bytes:
        """As in the default edition, under the names of this edition's XML."""
        if isinstance(self.basis, Rows) and self.basis.object_of is not None:
            return self.basis.json(answer)
        pairs = list(zip(self.printed, self.layout.elements, strict=True))
        found = [
            {tag: text_of(self.layout.value(row, name)) for tag, name in pairs}
            for row in self._rows(answer)
        ]
        return orjson.dumps(found[0] if isinstance(self.basis, Record) else found)

    def _rows(self, answer: Any) -> Iterable[Mapping[str, Any]]:
        return [answer] if isinstance(self.basis, Record) else answer


@dataclass(frozen=True, kw_only=True)
class ManualValue(Shape):
    """A single value, or what a command prints instead of its number."""

    layout: Layout
    path: tuple[str, ...]

    def csv(self, answer: Any) -> str:
        """The value, no line end."""
        return text_of(self._said(answer))

    def xml(self, answer: Any, *, markup: bool) -> str:
        """The value in its elements, or alone on its line."""
        return xml.indented_value(
            self.path,
            self._said(answer),
            style=_xml_style(self.layout, markup=False),
            attributes=bool(self.path) and self.layout.attributes,
        )

    def json(self, answer: Any) -> bytes:
        """The value as JSON."""
        said = self._said(answer)
        return orjson.dumps(said if isinstance(said, int) else text_of(said))

    def failed(self, value: Any) -> Any:
        """A failure never prints what stands for success."""
        reads_as_success = isinstance(value, Bare) and value.text == self.layout.success
        return FAILED if reads_as_success else value

    def _said(self, answer: Any) -> Any:
        """Ops return numbers for what they did; texts are failures and stay."""
        layout = self.layout
        if layout.success is None:
            return answer
        if layout.failure is not None:
            return layout.failure if answer in (0, "0") else layout.success
        return layout.success if isinstance(answer, int) else answer


@dataclass(frozen=True, kw_only=True)
class ManualCounters(Counters):
    """Counters per status; in XML a single one keeps its `<data>`."""

    def xml(self, answer: Any, *, markup: bool) -> str:
        """One element a counter."""
        return "".join(xml.indented_list(tuple(answer), [answer.values()], item=None))


def _xml_style(layout: Layout, *, markup: bool) -> xml.Style:
    if layout.style == "cdata":
        return "cdata"
    return "raw" if markup else "plain"
