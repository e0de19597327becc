"""Single promises of a policy: add, change, take back. Open tickets follow."""

from typing import Any

from django.db import transaction

from accounts.drafts import given
from accounts.policies import require_right
from audit.actor import Actor
from audit.rows import change_row, insert_row, purge_row
from tickets.drafts import SlaTargetDraft
from tickets.models import SlaPolicy, SlaTarget
from tickets.operations.sla_recalculation import RIGHT, start_recalculation


@transaction.atomic
def add_target(actor: Actor, policy_id: int, draft: SlaTargetDraft) -> SlaTarget:
    """Add a promise. Records "slapolicy.slatarget_created".

    Raises SlaPolicy.DoesNotExist, PermissionDenied, ValidationError for a second promise of the
    same metric to the same side.
    """
    require_right(actor, RIGHT)
    policy = SlaPolicy.objects.select_for_update().get(pk=policy_id, deleted_at=None)
    target = SlaTarget(policy=policy)
    insert_row(actor, target, given(draft), owner=policy)
    start_recalculation(actor, reason=f"new promise of {policy.name}")
    return target


@transaction.atomic
def change_target(actor: Actor, target_id: int, values: dict[str, Any]) -> None:
    """Change a promise. Records "slapolicy.slatarget_updated"."""
    require_right(actor, RIGHT)
    target = SlaTarget.objects.select_related("policy").get(pk=target_id)
    change_row(actor, target, values, owner=target.policy)
    start_recalculation(actor, reason=f"changed promise of {target.policy.name}")


@transaction.atomic
def remove_target(actor: Actor, target_id: int) -> None:
    """Take a promise back; the clocks it ran end. Records "slapolicy.slatarget_purged"."""
    require_right(actor, RIGHT)
    target = SlaTarget.objects.select_related("policy").get(pk=target_id)
    policy = target.policy
    purge_row(actor, target, owner=policy)
    start_recalculation(actor, reason=f"promise of {policy.name} taken back")
