"""The filter language of ticket lists: text to terms and back, without loss.

A filter is words separated by blanks: `is:open -assignee:me group:"Second line" priority:>=high
printer "paper jam"`. A word with a known key before its colon is a condition, "-" in front turns it
round, commas join values; everything else is searched in the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

KEYS = (
    "is",
    "assignee",
    "group",
    "requester",
    "company",
    "watcher",
    "priority",
    "status",
    "kind",
    "category",
    "sla",
    "created",
    "updated",
    "solved",
    "approval",
)
TEXT = "text"
COMPARISONS = (">=", "<=", ">", "<")
LONGEST = 1000
MOST_TERMS = 30
Word = list[tuple[str, bool]]
"""Characters, each with a mark whether it was quoted or escaped."""
_SPECIAL = set(' \t\n",\\')


@dataclass(frozen=True)
class Term:
    """One condition: any of the values; `comparison` is "" for equality."""

    key: str
    values: tuple[str, ...]
    comparison: str = ""
    is_negated: bool = False

    @property
    def value(self) -> str:
        """The first value."""
        return self.values[0]


def parse(text: str) -> list[Term]:
    """Return the terms of a filter in their order; whatever people type can be read."""
    return [_term(word) for word in _words(text[:LONGEST])][:MOST_TERMS]


def write(terms: Iterable[Term]) -> str:
    """Return the filter that `parse` reads as these terms."""
    return " ".join(_written(term) for term in terms)


def without(terms: Iterable[Term], key: str) -> list[Term]:
    """Return the terms that are about something else."""
    return [term for term in terms if term.key != key]


def _words(text: str) -> Iterable[Word]:
    """Return the words of a text."""
    word: Word = []
    is_quoted = was_quoted = is_escaped = False
    for sign in text:
        if is_escaped:
            word.append((sign, True))
            is_escaped = False
        elif sign == "\\":
            is_escaped = True
        elif sign == '"':
            is_quoted, was_quoted = not is_quoted, True
        elif sign.isspace() and not is_quoted:
            if word or was_quoted:
                yield word
            word, was_quoted = [], False
        else:
            word.append((sign, is_quoted))
    if is_escaped:
        word.append(("\\", True))
    if word or was_quoted:
        yield word


def _term(word: Word) -> Term:
    is_negated = len(word) > 1 and word[0] == ("-", False)
    rest = word[1:] if is_negated else word
    colon = next((place for place, sign in enumerate(rest) if sign == (":", False)), None)
    key = _plain(rest[:colon]).lower() if colon is not None else ""
    if colon is None or key not in KEYS or any(marked for _, marked in rest[:colon]):
        return Term(TEXT, (_plain(rest),), is_negated=is_negated)
    given = rest[colon + 1 :]
    comparison = ""
    for sign in COMPARISONS:
        if given[: len(sign)] == [(each, False) for each in sign]:
            comparison, given = sign, given[len(sign) :]
            break
    return Term(key, _values(given), comparison, is_negated)


def _values(word: Word) -> tuple[str, ...]:
    parts: list[Word] = [[]]
    for sign in word:
        if sign == (",", False):
            parts.append([])
        else:
            parts[-1].append(sign)
    return tuple(_plain(part) for part in parts)


def _plain(word: Word) -> str:
    return "".join(sign for sign, _ in word)


def _written(term: Term) -> str:
    front = "-" if term.is_negated else ""
    if term.key == TEXT:
        return front + _quoted(term.value, is_text=True)
    values = ",".join(_quoted(value) for value in term.values)
    return f"{front}{term.key}:{term.comparison}{values}"


def _quoted(value: str, *, is_text: bool = False) -> str:
    """Return the value so that it is read back as one: quoted where it would be taken apart."""
    is_plain = (
        value
        and not _SPECIAL & set(value)
        and not any(sign.isspace() for sign in value)
        and value[0] not in "<>=-"
        and not (is_text and ":" in value)
    )
    if is_plain:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
