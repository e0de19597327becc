"""Which items an actor may see or write: filters for querysets, on top of accounts.policies."""

from django.db.models import Q

from accounts.models import User
from accounts.policies import in_entities, may
from audit.actor import Actor

NOTHING = Q(pk__in=[])


def where(actor: Actor, right: str) -> Q:
    """Filter of the items in entities where the actor holds the right; nothing without it."""
    return in_entities(actor, right) if may(actor, right) else NOTHING


def items(actor: Actor) -> Q:
    """Filter of the items an actor may see: by right, one's own, and for agents the public ones.

    Public means public to those who work in the item's entity, not to agents of other tenants.
    """
    allowed = where(actor, "ci.read")
    person = actor.person
    if not isinstance(person, User) or not person.is_active or person.deleted_at is not None:
        return allowed
    if person.is_agent:
        allowed |= Q(is_public=True) & where(actor, "ticket.read")
    return allowed | Q(user=person)
