"""What hangs on tickets beside the timeline: people, links, custom values; the catalogues."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from audit.actor import Actor
from kb.queries import visible_announcements, visible_articles
from tickets.models import (
    CustomValue,
    RequestSource,
    Status,
    Ticket,
    TicketAnnouncement,
    TicketArticle,
    TicketCategory,
    TicketLink,
    TicketPerson,
    Workunit,
)
from tickets.queries.lists import visible_followups, visible_tickets


def people_of(ticket: Ticket) -> QuerySet[TicketPerson]:
    """Return everybody with a part in a visible ticket."""
    return TicketPerson.objects.filter(ticket=ticket)


def links_of(actor: Actor, ticket: Ticket) -> QuerySet[TicketLink]:
    """Return the ties of a visible ticket to others that the actor may see too."""
    seen = visible_tickets(actor).values("pk")
    both = TicketLink.objects.filter(source__in=seen, target__in=seen)
    return both.filter(source=ticket) | both.filter(target=ticket)


def workunits_of(actor: Actor, ticket: Ticket) -> QuerySet[Workunit]:
    """Return the time spent on a visible ticket, on lines that the actor may read."""
    lines = visible_followups(actor, ticket).order_by().values("pk")
    return Workunit.objects.filter(followup__in=lines, deleted_at=None)


def values_by_ticket(ticket_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return {ticket: {custom field: text}} (one statement)."""
    found: dict[int, dict[int, str]] = {}
    rows = CustomValue.objects.filter(ticket__in=list(ticket_ids), position=0)
    for ticket_id, field_id, text in rows.values_list("ticket_id", "field_id", "text"):
        found.setdefault(ticket_id, {})[field_id] = text
    return found


def status_rows() -> QuerySet[Status]:
    """Return all statuses."""
    return Status.objects.all()


def sources() -> QuerySet[RequestSource]:
    """Return the ways in which tickets reach the desk."""
    return RequestSource.objects.filter(is_active=True)


def categories() -> QuerySet[TicketCategory]:
    """Return the categories of tickets."""
    return TicketCategory.objects.filter(deleted_at=None)


def article_links_of(actor: Actor, ticket: Ticket) -> QuerySet[TicketArticle]:
    """Return the articles used on a visible ticket that the actor may read."""
    seen = visible_articles(actor).order_by().values("pk")
    return TicketArticle.objects.filter(ticket=ticket, article__in=seen)


def announcement_links_of(actor: Actor, ticket: Ticket) -> QuerySet[TicketAnnouncement]:
    """Return the announcements about a visible ticket that the actor may read."""
    seen = visible_announcements(actor).order_by().values("pk")
    return TicketAnnouncement.objects.filter(ticket=ticket, announcement__in=seen)


def agents_for(ticket: Ticket, *, limit: int = 100) -> list[User]:
    """Return who may be given a ticket at hand: the agents of its group, else all, by name; the
    assignee among them.
    """
    agents = User.objects.filter(is_agent=True, is_active=True, deleted_at=None, is_system=False)
    if ticket.support_group_id is not None:
        agents = agents.filter(memberships__group=ticket.support_group_id)
    rows = list(agents.order_by("username_key")[:limit])
    if ticket.assignee is not None and ticket.assignee not in rows:
        rows.append(ticket.assignee)
    return sorted(rows, key=lambda user: user.shown_name.casefold())


def work_by_person(actor: Actor, ticket: Ticket) -> list[tuple[str, int]]:
    """Return [(name, seconds of work)] of a visible ticket, the busiest first."""
    spent: dict[int | None, tuple[str, int]] = {}
    for unit in workunits_of(actor, ticket).select_related("user"):
        name = unit.user.shown_name if unit.user is not None else ""
        spent[unit.user_id] = (name, spent.get(unit.user_id, (name, 0))[1] + unit.seconds)
    return sorted(spent.values(), key=lambda row: -row[1])
