"""Write newsletters and their addresses."""

from typing import Any

from django.db import transaction

from accounts.drafts import given
from accounts.models import Group
from accounts.policies import require_right
from accounts.queries import entity_for
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.journal import record
from crm import policies, queries
from crm.drafts import NewsletterDraft, NewsletterPatch, SubscriptionDraft
from crm.models import Newsletter, Subscription
from crm.operations.rows import change, insert, restore, save_new, trash
from crm.vocabulary import SubscriptionStatus

RIGHT = "newsletter.manage"


@transaction.atomic
def create_newsletter(actor: Actor, draft: NewsletterDraft) -> Newsletter:
    """Create a newsletter. Records "newsletter.created"."""
    return insert(actor, Newsletter(), newsletter_values(actor, draft), "newsletter.created")


def newsletter_values(actor: Actor, draft: NewsletterDraft) -> dict[str, Any]:
    """Return the column values of a draft, its entity resolved where the actor may write."""
    _require_right_for(actor, draft.group)
    values = dict(vars(draft))
    values["entity"] = entity_for(actor, RIGHT, values.pop("entity_id"))
    return values


@transaction.atomic
def update_newsletter(actor: Actor, newsletter_id: int, patch: NewsletterPatch) -> Newsletter:
    """Change a newsletter. Records "newsletter.updated"."""
    newsletter = _newsletter_to_write(actor, newsletter_id)
    values = given(patch)
    _require_right_for(actor, values.get("group"))
    change(actor, newsletter, values, "newsletter.updated")
    return newsletter


@transaction.atomic
def delete_newsletter(actor: Actor, newsletter_id: int) -> None:
    """Put a newsletter in the trash. Records "newsletter.deleted"."""
    trash(actor, _newsletter_to_write(actor, newsletter_id), "newsletter.deleted")


@transaction.atomic
def restore_newsletter(actor: Actor, newsletter_id: int) -> Newsletter:
    """Take a newsletter out of the trash. Records "newsletter.restored"."""
    trashed = Newsletter.objects.filter(policies.newsletters(actor), deleted_at__isnull=False)
    newsletter = queries.locked_row(trashed, actor, RIGHT, newsletter_id)
    restore(actor, newsletter, "newsletter.restored")
    return newsletter


@transaction.atomic
def subscribe(actor: Actor, newsletter_id: int, draft: SubscriptionDraft) -> Subscription:
    """Put an address on a newsletter; one that is there already, in any case, comes back as it is.

    So nobody who unsubscribed is put back. Records "newsletter.subscribed" on the newsletter.
    The newsletter's row lock keeps two callers from adding the same address.
    """
    newsletter = _newsletter_to_write(actor, newsletter_id)
    there = newsletter.subscriptions.filter(email_key=username_key(draft.email)).first()
    if there is not None:
        return there
    subscription = Subscription(newsletter=newsletter, **vars(draft))
    save_new(subscription)
    _record(actor, "newsletter.subscribed", subscription, [None, subscription.status])
    return subscription


@transaction.atomic
def unsubscribe(actor: Actor, newsletter_id: int, email: str) -> Subscription:
    """Take an address off a newsletter; its row stays, off. Records "newsletter.unsubscribed".

    Raises Subscription.DoesNotExist for an address that was never there.
    """
    newsletter = _newsletter_to_write(actor, newsletter_id)
    subscription = newsletter.subscriptions.get(email_key=username_key(email))
    if subscription.status != SubscriptionStatus.OFF:
        old, subscription.status = subscription.status, SubscriptionStatus.OFF.value
        subscription.save(update_fields=["status"])
        _record(actor, "newsletter.unsubscribed", subscription, [old, subscription.status])
    return subscription


def _newsletter_to_write(actor: Actor, newsletter_id: int) -> Newsletter:
    return queries.locked_row(queries.visible_newsletters(actor), actor, RIGHT, newsletter_id)


def _require_right_for(actor: Actor, group: Group | None) -> None:
    require_right(actor, RIGHT, group_id=None if group is None else group.pk)


def _record(actor: Actor, verb: str, subscription: Subscription, status: list[str | None]) -> None:
    names = {"status": [subscription.email, subscription.email]}
    record(actor, verb, subscription.newsletter, {"status": status}, names=names, part=subscription)
