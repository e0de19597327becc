"""What hangs on tickets beside the timeline: people, links, custom values; the catalogues."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from approvals.models import ApprovalTemplate
from approvals.queries import visible_templates
from audit.actor import Actor
from kb.queries import (
    announcement_for,
    article_for,
    visible_announcements,
    visible_articles,
)
from tickets import policies
from tickets.models import (
    FollowupTask,
    RequestSource,
    SolutionType,
    Status,
    Ticket,
    TicketAnnouncement,
    TicketArticle,
    TicketCategory,
    TicketCI,
    TicketExternal,
    TicketGroup,
    TicketLink,
    TicketPerson,
    WorkCategory,
    Workunit,
)
from tickets.queries.lists import visible_followups, visible_tickets
from tickets.vocabulary import Category


def people_of(ticket: Ticket) -> QuerySet[TicketPerson]:
    """Return everybody with a part in a visible ticket."""
    return TicketPerson.objects.filter(ticket=ticket)


def groups_of(ticket: Ticket) -> QuerySet[TicketGroup]:
    """Return the groups with a part in a visible ticket."""
    return TicketGroup.objects.filter(ticket=ticket)


def links_of(actor: Actor, ticket: Ticket) -> QuerySet[TicketLink]:
    """Return the ties of a visible ticket to others that the actor may see too."""
    seen = visible_tickets(actor).values("pk")
    both = TicketLink.objects.filter(source__in=seen, target__in=seen)
    return both.filter(source=ticket) | both.filter(target=ticket)


def workunits_of(actor: Actor, ticket: Ticket) -> QuerySet[Workunit]:
    """Return the time spent on a visible ticket, on lines that the actor may read."""
    lines = visible_followups(actor, ticket).order_by().values("pk")
    return Workunit.objects.filter(followup__in=lines, deleted_at=None)


def items_of_tickets(tickets: QuerySet[Ticket]) -> QuerySet[Any]:
    """Return the keys of the items that some tickets are about."""
    return TicketCI.objects.filter(ticket__in=tickets.order_by().values("pk")).values("ci")


def tickets_of_items(actor: Actor, item_ids: Collection[int]) -> dict[int, list[Ticket]]:
    """Return {item: visible tickets about it that are not closed} (two statements)."""
    open_ones = visible_tickets(actor).exclude(status__category=Category.CLOSED)
    links = TicketCI.objects.filter(ci__in=item_ids, ticket__in=open_ones.order_by().values("pk"))
    found: dict[int, list[Ticket]] = {}
    for link in links.select_related("ticket__status").order_by("ticket_id"):
        found.setdefault(link.ci_id, []).append(link.ticket)
    return found


def work_between(
    actor: Actor, *, ticket: Ticket | None, begin: datetime | None, end: datetime
) -> QuerySet[Workunit]:
    """Return time spent on visible tickets, begun in an interval, in the order in which it was
    logged; what was taken back too, if it was a line of its own.
    """
    work = Workunit.objects.filter(started_at__lte=end).select_related("followup")
    if begin is not None:
        work = work.filter(started_at__gte=begin)
    if ticket is not None:
        work = work.filter(followup__ticket=ticket)
    else:
        work = work.filter(followup__ticket__in=visible_tickets(actor).order_by().values("pk"))
    if not policies.reads_internal(actor):
        work = work.filter(followup__is_public=True)
    return work.order_by("pk")


def externals_of(ticket: Ticket) -> QuerySet[TicketExternal]:
    """Return the third parties of a visible ticket, with their companies; those taken off too."""
    return TicketExternal.objects.filter(ticket=ticket).select_related("company").order_by("pk")


def visible_externals(actor: Actor, ticket: Ticket) -> QuerySet[TicketExternal]:
    """Return the third parties on a visible ticket, for those who read internal lines."""
    found = TicketExternal.objects.filter(ticket=ticket, deleted_at=None)
    return found if policies.reads_internal(actor) else found.none()


def tasks_of(actor: Actor, ticket: Ticket) -> QuerySet[FollowupTask]:
    """Return the tasks of a visible ticket that the actor may read, in the order of its lines."""
    lines = visible_followups(actor, ticket).order_by().values("pk")
    tasks = FollowupTask.objects.filter(followup__in=lines).select_related("followup")
    return tasks.order_by("followup_id")


def offered_templates(actor: Actor, ticket: Ticket) -> QuerySet[ApprovalTemplate]:
    """Return the approvals that may be asked for on a visible ticket: those its category offers,
    and those that no category has to itself.
    """
    offered = Q(offering_categories=ticket.category_id) if ticket.category_id is not None else Q()
    free = Q(offering_categories=None)
    wanted = offered | free if offered else free
    return visible_templates(actor).filter(wanted).distinct().order_by("pk")


def status_rows() -> QuerySet[Status]:
    """Return all statuses."""
    return Status.objects.all()


def sources() -> QuerySet[RequestSource]:
    """Return the ways in which tickets reach the desk."""
    return RequestSource.objects.filter(is_active=True)


def work_categories() -> QuerySet[WorkCategory]:
    """Return the kinds of work that time is spent on."""
    return WorkCategory.objects.filter(is_active=True).order_by("pk")


def solution_types() -> QuerySet[SolutionType]:
    """Return what a solution may be."""
    return SolutionType.objects.order_by("pk")


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


def tickets_of_announcement(actor: Actor, announcement_id: int) -> QuerySet[Ticket]:
    """Return the visible tickets that a visible announcement is about."""
    known = announcement_for(actor, announcement_id)
    links = TicketAnnouncement.objects.filter(announcement=known)
    return visible_tickets(actor).filter(pk__in=links.values("ticket"))


def tickets_of_article(actor: Actor, article_id: int) -> QuerySet[Ticket]:
    """Return the visible tickets on which a visible article was used."""
    known = article_for(actor, article_id)
    links = TicketArticle.objects.filter(article=known)
    return visible_tickets(actor).filter(pk__in=links.values("ticket"))


def agents_for(ticket: Ticket, *, limit: int = 100) -> list[User]:
    """Return who may be given a ticket at hand: the agents of its group, else all, by name; the
    assignee among them.
    """
    agents = User.objects.filter(is_agent=True, is_active=True, deleted_at=None, is_system=False)
    if ticket.support_group_id is not None:
        agents = agents.filter(memberships__group=ticket.support_group_id)
    named = agents.only("username", "real_name", "first_name", "last_name")
    rows = list(named.order_by("username_key")[:limit])
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
