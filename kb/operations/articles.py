"""Write articles: text with versions, audience, categories; trash."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.queries import entity_for, visible_groups
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from audit.versions import require_unchanged
from crm.queries import visible_companies
from kb import policies
from kb.drafts import ArticleDraft, ArticlePatch
from kb.models import Article, ArticleAudience, ArticleInCategory
from kb.operations.texts import TEXT_FIELDS, keep_version, keep_words
from kb.queries.articles import (
    category_for,
    trashed_articles,
    writable_article,
)
from kb.vocabulary import Audience

LINKS = ("groups", "company_ids", "category_ids")


@transaction.atomic
def create_article(actor: Actor, draft: ArticleDraft) -> Article:
    """Write an article; its text is version 1. Records "article.created".

    Raises ObjectDoesNotExist for a company or category that the actor does not know, and
    ValidationError with code "public_narrowed" or "expires".
    """
    entity = entity_for(actor, policies.WRITE, draft.entity_id)
    values, links = split(dict(vars(draft)))
    values.pop("entity_id")
    article = Article(entity=entity, author=actor.person)
    changes = apply_values(article, values)
    store_new(article)
    changes |= set_links(actor, article, links)
    require_sound(article)
    keep_version(article, actor.person)
    keep_words(article)
    record(actor, "article.created", article, changes)
    return article


@transaction.atomic
def update_article(actor: Actor, article_id: int, patch: ArticlePatch) -> Article:
    """Change an article; another text is another version. Records "article.updated".

    Raises as create_article does, and audit.versions.Outdated.
    """
    article = writable_article(actor, article_id)
    require_unchanged(actor, article)
    values, links = split(given(patch))
    changes = apply_values(article, values)
    changes |= set_links(actor, article, links)
    return save_changes(actor, article, changes, "article.updated")


@transaction.atomic
def restore_version(actor: Actor, article_id: int, number: int) -> Article:
    """Bring an old text back, as a new version. Records "article.version_restored".

    Raises ArticleVersion.DoesNotExist for a number that the article never had.
    """
    article = writable_article(actor, article_id)
    require_unchanged(actor, article)
    version = article.versions.get(number=number)
    changes = apply_values(article, {name: getattr(version, name) for name in TEXT_FIELDS})
    return save_changes(actor, article, changes, "article.version_restored", restored_from=number)


@transaction.atomic
def delete_article(actor: Actor, article_id: int) -> None:
    """Put an article in the trash. Records "article.deleted"."""
    article = writable_article(actor, article_id, right=policies.MANAGE)
    require_unchanged(actor, article)
    _trash(actor, article, timezone.now(), "article.deleted")


@transaction.atomic
def restore_article(actor: Actor, article_id: int) -> Article:
    """Take an article out of the trash. Records "article.restored"."""
    article = trashed_articles(actor).select_for_update(of=("self",)).get(pk=article_id)
    _trash(actor, article, None, "article.restored")
    return article


def save_changes(
    actor: Actor,
    article: Article,
    changes: dict[str, list[Any]],
    verb: str,
    *,
    restored_from: int | None = None,
) -> Article:
    """Save what differs with a version for a new text, and record it; nothing when nothing does."""
    if not changes:
        return article
    has_new_text = bool(changes.keys() & set(TEXT_FIELDS))
    if has_new_text:
        article.version += 1
        changes["version"] = [article.version - 1, article.version]
    require_sound(article)
    article.updated_at = timezone.now()
    check(article)
    article.save()
    if has_new_text:
        keep_version(article, actor.person, restored_from=restored_from)
        keep_words(article)
    record(actor, verb, article, changes)
    return article


def split(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of columns and those of links to other rows."""
    columns = {name: value for name, value in values.items() if name not in LINKS}
    return columns, {name: value for name, value in values.items() if name in LINKS}


def store_new(article: Article) -> None:
    """Check and insert an article."""
    check(article)
    article.save(force_insert=True)


def require_sound(article: Article) -> None:
    """Raise ValidationError for an end before the beginning, or a public article for groups."""
    if article.published_at and article.expires_at and article.expires_at <= article.published_at:
        message = _("It would expire before it is published.")
        raise ValidationError({"expires_at": ValidationError(message, code="expires")})
    if article.audience == Audience.PUBLIC and article.audience_rows.exists():
        message = _("What everybody may read cannot be for some groups only.")
        raise ValidationError({"audience": ValidationError(message, code="public_narrowed")})


def set_links(actor: Actor, article: Article, links: dict[str, Any]) -> dict[str, list[Any]]:
    """Set groups, companies and categories, as far as given, and return {name: [old, new]}.

    Groups and companies that the actor does not see stay: nobody opens an article to everybody by
    saving what they see of it.
    """
    changes: dict[str, list[Any]] = {}
    if "groups" in links:
        hidden = _hidden(article, "group", visible_groups(actor))
        keys = [*(row.pk for row in links["groups"]), *hidden]
        changes |= _set_audience(article, "group", keys, "groups")
    if "company_ids" in links:
        hidden = _hidden(article, "company", visible_companies(actor))
        known = _known_companies(actor, article, links["company_ids"])
        changes |= _set_audience(article, "company", [*known, *hidden], "companies")
    if "category_ids" in links:
        changes |= _set_categories(actor, article, links["category_ids"])
    return changes


def _hidden(article: Article, column: str, seen: QuerySet[Any]) -> list[int]:
    """Return the keys of the audience that are not among those seen."""
    rows = article.audience_rows.exclude(**{column: None})
    unseen = rows.exclude(**{f"{column}__in": seen.order_by().values("pk")})
    return list(unseen.values_list(column, flat=True))


def _known_companies(actor: Actor, article: Article, keys: tuple[int, ...]) -> list[int]:
    """Return the keys when each is on the article already or known to the actor."""
    kept = set(article.audience_rows.exclude(company=None).values_list("company", flat=True))
    visible = visible_companies(actor)
    return [key if key in kept else visible.get(pk=key).pk for key in keys]


def _set_audience(article: Article, column: str, keys: list[int], name: str) -> dict[str, Any]:
    rows = article.audience_rows.exclude(**{column: None})
    old, new = sorted(rows.values_list(column, flat=True)), sorted(set(keys))
    rows.exclude(**{f"{column}__in": new}).delete()
    ArticleAudience.objects.bulk_create(
        ArticleAudience(article=article, **{f"{column}_id": key}) for key in new if key not in old
    )
    return {name: [old, new]} if old != new else {}


def _set_categories(actor: Actor, article: Article, keys: tuple[int, ...]) -> dict[str, Any]:
    """Set the shelves in the given order: the first is the one shown where there is one only."""
    old = list(article.category_rows.order_by("pk").values_list("category", flat=True))
    new = list(dict.fromkeys(keys))
    if old == new:
        return {}
    for key in set(new) - set(old):
        category_for(actor, key)
    article.category_rows.all().delete()
    ArticleInCategory.objects.bulk_create(
        ArticleInCategory(article=article, category_id=key) for key in new
    )
    return {"categories": [old, new]}


def _trash(actor: Actor, article: Article, moment: Any, verb: str) -> None:
    changes = apply_values(article, {"deleted_at": moment})
    article.updated_at = timezone.now()
    article.save(update_fields=["deleted_at", "updated_at"])
    record(actor, verb, article, changes)
