"""Write announcements and the news about them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.models import Group, User
from accounts.policies import require_right
from accounts.vocabulary import SYSTEM_USER
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from audit.versions import require_unchanged
from kb import policies
from kb.drafts import AnnouncementDraft, AnnouncementPatch, UpdateDraft
from kb.models import (
    Announcement,
    AnnouncementDismissal,
    AnnouncementGroup,
    AnnouncementUpdate,
)
from kb.queries.announcements import visible_announcements
from kb.vocabulary import AnnouncementState


@transaction.atomic
def create_announcement(actor: Actor, draft: AnnouncementDraft) -> Announcement:
    """Tell groups something. Records "announcement.created".

    Raises ValidationError(code="no_groups") without a group.
    """
    require_right(actor, policies.MANAGE_ANNOUNCEMENTS)
    creator = actor.person or User.objects.get(pk=SYSTEM_USER)
    announcement = Announcement(creator=creator)
    values = dict(vars(draft))
    groups = values.pop("groups")
    changes = apply_values(announcement, values)
    check(announcement)
    announcement.save(force_insert=True)
    changes |= set_groups(announcement, groups)
    record(actor, "announcement.created", announcement, changes)
    return announcement


@transaction.atomic
def update_announcement(
    actor: Actor, announcement_id: int, patch: AnnouncementPatch
) -> Announcement:
    """Change an announcement, close or open it again. Records "announcement.updated"."""
    announcement = _locked(actor, announcement_id)
    values = given(patch)
    groups = values.pop("groups", None)
    changes = apply_values(announcement, values)
    if groups is not None:
        changes |= set_groups(announcement, groups)
    if "state" in changes:
        is_closed = announcement.state == AnnouncementState.CLOSED
        announcement.closed_at = timezone.now() if is_closed else None
    if changes:
        announcement.updated_at = timezone.now()
        check(announcement)
        announcement.save()
        record(actor, "announcement.updated", announcement, changes)
    return announcement


@transaction.atomic
def add_update(actor: Actor, announcement_id: int, draft: UpdateDraft) -> AnnouncementUpdate:
    """Tell news; a solution closes the announcement. Records "announcement.update_added"."""
    announcement = _locked(actor, announcement_id)
    row = AnnouncementUpdate(announcement=announcement, author=actor.person, **vars(draft))
    check(row)
    row.save(force_insert=True)
    changes: dict[str, list[Any]] = {"update": [None, row.pk]}
    if draft.is_solution:
        now = timezone.now()
        changes |= apply_values(announcement, {"state": AnnouncementState.CLOSED})
        announcement.closed_at = announcement.closed_at or now
    announcement.updated_at = timezone.now()
    announcement.save(update_fields=["state", "closed_at", "updated_at"])
    record(actor, "announcement.update_added", announcement, changes, part=row)
    return row


@transaction.atomic
def delete_announcement(actor: Actor, announcement_id: int) -> None:
    """Put an announcement in the trash. Records "announcement.deleted"."""
    announcement = _locked(actor, announcement_id)
    now = timezone.now()
    changes = apply_values(announcement, {"deleted_at": now})
    announcement.updated_at = now
    announcement.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "announcement.deleted", announcement, changes)


@transaction.atomic
def dismiss_announcement(actor: Actor, announcement_id: int) -> None:
    """Put an announcement away for the actor's person, until there is news of it.

    Nothing is recorded: nobody else sees it.
    """
    if actor.person is None:
        raise PermissionDenied("announcement.dismiss")
    announcement = visible_announcements(actor).get(pk=announcement_id)
    AnnouncementDismissal.objects.update_or_create(
        announcement=announcement, user=actor.person, defaults={"updated_at": timezone.now()}
    )


def set_groups(announcement: Announcement, groups: Iterable[Group]) -> dict[str, list[Any]]:
    """Set who reads an announcement and return {"groups": [old, new]} if that differs."""
    rows = announcement.group_rows.all()
    old = sorted(rows.values_list("group", flat=True))
    new = sorted({group.pk for group in groups})
    if not new:
        message = _("An announcement is for at least one group.")
        raise ValidationError({"groups": ValidationError(message, code="no_groups")})
    rows.exclude(group__in=new).delete()
    AnnouncementGroup.objects.bulk_create(
        AnnouncementGroup(announcement=announcement, group_id=key) for key in new if key not in old
    )
    return {"groups": [old, new]} if old != new else {}


def _locked(actor: Actor, announcement_id: int) -> Announcement:
    require_right(actor, policies.MANAGE_ANNOUNCEMENTS)
    rows = visible_announcements(actor).select_for_update(of=("self",))
    announcement = rows.get(pk=announcement_id)
    require_unchanged(actor, announcement)
    return announcement
