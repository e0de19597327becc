"""Catalogues and costs of tickets, written through accounts.operations.nouns."""

from django.db.models import Q

from accounts.operations.nouns import Noun
from accounts.policies import may
from audit.actor import Actor
from tickets import policies
from tickets.models import RequestSource, SolutionType, Ticket, TicketCost, WorkCategory

WRITE, REMOVE = "catalogue.write", "catalogue.manage"


def _costs(actor: Actor) -> Q:
    """Return the filter of the costs of visible tickets, for people of the desk."""
    if not may(actor, "followup.read_internal"):
        return Q(pk__in=[])
    seen = Ticket.objects.filter(policies.tickets_where(actor, "ticket.read"))
    return Q(ticket__in=seen.order_by().values("pk"))


SOURCES = Noun(model=RequestSource, write=WRITE, remove=REMOVE)
SOLUTION_TYPES = Noun(model=SolutionType, write=WRITE, remove=REMOVE)
WORK_CATEGORIES = Noun(model=WorkCategory, write=WRITE, remove=REMOVE)
COSTS = Noun(
    model=TicketCost,
    write="ticket.write",
    remove="ticket.write",
    entity="ticket__entity",
    owner="ticket",
    read=_costs,
)
