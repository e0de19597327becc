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
from kb.models.dismissal import AnnouncementDismissal
from kb.models.sketch import ArticleSketch

__all__ = [
    "Announcement",
    "AnnouncementDismissal",
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
