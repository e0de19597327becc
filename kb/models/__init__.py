"""Tables of kb."""

from kb.models.announcement import Announcement, AnnouncementGroup, AnnouncementUpdate
from kb.models.article import (
    Article,
    ArticleAudience,
    ArticleFeedback,
    ArticleText,
    ArticleVersion,
)
from kb.models.category import ArticleCategory, ArticleInCategory
from kb.models.sketch import ArticleSketch

__all__ = [
    "Announcement",
    "AnnouncementGroup",
    "AnnouncementUpdate",
    "Article",
    "ArticleAudience",
    "ArticleCategory",
    "ArticleFeedback",
    "ArticleInCategory",
    "ArticleSketch",
    "ArticleText",
    "ArticleVersion",
]
