"""Exact substring filters over the folded text of tickets; the one place that knows how."""

import unicodedata
from typing import Any

from django.db import connection
from django.db.models import CharField, Lookup, Q, QuerySet, TextField

from tickets.models import TicketText

LONGEST_PATTERN = 500
SHORTEST_PART = 3
"""The length of the parts that a trigram index knows."""


@CharField.register_lookup
@TextField.register_lookup
class Like(Lookup):
    """`field__like="%a_c%"`: SQL LIKE with the caller's own wildcards; a backslash is itself."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to LIKE with an escape character that never occurs."""
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} LIKE {rhs} ESCAPE '\x01'", (*lhs_params, *rhs_params)


def fold(text: str) -> str:
    """Return the text as it is compared: NFC, case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def tickets_with_text(text: str, *, in_values: bool = True) -> QuerySet[TicketText]:
    """Return the text rows in which the pattern occurs: title, description, custom values.

    `%` and `_` are wildcards, as the old desk's filter has them (contract, op get_incidents).
    """
    pattern = f"%{fold(text)[:LONGEST_PATTERN]}%"
    found = Q(title__like=pattern) | Q(description__like=pattern)
    if in_values:
        found |= Q(fields__like=pattern)
    return TicketText.objects.filter(found)


def narrowed_by_text(field: str, part: str) -> Q | None:
    """Return a filter of tickets that drops most of those whose title or description does not
    contain a part; None where only a walk through all of them would tell.

    PostgreSQL finds three letters and more by an index; SQLite has none for parts of words.
    """
    if connection.vendor != "postgresql" or len(fold(part)) < SHORTEST_PART:
        return None
    return Q(**{f"text__{field}__contains": fold(part)})
