"""Articles and categories as an actor may see them."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.policies import require_right
from accounts.queries import visible_groups
from audit.actor import Actor
from crm.queries import visible_companies
from files.models import StoredFile
from files.queries import files_of, links_on
from kb import policies
from kb.models import (
    Article,
    ArticleAudience,
    ArticleCategory,
    ArticleFeedback,
    ArticleInCategory,
    ArticleVersion,
)


def visible_articles(actor: Actor) -> QuerySet[Article]:
    """Return the articles the actor may read."""
    return Article.objects.filter(policies.readable(actor, timezone.now()))


def article_rows() -> QuerySet[Article]:
    """Return every article; who asks has to narrow it."""
    return Article.objects.all()


def category_rows() -> QuerySet[ArticleCategory]:
    """Return the categories that are not in the trash; who asks has to narrow it."""
    return ArticleCategory.objects.filter(deleted_at=None)


def article_for(actor: Actor, article_id: int) -> Article:
    """Return one visible article. Raises Article.DoesNotExist for hidden and unknown alike."""
    return visible_articles(actor).get(pk=article_id)


def writable_article(actor: Actor, article_id: int, *, right: str = policies.WRITE) -> Article:
    """Return a visible article, locked, that the actor may change by this right.

    Raises Article.DoesNotExist for hidden and unknown, PermissionDenied for one only read.
    """
    require_right(actor, right)
    article = visible_articles(actor).select_for_update(of=("self",)).get(pk=article_id)
    policies.require_there(actor, right, article)
    return article


def trashed_articles(actor: Actor) -> QuerySet[Article]:
    """Return what lies in the trash where the actor manages articles."""
    managed = policies.where(actor, policies.MANAGE)
    return Article.objects.filter(managed, deleted_at__isnull=False)


def versions_of(actor: Actor, article_id: int) -> QuerySet[ArticleVersion]:
    """Return the texts a visible article had, the newest first, to those who may write it."""
    article = article_for(actor, article_id)
    policies.require_there(actor, policies.WRITE, article)
    return article.versions.select_related("author").order_by("-number")


def feedback_of(actor: Actor, article_id: int) -> QuerySet[ArticleFeedback]:
    """Return the feedback on a visible article: all of it to who may write it, else the own."""
    article = article_for(actor, article_id)
    rows = article.feedback.select_related("user").order_by("pk")
    if policies.is_there(actor, policies.WRITE, article):
        return rows
    return rows.filter(user=actor.person.pk if actor.person is not None else None)


def files_of_article(actor: Actor, article_id: int) -> QuerySet[StoredFile]:
    """Return the files of a visible article, in the order in which they came."""
    return files_of(article_for(actor, article_id))


def file_for(actor: Actor, article_id: int, file_id: int) -> StoredFile:
    """Return one file of a visible article. Raises StoredFile.DoesNotExist."""
    return files_of_article(actor, article_id).get(pk=file_id)


def visible_categories(actor: Actor) -> QuerySet[ArticleCategory]:
    """Return the shelves; what stands on them is another question."""
    return ArticleCategory.objects.filter(deleted_at=None).order_by("full_name", "pk")


def category_for(actor: Actor, category_id: int) -> ArticleCategory:
    """Return one category. Raises ArticleCategory.DoesNotExist."""
    return visible_categories(actor).get(pk=category_id)


def articles_in(actor: Actor, category_id: int, *, with_lower: bool = False) -> QuerySet[Article]:
    """Return the visible articles of a category, or also of those below it."""
    category = category_for(actor, category_id)
    shelves = visible_categories(actor).filter(pk=category.pk)
    if with_lower:
        shelves = visible_categories(actor).filter(path__startswith=category.path)
    return visible_articles(actor).filter(
        pk__in=ArticleCategory.articles.through.objects.filter(
            category__in=shelves.order_by().values("pk")
        ).values("article")
    )


def links_of_articles(
    actor: Actor, article_ids: Collection[int], names: Collection[str]
) -> dict[str, dict[int, list[int]]]:
    """Return {"groups" | "companies" | "categories": {article: keys}}, one statement a name.

    Of groups and companies only those that the actor may know.
    """
    audience = ArticleAudience.objects.filter(article__in=article_ids).order_by("pk")
    shelves = ArticleInCategory.objects.filter(article__in=article_ids).order_by("pk")
    rows: dict[str, Callable[[], QuerySet[Any, tuple[int, int]]]] = {
        "groups": lambda: audience.filter(group__in=visible_groups(actor).order_by()).values_list(
            "article_id", "group_id"
        ),
        "companies": lambda: audience.filter(
            company__in=visible_companies(actor).order_by()
        ).values_list("article_id", "company_id"),
        "categories": lambda: shelves.filter(category__deleted_at=None).values_list(
            "article_id", "category_id"
        ),
    }
    return {name: by_first(rows[name]()) for name in names}


def companies_out_of_sight(actor: Actor, article: Article) -> list[int]:
    """Return the companies of an article that the actor may not know; they stay on it."""
    rows = article.audience_rows.exclude(company=None)
    hidden = rows.exclude(company__in=visible_companies(actor).order_by())
    return list(hidden.order_by("pk").values_list("company", flat=True))


def by_first(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Return {first: [second …]} of pairs."""
    found: dict[int, list[int]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


def is_empty() -> bool:
    """Tell whether the desk has no article, not even in the trash."""
    return not Article.objects.exists()


def files_by_article(article_ids: Collection[int]) -> dict[int, list[int]]:
    """Return {article: numbers of its files} (one statement)."""
    return by_first(
        links_on(Article, article_ids).order_by("file_id").values_list("object_id", "file_id")
    )
