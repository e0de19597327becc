"""What stands beside a ticket: next steps, what it was merged into, similar and other tickets."""

import re

from django.db.models import Q, QuerySet

from accounts.models import User
from audit.actor import Actor
from audit.reading import only
from tickets.models import Status, Ticket, TicketMerge, TicketText
from tickets.queries.lists import visible_tickets
from tickets.queries.text import fold
from tickets.vocabulary import MOVES

WORD = re.compile(r"\w{4,}")
MOST_WORDS = 6
LOOKED_AT = 200


def next_statuses(ticket: Ticket) -> list[Status]:
    """Return the statuses that the ticket may be moved to, in their order, without its own."""
    rows = Status.objects.filter(category__in=MOVES[ticket.status.category])
    return [
        status
        for status in rows.exclude(pk=ticket.status_id).order_by("position", "id")
        if not status.kinds or ticket.kind in status.kinds
    ]


def merge_of(ticket: Ticket) -> TicketMerge | None:
    """Return the merge that a ticket went away in, or None."""
    return only(TicketMerge.objects.filter(source=ticket, undone_at=None))


def survivor_of(actor: Actor, ticket_id: int) -> Ticket | None:
    """Return the visible ticket that another was merged into, at last, or None."""
    seen: set[int] = {ticket_id}
    current = ticket_id
    while True:
        target = (
            TicketMerge.objects.filter(source=current, undone_at=None)
            .values_list("target", flat=True)
            .first()
        )
        if target is None or target in seen:
            break
        seen.add(target)
        current = target
    return visible_tickets(actor).filter(pk=current).first() if current != ticket_id else None


def others_of(actor: Actor, ticket: Ticket, *, limit: int = 5) -> list[Ticket]:
    """Return other visible tickets of the same requester, open ones first, newest first."""
    if ticket.requester_id is None:
        return []
    mine = visible_tickets(actor).filter(requester=ticket.requester_id).exclude(pk=ticket.pk)
    open_ones = list(
        mine.filter(closed_at=None, resolved_at=None)
        .select_related("status")
        .order_by("-activity_at", "-id")[:limit]
    )
    if len(open_ones) < limit:
        rest = mine.exclude(closed_at=None, resolved_at=None).select_related("status")
        open_ones += list(rest.order_by("-id")[: limit - len(open_ones)])
    return open_ones


def similar_tickets(
    actor: Actor, *, title: str, requester: User | None, limit: int = 5
) -> list[Ticket]:
    """Return visible tickets that may be about the same: open ones of the requester, and the newest
    whose titles share words with this one. Most shared words first.
    """
    words = set(WORD.findall(fold(title))[:MOST_WORDS])
    visible = visible_tickets(actor).select_related("status", "requester")
    found: dict[int, Ticket] = {}
    if requester is not None:
        mine = visible.filter(requester=requester, closed_at=None, resolved_at=None)
        found |= {ticket.pk: ticket for ticket in mine.order_by("-id")[:limit]}
    if words:
        shared = Q()
        for word in words:
            shared |= Q(title__contains=word)
        texts = TicketText.objects.filter(shared).values("pk")
        alike: QuerySet[Ticket] = visible.filter(pk__in=texts, closed_at=None)
        found |= {ticket.pk: ticket for ticket in alike.order_by("-id")[:LOOKED_AT]}

    def rank(ticket: Ticket) -> tuple[int, bool, int]:
        common = len(words & set(WORD.findall(fold(ticket.title))))
        is_theirs = requester is not None and ticket.requester_id == requester.pk
        return common, is_theirs, ticket.pk

    ordered = sorted(found.values(), key=rank, reverse=True)
    return [
        ticket for ticket in ordered if rank(ticket)[1] or rank(ticket)[0] * 2 >= max(len(words), 1)
    ][:limit]
