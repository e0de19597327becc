"""Text from outside as HTML that is safe on a page (threats.md rule 33).

Kept as received, cleaned each time it is shown: one allow list for mail, notes and articles.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

LONGEST = 200_000
"""Characters of one text that are shown; the rest is in the file that the reader may download."""

TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
    ]
)
ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
OWN_FILE = re.compile(r"/files/\d+/(\?.*)?")
WEB = re.compile(r"https?://", re.IGNORECASE)

QUOTED = re.compile(r"\s*>")
FEWEST_FOLDED = 3
TAG = re.compile(r"(<[^>]+>)")
TICKET_NUMBER = re.compile(r"(?<![\w&/#])#(\d{1,10})\b")
UNTOUCHED = ("a", "code", "pre")


@dataclass(frozen=True)
class Rendered:
    """A text ready for a page, and how many remote images were left out of it."""

    html: SafeString
    blocked_images: int = 0


def render(
    text: str,
    text_format: str,
    *,
    ticket_address: Callable[[str], str] | None = None,
    with_remote_images: bool = False,
) -> Rendered:
    """Return a text ("text", "markdown" or "html") as clean HTML.

    Images of other hosts are left out unless the reader asked for them. `ticket_address` makes
    "#12" a link, for readers whose pages have an address for tickets.
    """
    source = text[:LONGEST]
    if text_format == "html":
        raw = source
    elif text_format == "markdown":
        raw = _markdown().render(source)
    else:
        raw = _plain(source)
    blocked = 0

    def kept(tag: str, name: str, value: str) -> str | None:
        nonlocal blocked
        if (tag, name) != ("img", "src"):
            return value
        if OWN_FILE.fullmatch(value):
            return value
        if WEB.match(value):
            if with_remote_images:
                return value
            blocked += 1
        return None

    clean = nh3.clean(
        raw,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=kept,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
    if text_format == "html":
        clean = _fold_quotes(clean)
    elif ticket_address is not None:
        clean = _link_numbers(clean, ticket_address)
    # cleaned by nh3 above, and added to only by fixed markup and escaped words
    return Rendered(mark_safe(clean), blocked)  # noqa: S308


def plain_excerpt(text: str, text_format: str, length: int = 200) -> str:
    """Return the beginning of a text without markup, on one line."""
    words = text[: length * 20]
    if text_format == "html":
        words = nh3.clean(words, tags=set(), attributes={})
        words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(
        ["linkify", "table", "strikethrough"]
    )


@cache
def _links() -> LinkifyIt:
    return LinkifyIt()


def _plain(text: str) -> str:
    """Return plain text with paragraphs, links and folded quotes."""
    parts: list[str] = []
    quoted: list[str] = []
    for line in [*text.splitlines(), None]:
        if line is not None and QUOTED.match(line):
            quoted.append(line)
            continue
        if quoted:
            parts.append(_quote(quoted))
            quoted = []
        if line is not None:
            parts.append(_linked(line) + "<br>")
    return f"<p>{''.join(parts)}</p>"


def _quote(lines: list[str]) -> str:
    body = "<br>".join(_linked(QUOTED.sub("", line, count=1).strip()) for line in lines)
    if len(lines) < FEWEST_FOLDED:
        return f"<blockquote>{body}</blockquote>"
    return _folded(f"<blockquote>{body}</blockquote>")


def _folded(quote: str) -> str:
    word = escape(gettext("Quoted text"))
    return f"<details><summary>{word}</summary>{quote}</details>"


def _fold_quotes(html: str) -> str:
    """Fold the outermost quotes of a mail; the HTML is well formed by now."""
    word = escape(gettext("Quoted text"))
    depth, parts = 0, []
    for piece in re.split(r"(</?blockquote>)", html):
        if piece == "<blockquote>":
            depth += 1
            parts.append(f"<details><summary>{word}</summary>{piece}" if depth == 1 else piece)
        elif piece == "</blockquote>":
            depth -= 1
            parts.append(f"{piece}</details>" if depth == 0 else piece)
        else:
            parts.append(piece)
    return "".join(parts)


def _linked(line: str) -> str:
    found = _links().match(line) or []
    parts, end = [], 0
    for link in found:
        parts.append(str(escape(line[end : link.index])))
        parts.append(f'<a href="{escape(link.url)}">{escape(link.text)}</a>')
        end = link.last_index
    parts.append(str(escape(line[end:])))
    return "".join(parts)


def _link_numbers(html: str, address: Callable[[str], str]) -> str:
    """Make "#12" a link, but not inside links and code."""
    inside, parts = 0, []
    for piece in TAG.split(html):
        if piece.startswith("<"):
            name = piece.strip("</>").split()[0].lower() if piece.strip("</>") else ""
            if name in UNTOUCHED:
                inside += -1 if piece.startswith("</") else 1
            parts.append(piece)
        elif inside:
            parts.append(piece)
        else:
            parts.append(
                TICKET_NUMBER.sub(
                    lambda hit: f'<a href="{escape(address(hit[1]))}">{hit[0]}</a>', piece
                )
            )
    return "".join(parts)
