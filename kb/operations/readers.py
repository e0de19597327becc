"""What readers leave behind: views, feedback, tickets solved."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Avg, Count, F
from django.utils import timezone

from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from kb.models import Article, ArticleFeedback
from kb.queries.articles import visible_articles
from kb.vocabulary import HIGHEST_RATING


@transaction.atomic
def count_view(actor: Actor, article_id: int) -> None:
    """Count one reading of a visible article; a figure, not a change, so nothing is recorded."""
    article = visible_articles(actor).get(pk=article_id)
    Article.objects.filter(pk=article.pk).update(view_count=F("view_count") + 1)


@transaction.atomic
def count_solved(actor: Actor, article_id: int, *, by: int = 1) -> None:
    """Count a ticket that a visible article solved (`by` -1: it did not after all).

    The ticket's own entry tells of it, so nothing is recorded here.
    """
    article = visible_articles(actor).select_for_update(of=("self",)).get(pk=article_id)
    article.solved_count = max(0, article.solved_count + by)
    article.save(update_fields=["solved_count"])


@transaction.atomic
def rate_article(
    actor: Actor, article_id: int, rating: int, *, comment: str = ""
) -> ArticleFeedback:
    """Say how much an article helped, 0 to 10; a second time replaces the first.

    Records "article.rated" when it differs. Raises PermissionDenied for who has no account.
    """
    if actor.person is None:
        raise PermissionDenied("article.rate")
    article = visible_articles(actor).select_for_update(of=("self",)).get(pk=article_id)
    kept = ArticleFeedback.objects.filter(article=article, user=actor.person).first()
    row = kept or ArticleFeedback(article=article, user=actor.person, rating=HIGHEST_RATING)
    changes = apply_values(row, {"rating": rating, "comment": comment})
    if kept is not None and not changes:
        return row
    changes["rating"] = [kept and changes.get("rating", [rating])[0], rating]
    row.updated_at = timezone.now()
    row.clean_fields()
    row.save()
    count_ratings(article)
    names = {"user": [None, actor.person.username]}
    record(actor, "article.rated", article, changes, names=names, part=row)
    return row


@transaction.atomic
def withdraw_rating(actor: Actor, article_id: int) -> None:
    """Take the own feedback back. Records "article.rating_withdrawn" if there was one."""
    if actor.person is None:
        raise PermissionDenied("article.rate")
    article = visible_articles(actor).select_for_update(of=("self",)).get(pk=article_id)
    row = ArticleFeedback.objects.filter(article=article, user=actor.person).first()
    if row is None:
        return
    key, rating = row.pk, row.rating
    row.delete()
    row.pk = key
    count_ratings(article)
    changes = {"rating": [rating, None]}
    record(actor, "article.rating_withdrawn", article, changes, part=row)


def count_ratings(article: Article) -> None:
    """Set the figures from the rows; the article is locked."""
    figures = article.feedback.aggregate(mean=Avg("rating"), count=Count("pk"))
    mean = figures["mean"]
    article.feedback_count = figures["count"]
    article.rating_percent = None if mean is None else round(mean * 100 / HIGHEST_RATING)
    article.save(update_fields=["feedback_count", "rating_percent"])
