"""Search of articles by people's words, alike on PostgreSQL and SQLite.

An article is found when one of the words stands in it. Words of three letters and more match the
beginning of longer ones; case, accents and signs do not count. The score says how much of what
was asked is there: 1 = every word in the title; less where a word stands only in the summary or
the body. Long words weigh more than short ones.
"""

import re
import unicodedata
from collections.abc import Collection
from html.parser import HTMLParser
from typing import Any

from django.db import connections
from django.db.models import Case, F, FloatField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from audit.actor import Actor
from kb.models import Article
from kb.queries.articles import visible_articles
from kb.vocabulary import TextFormat

MOST_WORDS = 8
MOST_LETTERS = 100_000
"""Of a text so many are searched: PostgreSQL keeps at most a megabyte of words per row."""
LONGEST_WORD = 64
SHORTEST_BEGINNING = 3
PLACES = {"title": 1.0, "summary": 0.7}
IN_BODY = 0.4

_WORD = re.compile(r"[^\W_]+")
_MARKS = dict.fromkeys(range(768, 880))
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def search(actor: Actor, text: str, *, least: float = 0.0) -> QuerySet[Article]:
    """Return the visible articles that hold words of a text, with `score`, the best first.

    `least` is the lowest score to return. Without a word nothing is found.
    """
    words = words_of(text)[:MOST_WORDS]
    articles = visible_articles(actor)
    if not words:
        return articles.annotate(score=Value(0.0, FloatField())).none()
    found = Q(pk__in=_with_words(articles.db, words))
    scored = articles.filter(found).annotate(score=_score(articles.db, words))
    if least > 0:
        scored = scored.filter(score__gte=least)
    return scored.order_by("-score", F("rating_percent").desc(nulls_last=True), "pk")


def best(
    actor: Actor, text: str, most: int, *, least: float = 0.0, columns: Collection[str] = ()
) -> list[Article]:
    """Return the best of what `search` finds, with `score`; of columns only those named, if any.

    Two statements: what is compared and sorted carries no bodies.
    """
    ranked: QuerySet[Any] = search(actor, text, least=least)
    scores: dict[int, float] = dict(ranked.values_list("pk", "score")[:most])
    articles = Article.objects.only(*columns).in_bulk(list(scores))  # which the actor sees
    found = [articles[key] for key in scores if key in articles]
    for article in found:
        article.score = scores[article.pk]  # type: ignore[attr-defined]  # as of the annotation
    return found


def words_of(text: str) -> list[str]:
    """Return the different words of a text, folded, in their order."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(_folded(text))))


def searchable(text: str, body_format: str = TextFormat.TEXT) -> str:
    """Return all words of a text, folded, with one blank between; tags of HTML are left out."""
    plain = _without_tags(text) if body_format == TextFormat.HTML else text
    words = (word[:LONGEST_WORD] for word in _WORD.findall(_folded(plain[: 4 * MOST_LETTERS])))
    return " ".join(words)[:MOST_LETTERS]


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_MARKS)
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


class _Text(HTMLParser):
    """Collects what a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Leave out what is no text; other tags end a word."""
        self.hidden += tag in ("script", "style")
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a word."""
        self.hidden = max(0, self.hidden - (tag in ("script", "style")))
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep text."""
        if not self.hidden:
            self.parts.append(data)


def _without_tags(text: str) -> str:
    reader = _Text()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


def _score(database: str, words: list[str]) -> Any:
    """Return the weights of the places where each word stands, by its length, over all words."""
    letters = sum(len(word) for word in words)
    total: Any = Value(0.0, output_field=FloatField())
    for word in words:
        places = [
            When(_stands_in(place, word), then=Value(weight)) for place, weight in PLACES.items()
        ]
        if len(words) > 1:
            # what is found holds one of the words, perhaps another one
            places.append(When(~Q(pk__in=_with_words(database, [word])), then=Value(0.0)))
        nearest = Case(*places, default=Value(IN_BODY), output_field=FloatField())
        total = total + nearest * Value(len(word) / letters, output_field=FloatField())
    return total


def _stands_in(place: str, word: str) -> Contains:
    """Return the condition that a word stands in a folded text: there one blank parts the words."""
    padded = Concat(Value(" "), F(f"words__{place}"), Value(" "), output_field=TextField())
    return Contains(padded, f" {word}" + ("" if _is_long(word) else " "))


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING


def _with_words(database: str, words: list[str]) -> RawSQL:
    """Return the keys of the articles with one of the words.

    Words hold letters and digits only, so they need no quoting.
    """
    if connections[database].vendor == "postgresql":
        query = " | ".join(f"'{word}'" + (":*" if _is_long(word) else "") for word in words)
        statement = "SELECT article_id FROM kb_articletext WHERE vector @@ to_tsquery('simple', %s)"
    else:
        query = " OR ".join(f'"{word}"' + (" *" if _is_long(word) else "") for word in words)
        statement = "SELECT rowid FROM kb_articlewords WHERE kb_articlewords MATCH %s"
    return RawSQL(statement, [query])  # noqa: S611  # the words are a parameter
