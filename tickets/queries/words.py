"""Search of tickets by people's words: title, description, custom values and timeline.

The one place that knows how: PostgreSQL keeps a vector beside each text, SQLite an FTS5 table over
it, both by triggers of the database (migration 0004), so that every writer and import is covered.
Words of three letters and more match the beginning of longer ones; case and accents do not count.
"""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from audit.actor import Actor
from kb.queries.search import words_of
from tickets import policies
from tickets.models import Followup, TicketText

FEW = 10_000
"""So many places where a word stands are read at once."""
MOST_WORDS = 8
SHORTEST_BEGINNING = 3
HIGHEST_KEY = 2**63 - 1


def tickets_with_words(actor: Actor, text: str) -> Q:
    """Return the filter of the tickets that hold all words, in one place or another's line; a
    number finds its ticket too.

    Internal lines are searched for those who may read them only.
    """
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return Q(pk__in=[])
    found = Q(pk__in=matches(words, with_internal=policies.reads_internal(actor)))
    number = ticket_number(text)
    if number is not None:
        found |= Q(pk=number)
    return found


def ticket_number(text: str) -> int | None:
    """Return the number of a ticket that a text is, as "12" or "#12"."""
    digits = text.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(HIGHEST_KEY))):
        return None
    return int(digits) if int(digits) <= HIGHEST_KEY else None


def matches(words: list[str], *, with_internal: bool) -> RawSQL:
    """Return the statement of the tickets' keys that hold all words.

    Words hold letters and digits only, so they need no quoting.
    """
    statement, query = _statement(words, with_internal=with_internal)
    return RawSQL(statement, [query, query])  # noqa: S611  # the words are a parameter


def newest_matches(words: list[str], *, with_internal: bool, most: int) -> tuple[list[int], bool]:
    """Return the keys of the newest tickets that hold all words, at most so many, and whether these
    are all there are (one statement, two for words that are everywhere).
    """
    # the index of words gives what it finds in no order, which costs little up to some thousands;
    # beyond those the newest are found soonest by looking at one ticket after the other
    places, keys = _newest(words, f"LIMIT {FEW}", most + 1, with_internal=with_internal)
    is_everywhere = places >= FEW
    if is_everywhere:
        newest_first = f"ORDER BY ticket_id DESC LIMIT {most}"
        _, keys = _newest(words, newest_first, most + 1, with_internal=with_internal)
    return keys[:most], not is_everywhere and len(keys) <= most


def _newest(
    words: list[str], limit: str, most: int, *, with_internal: bool
) -> tuple[int, list[int]]:
    """Return in how many places the words stand, as far as `limit` lets them be read, and the
    newest tickets of those places.
    """
    places, query = _statement(words, with_internal=with_internal, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED ({places})"  # noqa: S608  # the words are a parameter
            " SELECT ticket_id, (SELECT count(*) FROM found) FROM found"
            f" GROUP BY ticket_id ORDER BY ticket_id DESC LIMIT {most}",
            [query, query],
        )
        rows = cursor.fetchall()
    return (rows[0][1] if rows else 0), [key for key, _ in rows]


def _statement(words: list[str], *, with_internal: bool, limit: str = "") -> tuple[str, str]:
    """Return the statement and the query that it takes twice; each of the two places, the ticket's
    text and its lines, is limited so.
    """
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{word}'" + (":*" if _is_long(word) else "") for word in words)
        in_text = "SELECT ticket_id FROM {text} WHERE vector @@ to_tsquery('simple', %s)"
        in_line = "SELECT ticket_id FROM {line} WHERE vector @@ to_tsquery('simple', %s)"
    else:
        query = " AND ".join(f'"{word}"' + (" *" if _is_long(word) else "") for word in words)
        in_text = (
            "SELECT rowid AS ticket_id FROM tickets_ticketwords WHERE tickets_ticketwords MATCH %s"
        )
        in_line = (
            "SELECT ticket_id FROM {line} WHERE id IN"
            " (SELECT rowid FROM tickets_followupwords WHERE tickets_followupwords MATCH %s)"
        )
    in_line += " AND deleted_at IS NULL" + ("" if with_internal else " AND is_public")
    one = "SELECT * FROM ({part} {limit}) AS part"
    parts = [one.format(part=part, limit=limit) for part in (in_text, in_line)]
    statement = " UNION ALL ".join(parts).format(
        text=TicketText._meta.db_table, line=Followup._meta.db_table
    )
    return statement, query


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING
