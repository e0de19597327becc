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


def marked(text: str, wanted: str) -> SafeString:
    """Return the text as HTML with the beginnings of words that were searched for marked."""
    words = [folded(word) for word in _WORD.findall(wanted)]
    if not words:
        return SafeString(conditional_escape(text))
    longest_first = sorted(set(words), key=len, reverse=True)
    pattern = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + ")")
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
