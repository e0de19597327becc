"""Tickets that a monitoring system opens about its machines."""

from dataclasses import replace

from django.db import transaction

from assets.drafts import AgentDraft
from assets.operations import sync_agents
from audit.actor import Actor
from tickets import queries
from tickets.drafts import FollowupDraft, TicketDraft
from tickets.models import Ticket
from tickets.operations.create import create_ticket
from tickets.operations.work import add_followup


@transaction.atomic
def create_agent_ticket(
    actor: Actor, agent: AgentDraft, draft: TicketDraft, *, joins_open: bool = False
) -> Ticket:
    """Open a ticket about a machine, whose item is made or renewed in the same transaction.

    `joins_open` adds the description to the newest open ticket of that title about the machine
    instead, if there is one. Records what the operations it is made of record.
    """
    [item] = sync_agents(actor, [agent])
    known = queries.open_ticket_about(actor, item, draft.title) if joins_open else None
    if known is not None:
        add_followup(actor, known.pk, FollowupDraft(body=draft.description))
        return known
    return create_ticket(actor, replace(draft, cis=[item]), any_status=True)
