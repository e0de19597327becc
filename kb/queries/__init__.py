"""Every read of kb."""

from kb.queries.announcements import (
    announcement_for,
    groups_of_announcements,
    open_announcements,
    updates_of,
    visible_announcements,
)
from kb.queries.articles import (
    article_for,
    article_rows,
    articles_in,
    category_for,
    category_rows,
    feedback_of,
    file_for,
    files_by_article,
    files_of_article,
    is_empty,
    links_of_articles,
    versions_of,
    visible_articles,
    visible_categories,
)
from kb.queries.search import search

__all__ = [
    "announcement_for",
    "article_for",
    "article_rows",
    "articles_in",
    "category_for",
    "category_rows",
    "feedback_of",
    "file_for",
    "files_by_article",
    "files_of_article",
    "groups_of_announcements",
    "is_empty",
    "links_of_articles",
    "open_announcements",
    "search",
    "updates_of",
    "versions_of",
    "visible_announcements",
    "visible_articles",
    "visible_categories",
]
