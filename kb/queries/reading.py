"""What stands around articles: shelves with figures, neighbours, age, what is not saved yet."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from accounts.policies import may
from accounts.queries import settings_of
from audit.actor import Actor
from kb import policies
from kb.models import Article, ArticleCategory, ArticleInCategory, ArticleSketch
from kb.queries.articles import visible_articles, visible_categories
from kb.queries.search import search
from kb.vocabulary import HIGHEST_RATING

MONTH = timedelta(days=30)


def shelves(actor: Actor, articles: QuerySet[Article]) -> list[tuple[ArticleCategory, int]]:
    """Return the categories with how many of some visible articles stand on them or below, those
    without any left out, in the order of their names (two statements).
    """
    rows = ArticleInCategory.objects.filter(article__in=articles.order_by().values("pk"))
    counts = dict(
        rows.order_by().values_list("category").annotate(number=Count("article", distinct=True))
    )
    found = []
    categories = list(visible_categories(actor))
    for category in categories:
        below = [row.pk for row in categories if row.path.startswith(category.path)]
        number = sum(counts.get(key, 0) for key in below)
        if number:
            found.append((category, number))
    return found


def related_articles(actor: Actor, article: Article, limit: int = 5) -> list[Article]:
    """Return visible articles with words of the title of another one, the best first."""
    found = search(actor, article.title, least=0.2).exclude(pk=article.pk)
    return list(found.filter(policies.is_current(timezone.now()))[:limit])


def writable_articles(actor: Actor) -> QuerySet[Article]:
    """Return the visible articles that the actor may change."""
    held = policies.where(actor, policies.WRITE) | policies.where(actor, policies.MANAGE)
    return visible_articles(actor).filter(held)


def may_write(actor: Actor, article: Article) -> bool:
    """Tell whether the actor may change a visible article."""
    return may(actor, policies.WRITE) and policies.is_there(actor, policies.WRITE, article)


def is_published(article: Article, now: datetime) -> bool:
    """Tell whether the audience of an article reads it at a moment."""
    has_begun = article.published_at is None or article.published_at <= now
    return has_begun and (article.expires_at is None or article.expires_at > now)


def unpublished(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Return those of some articles that their audience does not read now."""
    return articles.exclude(policies.is_current(timezone.now()))


def stale_before() -> datetime | None:
    """Return the moment before which an article was last looked at if it is stale; None: never."""
    months = settings_of("kb.")["kb.stale_months"]
    return timezone.now() - months * MONTH if months else None


def stale(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Return those of some articles that nobody has looked at for too long."""
    limit = stale_before()
    return articles.filter(updated_at__lt=limit) if limit is not None else articles.none()


def sketch_of(actor: Actor, article_id: int | None) -> ArticleSketch | None:
    """Return what the actor's person has written and not saved."""
    return ArticleSketch.objects.filter(user=actor.person, article=article_id).first()


def on_shelf(actor: Actor, articles: QuerySet[Article], category: ArticleCategory) -> QuerySet:
    """Return those of some articles that stand in a category or below it."""
    below = visible_categories(actor).filter(path__startswith=category.path).order_by()
    rows = ArticleInCategory.objects.filter(category__in=below.values("pk"))
    return articles.filter(pk__in=rows.values("article"))


def read_most(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Return articles in the order of what helped and was read most."""
    return articles.order_by("-view_count", F("rating_percent").desc(nulls_last=True), "-pk")


def own_rating(actor: Actor, article: Article) -> int | None:
    """Return what the actor's person said of a visible article, None for nothing."""
    rows = article.feedback.filter(user=actor.person).values_list("rating", flat=True)
    return rows.first() if actor.person is not None else None


def has_helped(rating: int | None) -> bool | None:
    """Return whether an article helped by what its reader said, None for nothing said."""
    return rating * 2 > HIGHEST_RATING if rating is not None else None


def of_person(articles: QuerySet[Article], actor: Actor) -> QuerySet[Article]:
    """Return the articles that the actor's person wrote or answers for."""
    return articles.filter(Q(responsible=actor.person) | Q(author=actor.person))
