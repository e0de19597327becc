"""A desk with a promise, and the moves that its tickets make in these tests."""

from typing import Any

from accounts.drafts import CalendarDraft
from accounts.models import Calendar
from accounts.operations import create_calendar
from audit.actor import Actor
from tests import make
from tickets.drafts import FollowupDraft, SlaPolicyDraft, SlaTargetDraft, TicketPatch
from tickets.models import SlaClock, SlaPolicy, Status, Ticket
from tickets.operations import add_followup, create_sla_policy, update_ticket

OFFICE = [[day, "09:00", "17:00"] for day in range(5)]


def target(metric: str = "resolve", amount: int = 8, **fields: Any) -> SlaTargetDraft:
    """A promise of eight hours."""
    return SlaTargetDraft(metric=metric, amount=amount, **fields)


def policy(*targets: SlaTargetDraft, **fields: Any) -> SlaPolicy:
    """A promise to everybody: first answer in two hours, solution in eight."""
    given = list(targets) or [target("respond", 2), target("resolve", 8)]
    draft = SlaPolicyDraft(**{"name": "Standard", "targets": given, **fields})
    return create_sla_policy(make.system(), draft)


def office(**fields: Any) -> Calendar:
    """Monday to Friday, nine to five, UTC."""
    given = {"name": "Office", "intervals": OFFICE, **fields}
    return create_calendar(make.system(), CalendarDraft(**given))


def clock(ticket: Ticket, metric: str = "resolve", side: str = "sla") -> SlaClock:
    """The ticket's clock."""
    return SlaClock.objects.get(ticket=ticket, metric=metric, side=side)


def move(ticket: Ticket, code: str, who: Actor | None = None) -> None:
    """Put the ticket in another status."""
    patch = TicketPatch(status=Status.objects.get(code=code))
    update_ticket(who or make.system(), ticket.pk, patch, any_status=True)


def answer(who: Actor, ticket: Ticket, **fields: Any) -> None:
    """Write a line on the ticket."""
    add_followup(who, ticket.pk, FollowupDraft(**{"body": "We are on it.", **fields}))
