"""Announcements as an actor may see them."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.queries import visible_groups
from audit.actor import Actor
from kb import policies
from kb.models import Announcement, AnnouncementGroup, AnnouncementUpdate
from kb.queries.articles import by_first
from kb.vocabulary import AnnouncementState


def visible_announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return the announcements the actor may read."""
    return Announcement.objects.filter(policies.announcements(actor))


def announcement_for(actor: Actor, announcement_id: int) -> Announcement:
    """Return one visible announcement. Raises Announcement.DoesNotExist."""
    return visible_announcements(actor).get(pk=announcement_id)


def open_announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return the visible announcements that still stand, the newest first."""
    return visible_announcements(actor).filter(state=AnnouncementState.OPEN).order_by("-pk")


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
