"""Every read of kb."""

from kb.queries.announcements import (
    announcement_for,
    open_announcements,
    updates_of,
    visible_announcements,
)
from kb.queries.articles import (
    article_for,
    articles_in,
    category_for,
    feedback_of,
    file_for,
    files_of_article,
    is_empty,
    versions_of,
    visible_articles,
    visible_categories,
)
from kb.queries.search import search

__all__ = [
    "announcement_for",
    "article_for",
    "articles_in",
    "category_for",
    "feedback_of",
    "file_for",
    "files_of_article",
    "is_empty",
    "open_announcements",
    "search",
    "updates_of",
    "versions_of",
    "visible_announcements",
    "visible_articles",
    "visible_categories",
]
