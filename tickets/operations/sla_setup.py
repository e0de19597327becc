"""Set up promises: policies with targets. A change is followed by a pass over all open tickets."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import given
from accounts.policies import require_right
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged
from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
from tickets.models import SlaPolicy, SlaTarget
from tickets.operations.sla_recalculation import RIGHT, start_recalculation
from tickets.vocabulary import WaitingReason

TOLD = ("amount", "unit", "calendar_id", "ends_with_working_day", "warn_percent", "name", "comment")


@transaction.atomic
def create_sla_policy(actor: Actor, draft: SlaPolicyDraft) -> SlaPolicy:
    """Add a policy with its targets. Records "slapolicy.created"; open tickets follow."""
    require_right(actor, RIGHT)
    values = dict(vars(draft))
    targets = values.pop("targets")
    policy = SlaPolicy(**values)
    _check(policy)
    policy.save(force_insert=True)
    _write_targets(policy, targets)
    record(actor, "slapolicy.created", policy, {"name": [None, policy.name]})
    start_recalculation(actor, reason=f"new policy {policy.name}")
    return policy


@transaction.atomic
def update_sla_policy(
    actor: Actor,
    policy_id: int,
    values: dict[str, Any],
    *,
    targets: list[SlaTargetDraft] | None = None,
) -> SlaPolicy:
    """Change a policy; `targets` replaces them, by metric and side. Records "slapolicy.updated"."""
    require_right(actor, RIGHT)
    policy = SlaPolicy.objects.select_for_update().get(pk=policy_id, deleted_at=None)
    require_unchanged(actor, policy)
    changes = apply_values(policy, values)
    if targets is not None:
        before = _told(policy)
        _write_targets(policy, targets)
        if before != _told(policy):
            changes["targets"] = [before, _told(policy)]
    if changes:
        policy.updated_at = timezone.now()
        _check(policy)
        policy.save()
        record(actor, "slapolicy.updated", policy, changes)
        start_recalculation(actor, reason=f"changed policy {policy.name}")
    return policy


@transaction.atomic
def delete_sla_policy(actor: Actor, policy_id: int) -> None:
    """Put a policy in the trash; the clocks it ran end. Records "slapolicy.deleted"."""
    require_right(actor, RIGHT)
    policy = SlaPolicy.objects.select_for_update().get(pk=policy_id, deleted_at=None)
    require_unchanged(actor, policy)
    policy.deleted_at = policy.updated_at = timezone.now()
    policy.save(update_fields=["deleted_at", "updated_at"])
    record(
        actor, "slapolicy.deleted", policy, {"deleted_at": [None, policy.deleted_at.isoformat()]}
    )
    start_recalculation(actor, reason=f"deleted policy {policy.name}")


def _check(policy: SlaPolicy) -> None:
    policy.full_clean()
    reasons: Any = policy.pausing_reasons
    if not isinstance(reasons, list) or not all(word in WaitingReason.values for word in reasons):
        message = _("Reasons are %(names)s.") % {"names": ", ".join(WaitingReason.values)}
        raise ValidationError({"pausing_reasons": ValidationError(message, code="reason")})


def _write_targets(policy: SlaPolicy, drafts: list[SlaTargetDraft]) -> None:
    """Make the policy's targets those of the drafts; a target of the same metric and side stays
    one.
    """
    stored = {(target.metric, target.side): target for target in policy.targets.all()}
    for draft in drafts:
        target = stored.pop((draft.metric, draft.side), None) or SlaTarget(policy=policy)
        if apply_values(target, given(draft)):
            target.updated_at = timezone.now()
            target.full_clean()
            target.save()
    SlaTarget.objects.filter(pk__in=[target.pk for target in stored.values()]).delete()


def _told(policy: SlaPolicy) -> dict[str, dict[str, Any]]:
    """Return the targets as the journal stores them, by metric and side."""
    rows = SlaTarget.objects.filter(policy=policy).order_by("metric", "side")
    return {f"{row.metric} {row.side}": {name: getattr(row, name) for name in TOLD} for row in rows}
