"""Lists of tickets and of their timeline."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from audit.actor import Actor
from crm.models import CompanyUser
from tickets import policies
from tickets.drafts import TicketFilter
from tickets.models import Followup, Ticket, TicketCI
from tickets.queries.text import fold, tickets_with_text

HIGHEST_KEY = 2**63 - 1


def visible_tickets(actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets the actor may read. Every list, count and export starts here."""
    return Ticket.objects.filter(policies.tickets_where(actor, "ticket.read"))


def filtered(actor: Actor, wanted: TicketFilter) -> QuerySet[Ticket]:
    """Return the visible tickets that a filter is about."""
    tickets = visible_tickets(actor)
    if wanted.status_ids is not None:
        tickets = tickets.filter(status__in=wanted.status_ids)
    if wanted.group_id is not None:
        tickets = tickets.filter(support_group=wanted.group_id)
    if wanted.priorities is not None:
        tickets = tickets.filter(priority__in=wanted.priorities)
    if wanted.assignee_id is not None:
        tickets = tickets.filter(assignee=wanted.assignee_id)
    if wanted.submitter_id is not None:
        tickets = tickets.filter(submitter=wanted.submitter_id)
    if wanted.ticket_id is not None:
        tickets = tickets.filter(pk=wanted.ticket_id)
    if wanted.ci_id is not None or wanted.ci_name:
        tickets = tickets.filter(_about_item(wanted))
    if wanted.company_id is not None:
        people = CompanyUser.objects.filter(company=wanted.company_id).values("user")
        tickets = tickets.filter(requester__in=people)
    if wanted.text:
        tickets = tickets.filter(_with_text(wanted.text))
    return tickets


def visible_followups(actor: Actor, ticket: Ticket) -> QuerySet[Followup]:
    """Return the timeline of a visible ticket, oldest first, without internal lines the actor may not read."""
    lines = Followup.objects.filter(ticket=ticket, deleted_at=None).order_by("id")
    return lines if policies.reads_internal(actor) else lines.filter(is_public=True)


def _about_item(wanted: TicketFilter) -> Exists:
    links = TicketCI.objects.filter(ticket=OuterRef("pk"))
    if wanted.ci_id is not None:
        links = links.filter(ci=wanted.ci_id)
    if wanted.ci_name:
        links = links.filter(ci__name_key=fold(wanted.ci_name))
    return Exists(links)


def _with_text(text: str) -> Q:
    people = User.objects.filter(username_key__like=f"%{fold(text)}%").values("pk")
    found = Q(pk__in=tickets_with_text(text).values("pk")) | Q(submitter__in=people) | Q(assignee__in=people)
    if text.isascii() and text.isdigit() and int(text) <= HIGHEST_KEY:
        found |= Q(pk=int(text))
    return found
