"""What agents leave on tickets while they work: drafts, replies at hand, mentions, presence."""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.actor import Actor
from files.models import FileLink
from tickets import policies
from tickets.models import CannedReply, Mention, Presence, SavedDraft, Ticket, WorkTimer
from tickets.queries.lists import visible_tickets

HERE = timedelta(seconds=45)
TYPING = timedelta(seconds=15)
PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*\}\}")


def saved_drafts(actor: Actor, ticket_id: int | None) -> list[SavedDraft]:
    """Return what the actor has begun to write on a ticket (None = new tickets), with its files
    (three statements).
    """
    if actor.person is None:
        return []
    mine = SavedDraft.objects.filter(user=actor.person, ticket=ticket_id).order_by("id")
    return list(mine.prefetch_related("file_links__file"))


def draft_file(actor: Actor, file_id: int) -> FileLink:
    """Return the link of a file in one of the actor's own drafts. Raises FileLink.DoesNotExist."""
    noun = ContentType.objects.get_for_model(SavedDraft)
    mine = SavedDraft.objects.filter(user=actor.person).values("pk")
    return FileLink.objects.select_related("file").get(
        file=file_id, file__deleted_at=None, noun=noun, object_id__in=mine
    )


def canned_replies(actor: Actor) -> QuerySet[CannedReply]:
    """Return the texts an agent may insert: their own, their groups', everybody's."""
    if actor.person is None or not policies.works_on_tickets(actor):
        return CannedReply.objects.none()
    return CannedReply.objects.filter(
        Q(user=actor.person) | Q(group__in=actor.person.group_ids) | Q(user=None, group=None)
    ).select_related("group")


def filled(body: str, values: Mapping[str, str]) -> str:
    """Return a text with its named values put in; a name that nobody knows stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), body)


def placeholder_values(actor: Actor, ticket: Ticket) -> dict[str, str]:
    """Return {name: value} of what a text may name: ticket, requester, agent, group."""
    requester, group = ticket.requester, ticket.support_group
    return {
        "ticket.number": str(ticket.pk),
        "ticket.title": ticket.title,
        "requester.name": requester.shown_name if requester is not None else "",
        "requester.first_name": _first_name(requester),
        "agent.name": actor.person.shown_name if actor.person is not None else "",
        "agent.first_name": _first_name(actor.person),
        "group.name": group.name if group is not None else "",
    }


def mentions_of(actor: Actor) -> QuerySet[Mention]:
    """Return where the actor was named in lines of tickets they still see, newest first."""
    if actor.person is None:
        return Mention.objects.none()
    seen = visible_tickets(actor).values("pk")
    mine = Mention.objects.filter(
        user=actor.person, followup__deleted_at=None, followup__ticket__in=seen
    )
    if not policies.reads_internal(actor):
        mine = mine.filter(followup__is_public=True)
    return mine.select_related("followup__ticket", "author").order_by("-id")


def present_at(actor: Actor, ticket: Ticket) -> list[tuple[Presence, bool]]:
    """Return who else has a visible ticket open just now, and whether they are writing."""
    now = timezone.now()
    rows = (
        Presence.objects.filter(ticket=ticket, seen_at__gte=now - HERE)
        .exclude(user=actor.person)
        .select_related("user")
        .order_by("id")
    )
    return [(row, row.typing_at is not None and row.typing_at >= now - TYPING) for row in rows]


def timer_of(actor: Actor, ticket: Ticket) -> WorkTimer | None:
    """Return the actor's running stopwatch on a ticket."""
    if actor.person is None:
        return None
    return WorkTimer.objects.filter(user=actor.person, ticket=ticket).first()


def timers_of(actor: Actor) -> QuerySet[WorkTimer]:
    """Return all running stopwatches of the actor."""
    return WorkTimer.objects.filter(user=actor.person).select_related("ticket").order_by("id")


def _first_name(person: object) -> str:
    first = getattr(person, "first_name", "")
    shown = getattr(person, "shown_name", "")
    return first or (shown.split()[0] if shown else "")
