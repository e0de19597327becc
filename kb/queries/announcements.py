"""Announcements as an actor may see them."""

from collections.abc import Collection

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.queries import visible_groups
from audit.actor import Actor
from kb import policies
from kb.models import (
    Announcement,
    AnnouncementDismissal,
    AnnouncementGroup,
    AnnouncementUpdate,
)
from kb.queries.articles import by_first
from kb.vocabulary import AnnouncementState, Importance

LOUDEST_FIRST = (Importance.HIGH, Importance.MEDIUM, Importance.LOW)


def visible_announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return the announcements the actor may read."""
    return Announcement.objects.filter(policies.announcements(actor))


def announcement_for(actor: Actor, announcement_id: int) -> Announcement:
    """Return one visible announcement. Raises Announcement.DoesNotExist."""
    return visible_announcements(actor).get(pk=announcement_id)


def open_announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return the visible announcements that still stand, the newest first."""
    return visible_announcements(actor).filter(state=AnnouncementState.OPEN).order_by("-pk")


def banners(actor: Actor) -> QuerySet[Announcement]:
    """Return the open announcements meant for the actor's person that were not put away since their
    latest news, the loudest first, with the text of that news as `latest` (one statement).
    """
    away = AnnouncementDismissal.objects.filter(
        announcement=OuterRef("pk"),
        user=actor.person.pk if actor.person is not None else None,
        updated_at__gte=OuterRef("updated_at"),
    )
    loudness = Case(
        *(When(importance=word, then=Value(place)) for place, word in enumerate(LOUDEST_FIRST)),
        default=Value(len(LOUDEST_FIRST)),
        output_field=IntegerField(),
    )
    rows = open_announcements(actor).filter(policies.announced_to(actor)).exclude(Exists(away))
    return with_latest(rows).annotate(loudness=loudness).order_by("loudness", "-pk")


def with_latest(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Return announcements with the text of their latest news as `latest`."""
    news = AnnouncementUpdate.objects.filter(announcement=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        latest=Subquery(news.values("body")[:1]),
        latest_format=Subquery(news.values("body_format")[:1]),
    )


def updates_of(actor: Actor, announcement_id: int) -> QuerySet[AnnouncementUpdate]:
    """Return the news about a visible announcement, the oldest first."""
    announcement = announcement_for(actor, announcement_id)
    return announcement.updates.select_related("author").order_by("pk")


def groups_of_announcements(
    actor: Actor, announcement_ids: Collection[int]
) -> dict[int, list[int]]:
    """Return {announcement: keys of its groups that the actor may know} (one statement)."""
    rows = AnnouncementGroup.objects.filter(
        announcement__in=announcement_ids, group__in=visible_groups(actor).order_by()
    )
    return by_first(rows.order_by("pk").values_list("announcement_id", "group_id"))
