"""Assign, resolve, close, reopen: named steps on top of update_ticket."""

from accounts.models import Group, User
from audit.actor import Actor
from tickets import queries
from tickets.drafts import TicketPatch
from tickets.models import Ticket
from tickets.operations.update import update_ticket


def assign_ticket(
    actor: Actor, ticket_id: int, *, assignee: User | None, group: Group | None
) -> Ticket:
    """Give a ticket to a person, a group or both."""
    return update_ticket(actor, ticket_id, TicketPatch(assignee=assignee, support_group=group))


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
