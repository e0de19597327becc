"""Say who votes in whose place, and when."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.policies import require
from approvals import policies, queries
from approvals.drafts import DelegationDraft
from approvals.models import Delegation
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record


@transaction.atomic
def delegate(actor: Actor, draft: DelegationDraft) -> Delegation:
    """Let somebody vote in the place of the actor, or of another person (who manages all).

    Records "delegation.created". Raises ValidationError for an end before the start.
    """
    user = draft.user or actor.person
    require(user is not None and policies.can_delegate_for(actor, user.pk), policies.MANAGE)
    row = Delegation()
    changes = apply_values(row, {**vars(draft), "user": user})
    row.full_clean()
    row.save(force_insert=True)
    names = {"user": [None, user.username], "delegate": [None, draft.delegate.username]}
    record(actor, "delegation.created", row, changes, names=names)
    return row


@transaction.atomic
def end_delegation(actor: Actor, delegation_id: int) -> Delegation:
    """End a delegation now; one that has not begun never counts. Records "delegation.ended".

    The delegate may refuse, too.
    """
    visible = queries.visible_delegations(actor)
    row = visible.select_for_update(of=("self",)).get(pk=delegation_id)
    now = timezone.now()
    if row.ends_at is not None and row.ends_at <= now:
        return row
    starts_at = min(row.starts_at, now - timedelta(microseconds=1))
    changes = apply_values(row, {"starts_at": starts_at, "ends_at": now, "updated_at": now})
    changes.pop("updated_at", None)
    row.save()
    record(actor, "delegation.ended", row, changes)
    return row
