"""Which items an actor may see or write: filters for querysets, on top of accounts.policies."""

from django.db.models import Q

from accounts.models import User
from accounts.policies import in_entities, is_administrator, kinds_of, may
from audit.actor import Actor

NOTHING = Q(pk__in=[])


def where(actor: Actor, right: str, *, path: str = "") -> Q:
    """Filter of the items in entities where the actor holds the right, for all classes or for the
    item's; nothing without it. `path` leads from the filtered rows to the item, as "ci__".
    """
    entity = f"{path}entity"
    found = in_entities(actor, right, field=entity) if may(actor, right) else NOTHING
    for ci_class in sorted(kinds_of(actor, right)):
        there = in_entities(actor, of_class(right, ci_class), field=entity)
        found |= Q(**{f"{path}ci_class": ci_class}) & there
    return found


def of_class(right: str, ci_class: str) -> str:
    """Return the word of a right for the items of one class; "ci.read" stands for all of them."""
    return f"{right}:{ci_class}"


def reads_history(actor: Actor) -> bool:
    """Tell whether the actor may know what was done to items, not only how they are now."""
    person = actor.person
    return not isinstance(person, User) or person.is_agent or is_administrator(actor)


def items(actor: Actor) -> Q:
    """Filter of the items an actor may see: by right, one's own, and for agents the public ones.

    Public means public to those who work in the item's entity, not to agents of other tenants, nor
    to those who read single classes only.
    """
    allowed = where(actor, "ci.read")
    person = actor.person
    if not isinstance(person, User) or not person.is_active or person.deleted_at is not None:
        return allowed
    if person.is_agent and (may(actor, "ci.read") or not kinds_of(actor, "ci.read")):
        allowed |= Q(is_public=True) & where(actor, "ticket.read")
    return allowed | Q(user=person)
