"""A pass over all open tickets after promises or calendars changed: a job in short slices."""

import time
from datetime import timedelta

from celery import signature
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.policies import require_desk_wide
from audit.actor import Actor
from audit.journal import record_many
from tickets.models import SlaRecalculation, Ticket
from tickets.operations.sla import recompute_all

SLICE = 20
"""Tickets per transaction: on SQLite other writers wait for as long as one takes."""
BREATH_SECONDS = 0.03
"""Least pause between two slices where a transaction locks the whole database: whoever waits for it
looks again every 25 ms at first, and would find it locked by the next slice each time.
"""
LEASE = timedelta(minutes=2)
RIGHT = "setting.manage"
RECALCULATE_TASK = "tickets.recalculate_sla"


@transaction.atomic
def start_recalculation(actor: Actor, *, reason: str) -> SlaRecalculation:
    """Ask for a pass over all open tickets; one that has not begun yet is joined."""
    require_desk_wide(actor, RIGHT)
    waiting = SlaRecalculation.objects.select_for_update().filter(ended_at=None, last_ticket_id=0)
    job = waiting.first()
    if job is None:
        total = _open_tickets().count()
        job = SlaRecalculation.objects.create(reason=reason[:255], total_count=total)
        _nudge(job.pk)
    return job


def run_recalculation(job_id: int) -> bool:
    """Work off a pass in short transactions until its end; False if another worker has it.

    Each slice renews the lease; after a crash whoever claims the pass next goes on behind the last
    slice.
    """
    now = timezone.now()
    free = Q(lease_until_at=None) | Q(lease_until_at__lt=now)
    claimed = SlaRecalculation.objects.filter(free, pk=job_id, ended_at=None)
    if not claimed.update(lease_until_at=now + LEASE):
        return False
    while not recalculate_politely(job_id):
        pass
    return True


def recalculate_politely(job_id: int) -> bool:
    """Recompute a slice, then leave SQLite for as long to whoever waits for it; True at the end.

    Who has waited for long looks every 100 ms only, so a slow slice is followed by a long pause.
    """
    begun = time.monotonic()
    is_done = recalculate_slice(job_id)
    if not is_done and not connection.features.has_select_for_update:
        time.sleep(max(time.monotonic() - begun, BREATH_SECONDS))
    return is_done


@transaction.atomic
def recalculate_slice(job_id: int) -> bool:
    """Recompute the next few open tickets; True when there are no more.

    The number of statements does not depend on the tickets. Records "ticket.sla_recalculated" on
    each whose due moments differ.
    """
    # the lock keeps a worker whose lease ran out from counting the same tickets twice, and a
    # change of policies from joining a pass that has read the old ones
    job = SlaRecalculation.objects.select_for_update().get(pk=job_id)
    tickets = list(
        _open_tickets()
        .filter(pk__gt=job.last_ticket_id)
        .select_related("status", "support_group")
        .defer("description", "closing_text", "wire_extra")
        .select_for_update(of=("self",))
        .order_by("pk")[:SLICE]
    )
    now = timezone.now()
    if not tickets:
        SlaRecalculation.objects.filter(pk=job_id).update(
            ended_at=now, lease_until_at=None, updated_at=now
        )
        return True
    changes = recompute_all(tickets, now)
    changed = [ticket for ticket in tickets if changes[ticket.pk]]
    record_many(
        Actor.system("sla"),
        "ticket.sla_recalculated",
        [(ticket, changes[ticket.pk]) for ticket in changed],
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


def _open_tickets() -> QuerySet[Ticket]:
    """Imported tickets wait for their first change."""
    return Ticket.objects.filter(deleted_at=None, closed_at=None, clocks_from_at__isnull=False)
