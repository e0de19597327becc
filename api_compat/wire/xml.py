"""The literal `<xml>` documents of api.php: an element of that name, not an XML declaration.

No library writes this root, so the few lines that do stand here. Source: the contract of api.php,
section 7.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from api_compat.wire.values import Value, text_of

Style = Literal["cdata", "plain", "raw"]
Row = Iterable[Value]

ROOT = "<xml>"
ROOT_WITH_ATTRIBUTES = "<xml version='1.0' encoding='UTF-8'>"
END = "</xml>\n"

# XML 1.0 production 2; lone surrogates are no characters either.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Drop the characters that no XML 1.0 document may hold, even as a reference."""
    return _ILLEGAL.sub("", text)


def cdata(value: Value) -> str:
    """Return the value in CDATA; an inner `]]>` is split over two sections."""
    return f"<![CDATA[{clean(text_of(value)).replace(']]>', ']]]]><![CDATA[>')}]]>"


def plain(value: Value) -> str:
    """Return the value escaped. CR becomes a reference, because a parser would turn it into LF."""
    text = clean(text_of(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def raw(value: Value) -> str:
    """Return a value that is markup already (text stored HTML-encoded, contract section 2.1)."""
    return clean(text_of(value))


_WRITERS: dict[Style, Callable[[Value], str]] = {
    "cdata": cdata,
    "plain": plain,
    "raw": raw,
}


def fields(names: Sequence[str], values: Row, style: Style) -> str:
    """Return `<name>value</name>` line by line; names and values are of equal length."""
    write = _WRITERS[style]
    pairs = zip(names, values, strict=True)
    return "".join([f"<{name}>{write(value)}</{name}>\n" for name, value in pairs])


def generic_list(names: Sequence[str], rows: Iterable[Row], *, item: str) -> Iterator[str]:
    """Write a list in the shape of the generic writer: values in CDATA, no break after `<item>`."""
    yield ROOT_WITH_ATTRIBUTES + "\n"
    for values in rows:
        yield f"<{item}>{fields(names, values, 'cdata')}</{item}>\n"
    yield END


def generic_record(names: Sequence[str], values: Row) -> str:
    """Return one row of the generic writer with its fields right under the root."""
    return f"{ROOT_WITH_ATTRIBUTES}\n{fields(names, values, 'cdata')}{END}"


def written_list(
    names: Sequence[str],
    rows: Iterable[Row],
    *,
    item: str | None,
    style: Style = "plain",
) -> Iterator[str]:
    """Write a list in the shape of the hand-written ops.

    Without an item name the fields of every row stand right under the root.
    """
    yield ROOT + "\n"
    for values in rows:
        inner = fields(names, values, style)
        yield f"<{item}>\n{inner}</{item}>\n" if item else inner
    yield END


def single(value: Value, *, attributes: bool = True, style: Style = "plain") -> str:
    """Return a single value in `<data>`."""
    root = ROOT_WITH_ATTRIBUTES if attributes else ROOT
    return f"{root}\n{fields(['data'], [value], style)}{END}"


def indented_list(
    names: Sequence[str],
    rows: Iterable[Row],
    *,
    item: str | None,
    style: Style = "plain",
    attributes: bool = False,
) -> Iterator[str]:
    """Write a list as the manuals print it: two blanks per level, one element per line."""
    write = _WRITERS[style]
    margin = "    " if item else "  "
    yield _root(attributes)
    for values in rows:
        pairs = zip(names, values, strict=True)
        inner = "".join([f"{margin}<{name}>{write(value)}</{name}>\n" for name, value in pairs])
        yield f"  <{item}>\n{inner}  </{item}>\n" if item else inner
    yield END


def indented_value(
    path: Sequence[str], value: Value, *, style: Style = "plain", attributes: bool = False
) -> str:
    """Return a single value inside the elements of `path`; without any, alone on its line."""
    text = _WRITERS[style](value)
    if not path:
        return f"{_root(attributes)}{text}\n{END}"
    *outer, inner = path
    margins = ["  " * depth for depth in range(1, len(path) + 1)]
    opened = [f"{margin}<{name}>\n" for margin, name in zip(margins, outer, strict=False)]
    closed = [f"{margin}</{name}>\n" for margin, name in zip(margins, outer, strict=False)]
    line = f"{margins[-1]}<{inner}>{text}</{inner}>\n"
    return "".join([_root(attributes), *opened, line, *reversed(closed), END])


def _root(attributes: bool) -> str:
    return f"{ROOT_WITH_ATTRIBUTES if attributes else ROOT}\n"
