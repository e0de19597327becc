"""Words of the knowledge base for people."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from kb.models import Article
from kb.queries import is_published
from kb.vocabulary import Audience, Importance, TextFormat

AUDIENCES: dict[str, Any] = {
    Audience.PRIVATE: gettext_lazy("The desk only"),
    Audience.REGISTERED: gettext_lazy("Everybody with an account"),
    Audience.PUBLIC: gettext_lazy("Everybody"),
}
FORMATS: dict[str, Any] = {
    TextFormat.MARKDOWN: gettext_lazy("Markdown"),
    TextFormat.TEXT: gettext_lazy("Plain text"),
    TextFormat.HTML: gettext_lazy("HTML"),
}
IMPORTANCES: dict[str, Any] = {
    Importance.HIGH: gettext_lazy("important"),
    Importance.MEDIUM: gettext_lazy("to be noted"),
    Importance.LOW: gettext_lazy("for information"),
}
REFUSALS = {
    "no_groups": gettext_lazy("Say for which groups it is."),
    "expires": gettext_lazy("It would end before it begins."),
    "public_narrowed": gettext_lazy("What everybody may read cannot be for some groups only."),
    "outdated": gettext_lazy("Somebody saved another text meanwhile. Yours is still below."),
    "too_large": gettext_lazy("The file is too large."),
    "person": gettext_lazy("There is no such person."),
}


def state_of(article: Article, now: datetime) -> tuple[str, str]:
    """Return in words whether an article is out, and the mark of that."""
    if is_published(article, now):
        return gettext("Published"), "resolved"
    if article.published_at is not None and article.published_at > now:
        return gettext("Not yet published"), "planned"
    return gettext("Not published"), "closed"


def words_of(refusal: ValidationError) -> str:
    """Return every reason once, in the reader's language where the code is known."""
    found: dict[str, None] = {}
    nested = getattr(refusal, "error_dict", None)
    errors = [each for many in nested.values() for each in many] if nested else refusal.error_list
    for error in errors:
        word = REFUSALS.get(error.code or "")
        found.setdefault(str(word) if word is not None else " ".join(error.messages))
    return " ".join(found)
