"""Which member of a support group gets the next ticket (fields.md, Group.engine).

Manual and free groups assign nobody: there people take tickets themselves. Members who are away,
disabled, take no tickets or have their number of open ones are passed over.
"""

from datetime import datetime

from celery import signature
from django.db import transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Group, Member, User
from accounts.queries import absences_at
from accounts.vocabulary import Engine, GroupState
from tickets.models import GroupRotation, Ticket

ASSIGN_TASK = "tickets.assign_waiting"
AUTOMATIC = (Engine.ROUND_ROBIN, Engine.BY_LOAD)


def is_automatic(group: Group | None) -> bool:
    """Tell whether a group's engine hands its tickets out."""
    return (
        group is not None
        and group.engine in AUTOMATIC
        and group.state == GroupState.ENABLED
        and group.deleted_at is None
    )


def offer_queue(group_id: int | None) -> None:
    """Ask for the waiting tickets of a group to be handed out after commit; a sweep does so too."""

    def offer() -> None:
        signature(ASSIGN_TASK, args=(group_id,)).delay()

    transaction.on_commit(offer, robust=True)


def waiting_tickets(group: Group) -> QuerySet[Ticket]:
    """Return the open tickets of a group that nobody has, the oldest first."""
    return Ticket.objects.filter(
        support_group=group,
        assignee=None,
        deleted_at=None,
        closed_at=None,
        resolved_at=None,
        is_locked=False,
    ).order_by("opened_at", "id")


def choose(group: Group, now: datetime) -> User | None:
    """Return who is next in the group and note the choice; None when nobody can take a ticket.

    The group's rotation row is locked, so that two tickets at once go to two people.
    """
    rotation, _ = GroupRotation.objects.select_for_update().get_or_create(group=group)
    members = list(_able_members(group, now))
    if not members:
        return None
    after_last = _after(members, rotation.last_member_id)
    chosen = after_last[0]
    if group.engine == Engine.BY_LOAD:
        chosen = min(after_last, key=_open_count)
    rotation.last_member = chosen
    rotation.save(update_fields=["last_member"])
    return chosen.user


def _able_members(group: Group, now: datetime) -> QuerySet[Member]:
    """Return the members who can take a ticket now, with how many open ones they have."""
    away = absences_at(now).filter(user=OuterRef("user"))
    members = (
        Member.objects.filter(
            group=group,
            takes_tickets=True,
            user__is_active=True,
            user__deleted_at=None,
            user__is_agent=True,
        )
        .exclude(Exists(away))
        .annotate(open_count=_open_tickets(), open_here=_open_tickets(group))
        .select_related("user")
        .order_by("id")
    )
    return members.exclude(most_open__isnull=False, open_here__gte=F("most_open"))


def _open_tickets(group: Group | None = None) -> Coalesce:
    """Return the number of open tickets of a member's person, in one group or in all."""
    mine = Ticket.objects.filter(
        assignee=OuterRef("user"), deleted_at=None, closed_at=None, resolved_at=None
    )
    if group is not None:
        mine = mine.filter(support_group=group)
    counted = mine.order_by().values("assignee").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _open_count(member: Member) -> int:
    count: int = vars(member)["open_count"]
    return count


def _after(members: list[Member], last_id: int | None) -> list[Member]:
    """Return the members beginning with the one behind the last who was chosen."""
    if last_id is None:
        return members
    later = [member for member in members if member.pk > last_id]
    return later + [member for member in members if member.pk <= last_id]
