"""Let an article out, take it back, say that it is still right; what is not saved yet."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.policies import require_right
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged
from kb import policies
from kb.models import Article, ArticleSketch
from kb.operations.articles import save_changes
from kb.queries.articles import article_for, writable_article

SKETCHED = ("title", "summary", "body")
LONGEST_SKETCH = 200_000


@transaction.atomic
def publish_article(actor: Actor, article_id: int) -> Article:
    """Let the audience read an article from now on. Records "article.published"."""
    article = writable_article(actor, article_id)
    require_unchanged(actor, article)
    now = timezone.now()
    values: dict[str, object] = {}
    if article.expires_at is not None and article.expires_at <= now:
        values["expires_at"] = None
    if values or article.published_at is None or article.published_at > now:
        values["published_at"] = now
    return save_changes(actor, article, apply_values(article, values), "article.published")


@transaction.atomic
def unpublish_article(actor: Actor, article_id: int) -> Article:
    """Take an article back: only those who write it read it. Records "article.unpublished"."""
    article = writable_article(actor, article_id)
    require_unchanged(actor, article)
    now = timezone.now()
    values: dict[str, object] = {}
    if article.expires_at is None or article.expires_at > now:
        values["expires_at"] = now
    if article.published_at is not None and article.published_at >= now:
        values["published_at"] = None
    return save_changes(actor, article, apply_values(article, values), "article.unpublished")


@transaction.atomic
def confirm_article(actor: Actor, article_id: int) -> Article:
    """Say that an article is still right, which counts as news of it. Records "article.checked"."""
    article = writable_article(actor, article_id)
    article.updated_at = timezone.now()
    article.save(update_fields=["updated_at"])
    record(actor, "article.checked", article)
    return article


@transaction.atomic
def keep_sketch(actor: Actor, article_id: int | None, fields: Mapping[str, str]) -> ArticleSketch:
    """Keep what the actor's person has written and not saved: of an article, or of a new one.

    Nothing is recorded: nobody else sees it.
    """
    require_right(actor, policies.WRITE)
    article = article_for(actor, article_id) if article_id is not None else None
    if article is not None:
        policies.require_there(actor, policies.WRITE, article)
    kept = {name: fields.get(name, "")[:LONGEST_SKETCH] for name in SKETCHED}
    row, _ = ArticleSketch.objects.update_or_create(
        user=actor.person,
        article=article,
        defaults={"fields": kept, "updated_at": timezone.now()},
    )
    return row


@transaction.atomic
def drop_sketch(actor: Actor, article_id: int | None) -> None:
    """Forget what the actor's person has written and not saved."""
    ArticleSketch.objects.filter(user=actor.person, article=article_id).delete()
