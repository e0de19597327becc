"""Words of the knowledge base: audiences, text formats, importance and state of announcements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import declare_setting

HIGHEST_RATING = 10


class Audience(models.TextChoices):
    """Who may read an article."""

    PRIVATE = "private"
    REGISTERED = "registered"
    PUBLIC = "public"


class TextFormat(models.TextChoices):
    """How a text was written; it is stored as received."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class Importance(models.TextChoices):
    """How loud an announcement is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class AnnouncementState(models.TextChoices):
    """Whether an announcement still stands."""

    OPEN = "open"
    CLOSED = "closed"


declare_setting(
    "kb.stale_months",
    int,
    12,
    _("After how many months without a change or a look an article is marked as old; 0 = never."),
    label=_("Months until an article is old"),
)
