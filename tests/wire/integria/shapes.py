"""Bodies taken apart: CSV into cells, XML into names and texts, and how two of them differ.

Expected texts may hold masks: {{now}} and {{today}} (the server's clock), {{id}} and {{number}}
(any whole number) and {{any}}.
"""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

MASKS = {
    "{{now}}": r"(?P<now>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)",
    "{{today}}": r"(?P<today>\d{4}-\d\d-\d\d)",
    "{{id}}": r"\d+",
    "{{number}}": r"\d+",
    "{{any}}": r".*",
}
_MASK = re.compile("|".join(map(re.escape, MASKS)))
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """When the call was made, and the zone in which the server writes times."""

    zone: ZoneInfo
    started: datetime
    ended: datetime

    def is_now(self, text: str) -> bool:
        """Tell whether the text is a time within a minute of the call."""
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=self.zone)
        except ValueError:
            return False
        return self.started - A_MINUTE <= moment <= self.ended + A_MINUTE

    def is_today(self, text: str) -> bool:
        """Tell whether the text is the date on which the call began or ended."""
        moments = (self.started, self.ended)
        return text in {moment.astimezone(self.zone).date().isoformat() for moment in moments}


def text_equals(expected: str, actual: str, clock: Clock) -> bool:
    """Tell whether the text is the expected one, masks considered."""
    if "{{" not in expected:
        return expected == actual
    pieces = re.split(f"({_MASK.pattern})", expected)
    if sum(piece in ("{{now}}", "{{today}}") for piece in pieces) > 1:
        raise ValueError(f"more than one clock in one text: {expected!r}")
    pattern = "".join(MASKS.get(piece) or re.escape(piece) for piece in pieces)
    match = re.fullmatch(pattern, actual, re.DOTALL)
    if match is None:
        return False
    found = match.groupdict()
    if "now" in found:
        return clock.is_now(found["now"])
    return "today" not in found or clock.is_today(found["today"])


# --- CSV ----------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Lines of cells. `names` are the columns where the contract names them."""

    rows: tuple[tuple[str, ...], ...]
    ends_line: bool
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], names: Sequence[str] = ()) -> Self:
        """Return a table of whole lines."""
        return cls(tuple(tuple(row) for row in rows), bool(rows), tuple(names))

    @classmethod
    def read(cls, body: str) -> Self:
        """Read a CSV body; a single value is a table of one cell without a line end."""
        return cls(tuple(map(tuple, read_csv(body))), body.endswith("\n"))

    def unescaped(self) -> Self:
        """Return the table with HTML references resolved in every cell."""
        rows = tuple(tuple(map(html.unescape, row)) for row in self.rows)
        return replace(self, rows=rows)

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        index = self.names.index(name)
        return [row[index] for row in self.rows]

    def with_cells(self, name: str, change: Callable[[dict[str, str]], str]) -> Self:
        """Return the table with one column computed anew from each row."""
        index = self.names.index(name)
        rows = []
        for row in self.rows:
            value = change(dict(zip(self.names, row, strict=True)))
            rows.append((*row[:index], value, *row[index + 1 :]))
        return replace(self, rows=tuple(rows))

    def difference(self, actual: "Shape", clock: Clock) -> str:
        """Return what makes the other one different, or nothing."""
        if not isinstance(actual, Table):
            return f"expected CSV, found {actual}"
        if len(actual.rows) != len(self.rows):
            return f"expected {len(self.rows)} lines, found {len(actual.rows)}: {actual.rows}"
        if actual.ends_line != self.ends_line:
            return "one ends with a line feed, the other does not"
        for number, (mine, other) in enumerate(zip(self.rows, actual.rows, strict=True)):
            if len(mine) != len(other):
                return f"line {number}: expected {len(mine)} cells, found {len(other)}: {other}"
            for column, (expected, found) in enumerate(zip(mine, other, strict=True)):
                if not text_equals(expected, found, clock):
                    name = self.names[column] if self.names else column
                    return f"line {number}, {name}: expected {expected!r}, found {found!r}"
        return ""


def read_csv(body: str) -> list[list[str]]:
    r"""Read lines as fputcsv writes them.

    fputcsv does not double a quote that stands behind a backslash, so such a quote ends the cell
    only if the cell can end there. Raises ValueError.
    """
    rows: list[list[str]] = []
    row: list[str] = []
    position = 0
    while position < len(body):
        cell, position = _read_cell(body, position)
        row.append(cell)
        end = body[position : position + 1]
        position += 1
        if end == ",":
            if position == len(body):
                row.append("")
            continue
        if end not in ("", "\n"):
            raise ValueError(f"text after a quoted cell: {body[position - 1 :][:40]!r}")
        rows.append(row)
        row = []
    if row:
        rows.append(row)
    return rows


def _read_cell(body: str, start: int) -> tuple[str, int]:
    if not body.startswith('"', start):
        end = start
        while end < len(body) and body[end] not in ",\n":
            end += 1
        return body[start:end], end
    pieces = []
    position = start + 1
    while True:
        quote = body.find('"', position)
        if quote < 0:
            raise ValueError(f"quoted cell without an end: {body[start:][:40]!r}")
        pieces.append(body[position:quote])
        following = body[quote + 1 : quote + 2]
        if body[quote - 1] == "\\" and quote > start + 1 and following not in (",", "\n", ""):
            pieces.append('"')
            position = quote + 1
        elif following == '"':
            pieces.append('"')
            position = quote + 2
        else:
            return "".join(pieces), quote + 1


# --- XML ----------------------------------------------------------------------


@dataclass
class Node:
    """An element: its text if it is a leaf, else its children."""

    name: str
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    @classmethod
    def parse(cls, body: str) -> "Node":
        """Read an answer, which has to be well-formed. Raises ValueError."""
        try:
            return cls._of(ElementTree.fromstring(body.encode()))  # noqa: S314 - our own
        except ElementTree.ParseError as error:
            raise ValueError(f"not well-formed ({error}): {body[:200]!r}") from error

    @classmethod
    def parse_leniently(cls, body: str) -> "Node":
        """Read a recorded body, whose texts may hold named references, and resolve those."""
        top = cls("")
        open_nodes = [top]
        tokens = r"<!\[CDATA\[(.*?)\]\]>|<(/?)([\w.-]+)[^>]*>|([^<]+)"
        for cdata, slash, name, text in re.findall(tokens, body, re.DOTALL):
            if name and slash:
                open_nodes.pop()
            elif name:
                open_nodes[-1].children.append(cls(name))
                open_nodes.append(open_nodes[-1].children[-1])
            else:
                open_nodes[-1].text += html.unescape(cdata or text)
        return top.children[0]

    @classmethod
    def _of(cls, element: ElementTree.Element) -> "Node":
        return cls(element.tag, element.text or "", [cls._of(child) for child in element])

    def named(self, name: str) -> list["Node"]:
        """Return the children of that name."""
        return [child for child in self.children if child.name == name]

    def leaves(self) -> list["Node"]:
        """Return the elements without children, in order."""
        return [leaf for child in self.children for leaf in child.leaves()] or [self]

    def difference(self, actual: "Shape", clock: Clock, path: str = "") -> str:
        """Return what makes the other one different, or nothing.

        Elements of names that are not expected may stand beside the expected ones.
        """
        if not isinstance(actual, Node):
            return f"expected XML, found {actual}"
        path = f"{path}/{self.name}"
        if self.name != actual.name:
            return f"expected {path}, found {actual.name}"
        if not self.children:
            return self._leaf_difference(actual, clock, path)
        for name in dict.fromkeys(child.name for child in self.children):
            mine, others = self.named(name), actual.named(name)
            if len(mine) != len(others):
                return f"{path}: expected {len(mine)} of {name}, found {len(others)}"
            for one, other in zip(mine, others, strict=True):
                if difference := one.difference(other, clock, path):
                    return difference
        return ""

    def _leaf_difference(self, actual: "Node", clock: Clock, path: str) -> str:
        if actual.children:
            return f"{path}: expected text alone, found {actual.children[0].name}"
        expected, found = _one_line_end(self.text), _one_line_end(actual.text)
        if path.count("/") == 1:  # the line ends inside an empty or single-valued root
            expected, found = expected.strip(), found.strip()
        if text_equals(expected, found, clock):
            return ""
        return f"{path}: expected {expected!r}, found {found!r}"


def _one_line_end(text: str) -> str:
    # An XML parser reads CR LF and CR as LF.
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- either -------------------------------------------------------------------

Shape = Table | Node


def is_xml(body: str) -> bool:
    """Tell whether the body is one of the XML shapes."""
    return body.lstrip().startswith("<xml")


def recorded_shape(body: str) -> Shape:
    """Take a body of the contract apart, with HTML references resolved."""
    return Node.parse_leniently(body) if is_xml(body) else Table.read(body).unescaped()


def answered_shape(body: str) -> Shape:
    """Take an answer apart as it is. Raises ValueError."""
    return Node.parse(body) if is_xml(body) else Table.read(body)
