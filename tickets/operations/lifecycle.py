"""Assign, resolve, close, reopen: named steps on top of update_ticket."""

from django.db import transaction

from accounts.models import Group, User
from audit.actor import Actor
from tickets import queries
from tickets.drafts import TicketPatch
from tickets.models import Ticket
from tickets.operations.create import first_assignee
from tickets.operations.update import update_ticket


def assign_ticket(
    actor: Actor, ticket_id: int, *, assignee: User | None, group: Group | None
) -> Ticket:
    """Give a ticket to a person, a group or both."""
    return update_ticket(actor, ticket_id, TicketPatch(assignee=assignee, support_group=group))


@transaction.atomic
def hand_over(
    actor: Actor, ticket_id: int, *, group: Group, assignee: User | None = None
) -> Ticket:
    """Give a ticket to another group: to this person, or to whom its engine chooses."""
    chosen = assignee or first_assignee(None, group)
    return assign_ticket(actor, ticket_id, assignee=chosen, group=group)


def resolve_ticket(actor: Actor, ticket_id: int, *, closing_text: str = "") -> Ticket:
    """Say that the fix is in; the requester may still reopen."""
    patch = TicketPatch(status=queries.status_by_code("resolved"), closing_text=closing_text)
    return update_ticket(actor, ticket_id, patch)


def close_ticket(
    actor: Actor, ticket_id: int, *, resolution: int, closing_text: str = ""
) -> Ticket:
    """End a ticket with a resolution (vocabulary.Resolution)."""
    patch = TicketPatch(
        status=queries.status_by_code("closed"), resolution=resolution, closing_text=closing_text
    )
    return update_ticket(actor, ticket_id, patch)


def reopen_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """Bring a resolved or closed ticket back to work."""
    return update_ticket(actor, ticket_id, TicketPatch(status=queries.status_by_code("reopened")))


def reject_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """Refuse what was asked for."""
    return update_ticket(actor, ticket_id, TicketPatch(status=queries.status_by_code("rejected")))


def cancel_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """End a ticket that is no longer wanted."""
    return update_ticket(actor, ticket_id, TicketPatch(status=queries.status_by_code("cancelled")))


@transaction.atomic
def route_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """Give a ticket to the group and person that its category names, as a new one would be; the
    group's engine chooses among its members. Without a group in the category it stays where it is.
    """
    category = queries.ticket_for(actor, ticket_id).category
    group = category.default_group if category is not None else None
    if category is None or group is None:
        return queries.ticket_for(actor, ticket_id)
    return assign_ticket(actor, ticket_id, assignee=first_assignee(category, group), group=group)
