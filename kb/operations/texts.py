"""What follows a new text: the version that keeps it, the words that the search compares."""

from typing import Any

from accounts.models import User
from kb.models import Article, ArticleText, ArticleVersion
from kb.queries.search import searchable

TEXT_FIELDS = ("title", "summary", "body", "body_format")


def keep_version(
    article: Article, author: User | None, *, restored_from: int | None = None
) -> ArticleVersion:
    """Keep the article's text under its number."""
    return ArticleVersion.objects.create(
        article=article,
        number=article.version,
        author=author,
        restored_from=restored_from,
        created_at=article.updated_at,
        updated_at=article.updated_at,
        **text_of(article),
    )


def keep_words(article: Article) -> None:
    """Let the search find the article by its present text."""
    ArticleText.objects.update_or_create(
        article=article,
        defaults={
            "title": searchable(article.title),
            "summary": searchable(article.summary),
            "body": searchable(article.body, article.body_format),
        },
    )


def text_of(row: Article | ArticleVersion) -> dict[str, Any]:
    """Return the text of an article or version by column."""
    return {name: getattr(row, name) for name in TEXT_FIELDS}
