"""Set up promises: policies with targets. A change is followed by a pass over all open tickets."""

from datetime import timedelta
from typing import Any

from celery import signature
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.drafts import given
from accounts.policies import require_right
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record, record_many
from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
from tickets.models import SlaPolicy, SlaRecalculation, SlaTarget, Ticket
from tickets.operations.sla import recompute

SLICE = 50
LEASE = timedelta(minutes=2)
RIGHT = "setting.manage"
RECALCULATE_TASK = "tickets.recalculate_sla"


@transaction.atomic
def create_sla_policy(actor: Actor, draft: SlaPolicyDraft) -> SlaPolicy:
    """Add a policy with its targets. Records "slapolicy.created"; open tickets follow."""
    require_right(actor, RIGHT)
    values = dict(vars(draft))
    targets = values.pop("targets")
    policy = SlaPolicy(**values)
    policy.full_clean()
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
    changes = apply_values(policy, values)
    if targets is not None:
        before = _told(policy)
        _write_targets(policy, targets)
        if before != _told(policy):
            changes["targets"] = [before, _told(policy)]
    if changes:
        policy.updated_at = timezone.now()
        policy.full_clean()
        policy.save()
        record(actor, "slapolicy.updated", policy, changes)
        start_recalculation(actor, reason=f"changed policy {policy.name}")
    return policy


@transaction.atomic
def delete_sla_policy(actor: Actor, policy_id: int) -> None:
    """Put a policy in the trash; the clocks it ran end. Records "slapolicy.deleted"."""
    require_right(actor, RIGHT)
    policy = SlaPolicy.objects.select_for_update().get(pk=policy_id, deleted_at=None)
    policy.deleted_at = policy.updated_at = timezone.now()
    policy.save(update_fields=["deleted_at", "updated_at"])
    record(
        actor, "slapolicy.deleted", policy, {"deleted_at": [None, policy.deleted_at.isoformat()]}
    )
    start_recalculation(actor, reason=f"deleted policy {policy.name}")


@transaction.atomic
def start_recalculation(actor: Actor, *, reason: str) -> SlaRecalculation:
    """Ask for a pass over all open tickets; one that has not begun yet is joined."""
    require_right(actor, RIGHT)
    waiting = SlaRecalculation.objects.select_for_update().filter(ended_at=None, last_ticket_id=0)
    job = waiting.first()
    if job is None:
        total = _open_tickets().count()
        job = SlaRecalculation.objects.create(reason=reason[:255], total_count=total)
        _nudge(job.pk)
    return job


def run_recalculation(job_id: int) -> bool:
    """Work off a pass in short transactions until its end; False if another worker has it."""
    now = timezone.now()
    free = Q(lease_until_at=None) | Q(lease_until_at__lt=now)
    claimed = SlaRecalculation.objects.filter(free, pk=job_id, ended_at=None)
    if not claimed.update(lease_until_at=now + LEASE):
        return False
    while not _slice(job_id):
        pass
    return True


@transaction.atomic
def _slice(job_id: int) -> bool:
    """Recompute the next few open tickets; True when there are no more.

    The number of statements does not depend on the tickets; each that differs gets one entry.
    """
    job = SlaRecalculation.objects.get(pk=job_id)
    tickets = list(
        _open_tickets()
        .filter(pk__gt=job.last_ticket_id)
        .select_related("status", "support_group")
        .select_for_update(of=("self",))
        .order_by("pk")[:SLICE]
    )
    now = timezone.now()
    if not tickets:
        SlaRecalculation.objects.filter(pk=job_id).update(ended_at=now, lease_until_at=None)
        return True
    changes = recompute(tickets, now)
    changed = [ticket for ticket in tickets if changes[ticket.pk]]
    Ticket.objects.bulk_update(tickets, ["clocks_from_at", "respond_due_at", "resolve_due_at"])
    actor = Actor.system("sla")
    record_many(
        actor, "ticket.sla_recalculated", [(ticket, changes[ticket.pk]) for ticket in changed]
    )
    SlaRecalculation.objects.filter(pk=job_id).update(
        last_ticket_id=tickets[-1].pk,
        done_count=F("done_count") + len(tickets),
        changed_count=F("changed_count") + len(changed),
        lease_until_at=now + LEASE,
        updated_at=now,
    )
    return False


def _nudge(job_id: int) -> None:
    """Ask for the pass after commit; the sweep does so when the nudge is lost."""

    def offer() -> None:
        signature(RECALCULATE_TASK, args=(job_id,)).delay()

    transaction.on_commit(offer, robust=True)


def _open_tickets() -> Any:
    return Ticket.objects.filter(deleted_at=None, closed_at=None)


def _write_targets(policy: SlaPolicy, drafts: list[SlaTargetDraft]) -> None:
    """Make the policy's targets those of the drafts; a target of the same metric and side stays
    one.
    """
    stored = {(target.metric, target.side): target for target in policy.targets.all()}
    for draft in drafts:
        target = stored.pop((draft.metric, draft.side), None) or SlaTarget(policy=policy)
        apply_values(target, given(draft))
        target.full_clean(exclude=["policy"])
        target.save()
    SlaTarget.objects.filter(pk__in=[target.pk for target in stored.values()]).delete()


def _told(policy: SlaPolicy) -> list[str]:
    rows = SlaTarget.objects.filter(policy=policy).order_by("metric", "side")
    return [f"{row.metric} {row.side} {row.amount} {row.unit}" for row in rows]
