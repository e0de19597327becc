"""The knowledge base of the benchmark."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import models, transaction

from accounts.models import User
from bench.bulk import insert_all
from bench.corpus import Corpus
from kb.models import Article, ArticleCategory, ArticleInCategory, ArticleText, ArticleVersion
from kb.queries.search import searchable
from kb.vocabulary import Audience, TextFormat

ARTICLES_PER_ROUND = 2_000
CATEGORIES = 20
FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)


def fill_articles(*, articles: int, author: User) -> None:
    """Add published articles that every person may read, in categories."""
    at = {"created_at": FIRST_DAY, "updated_at": FIRST_DAY}
    shelves = [
        ArticleCategory(pk=number, name=f"Shelf {number:02}", full_name=f"Shelf {number:02}", **at)
        for number in range(1, CATEGORIES + 1)
    ]
    with transaction.atomic():
        insert_all(shelves)
    corpus = Corpus()
    numbers = iter(range(1, articles + 1))
    while batch := list(itertools.islice(numbers, ARTICLES_PER_ROUND)):
        rows = [row for number in batch for row in _article(number, corpus, author, shelves)]
        with transaction.atomic():
            insert_all(rows)


def _article(
    number: int, corpus: Corpus, author: User, shelves: list[ArticleCategory]
) -> Iterator[models.Model]:
    at = {"created_at": FIRST_DAY, "updated_at": FIRST_DAY}
    text = {
        "title": corpus.title(),
        "summary": "",
        "body": corpus.text(12),
        "body_format": TextFormat.TEXT,
    }
    article = Article(
        pk=number, audience=Audience.REGISTERED, author=author, published_at=FIRST_DAY, **text, **at
    )
    yield article
    yield ArticleVersion(article=article, number=1, author=author, **text, **at)
    yield ArticleInCategory(article=article, category=shelves[number % len(shelves)], **at)
    words = {name: searchable(text[name]) for name in ("title", "summary", "body")}
    yield ArticleText(article=article, **words)
