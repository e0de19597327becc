"""Which rows of crm an actor may see or write: filters for querysets."""

from django.db.models import Q

from accounts.policies import UNCHECKED_CRM, holder, holds_of, in_entities, may
from audit.actor import Actor
from crm.models import CompanyGroup, CompanyUser

NOTHING = Q(pk__in=[])


def where(actor: Actor, right: str) -> Q:
    """Filter of the rows in entities where the actor holds the right; nothing without it."""
    return in_entities(actor, right) if may(actor, right) else NOTHING


def companies(actor: Actor) -> Q:
    """Filter of the companies an actor may see: by right, and those the person belongs to."""
    person = holder(actor)
    if person is None:
        return where(actor, "company.read")
    by_user = CompanyUser.objects.filter(user=person.pk).values("company_id")
    by_group = CompanyGroup.objects.filter(group__in=person.group_ids).values("company_id")
    return where(actor, "company.read") | Q(pk__in=by_user) | Q(pk__in=by_group)


def contracts(actor: Actor) -> Q:
    """Filter of the contracts an actor may see: private ones are for holders of contract.manage."""
    return where(actor, "contract.read") & Q(is_private=False) | where(actor, "contract.manage")


def newsletters(actor: Actor) -> Q:
    """Filter of the newsletters an actor may manage: of no group, or of a group of the right."""
    allowed = where(actor, "newsletter.manage")
    groups = {hold.group_id for hold in holds_of(actor, "newsletter.manage")}
    if not groups or None in groups or UNCHECKED_CRM in actor.liberties:
        return allowed
    return allowed & (Q(group=None) | Q(group__in=groups))
