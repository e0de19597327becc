"""Tickets that go to another tenant."""

from typing import Any

from accounts.models import Entity
from accounts.queries import entities_above, entity_for
from audit.actor import Actor
from tickets.models import Ticket

BOUND = ("category", "location", "support_group", "sla_policy")
"""Fields whose rows belong to tenants too."""


def taken_along(
    actor: Actor, ticket: Ticket, entity: Entity, values: dict[str, Any]
) -> dict[str, Any]:
    """Return which of a ticket's fields are emptied on its way to another tenant: those whose rows
    are not there, unless the caller names others.

    Raises ValidationError for a tenant in which the actor may not open tickets.
    """
    if entity.pk == ticket.entity_id:
        return {}
    entity_for(actor, "ticket.write", entity.pk)
    above = entities_above(entity.pk)
    emptied: dict[str, Any] = {}
    for name in BOUND:
        row = values.get(name, getattr(ticket, name))
        if row is None or row.entity_id == entity.pk:
            continue
        if not (row.is_recursive and row.entity_id in above):
            emptied[name] = None
    return emptied
