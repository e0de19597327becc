"""Rows of another desk: they keep their numbers and their times (fields.md D10).

Same invariants as the ordinary operations. No journal entry each, the run leaves one; no mail.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.trees import plant
from accounts.policies import is_administrator, require
from accounts.queries import entity_for
from accounts.vocabulary import SYSTEM_USER
from audit.actor import Actor
from audit.rows import keep_row
from kb import policies
from kb.drafts import AnnouncementDraft, ArticleDraft, CategoryDraft, PastArticle, UpdateDraft
from kb.models import (
    Announcement,
    AnnouncementUpdate,
    Article,
    ArticleCategory,
    ArticleFeedback,
    ArticleVersion,
)
from kb.operations.announcements import set_groups
from kb.operations.articles import require_sound, set_links, split
from kb.operations.categories import category_values
from kb.operations.readers import count_ratings
from kb.operations.texts import keep_version, keep_words
from kb.vocabulary import AnnouncementState


@transaction.atomic
def import_category(
    actor: Actor,
    draft: CategoryDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> ArticleCategory:
    """Add a category with its number."""
    _require_importer(actor)
    category = ArticleCategory(**category_values(actor, draft))
    keep_row(category, id=id, created_at=created_at)
    plant(category)
    return category


@transaction.atomic
def import_article(
    actor: Actor,
    draft: ArticleDraft,
    past: PastArticle | None = None,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Article:
    """Add an article with its number, its counts and its old texts.

    The text of the draft stands; it is the last version unless it is the highest of the given ones.
    """
    _require_importer(actor)
    past = past or PastArticle()
    values, links = split(dict(vars(draft)))
    values["entity"] = entity_for(actor, policies.WRITE, values.pop("entity_id"))
    article = Article(
        author=past.author,
        view_count=past.view_count,
        solved_count=past.solved_count,
        deleted_at=past.deleted_at,
        version=max((version.number for version in past.versions), default=1),
        **values,
    )
    keep_row(article, id=id, created_at=created_at, updated_at=updated_at)
    set_links(actor, article, links)
    require_sound(article)
    _keep_versions(article, past)
    keep_words(article)
    return article


@transaction.atomic
def import_feedback(
    actor: Actor,
    article: Article,
    user: User,
    rating: int,
    *,
    comment: str = "",
    id: int | None = None,
    created_at: datetime | None = None,
) -> ArticleFeedback:
    """Add what one person thinks of an article, with its number."""
    _require_importer(actor)
    row = ArticleFeedback(article=article, user=user, rating=rating, comment=comment)
    keep_row(row, id=id, created_at=created_at)
    count_ratings(article)
    return row


@transaction.atomic
def import_announcement(
    actor: Actor,
    draft: AnnouncementDraft,
    *,
    creator: User | None = None,
    state: str = AnnouncementState.OPEN,
    id: int | None = None,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Announcement:
    """Add an announcement with its number; without a creator it is the system user's."""
    _require_importer(actor)
    values = dict(vars(draft))
    groups = values.pop("groups")
    announcement = Announcement(
        creator=creator or User.objects.get(pk=SYSTEM_USER), state=state, **values
    )
    if state == AnnouncementState.CLOSED:
        announcement.closed_at = updated_at or created_at or timezone.now()
    keep_row(announcement, id=id, created_at=created_at, updated_at=updated_at)
    set_groups(announcement, groups)
    return announcement


@transaction.atomic
def import_update(
    actor: Actor,
    announcement: Announcement,
    draft: UpdateDraft,
    *,
    author: User | None = None,
    id: int | None = None,
    created_at: datetime | None = None,
) -> AnnouncementUpdate:
    """Add news about an announcement with its number; its state stays as imported."""
    _require_importer(actor)
    row = AnnouncementUpdate(announcement=announcement, author=author, **vars(draft))
    keep_row(row, id=id, created_at=created_at)
    return row


def _keep_versions(article: Article, past: PastArticle) -> None:
    for version in past.versions:
        row = ArticleVersion(article=article, **vars(version))
        row.created_at = row.updated_at = version.created_at or article.created_at
        row.save(force_insert=True)
    last = article.versions.order_by("-number").first()
    if last is None or (last.title, last.summary, last.body) != (
        article.title,
        article.summary,
        article.body,
    ):
        article.version = 1 if last is None else last.number + 1
        article.save(update_fields=["version"])
        keep_version(article, article.author)


def _require_importer(actor: Actor) -> None:
    require(is_administrator(actor), "import")
