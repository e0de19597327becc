"""Found words, marked in the text that people read."""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return a text without case and accents, letter by letter, so that places stay the same."""
    return "".join((_bare(letter) or letter)[0] for letter in text)


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def excerpt(text: str, wanted: str, length: int = 160) -> str:
    """Return the part of a text, on one line, around the first word that was searched for; ""
    where none stands in it.
    """
    pattern = _pattern(wanted)
    found = pattern.search(folded(text)) if pattern is not None else None
    if found is None:
        return ""
    begin = max(0, found.start() - length // 3)
    begin = text.rfind(" ", 0, begin + 1) + 1 if begin else 0
    part = text[begin : begin + length].rstrip()
    return ("…" if begin else "") + part + ("…" if begin + length < len(text) else "")


def _pattern(wanted: str) -> re.Pattern[str] | None:
    """Return what finds the beginnings of the words of a text, None for a text without words."""
    words = [folded(word) for word in _WORD.findall(wanted)]
    if not words:
        return None
    longest_first = sorted(set(words), key=len, reverse=True)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + ")")


def marked(text: str, wanted: str) -> SafeString:
    """Return the text as HTML with the beginnings of words that were searched for marked."""
    pattern = _pattern(wanted)
    if pattern is None:
        return SafeString(conditional_escape(text))
    parts, last = [], 0
    for found in pattern.finditer(folded(text)):
        parts += [
            ("", text[last : found.start()], ""),
            ("<mark>", text[slice(*found.span())], "</mark>"),
        ]
        last = found.end()
    parts.append(("", text[last:], ""))
    marks = [(SafeString(begin), part, SafeString(end)) for begin, part, end in parts]
    return format_html_join("", "{}{}{}", marks)
