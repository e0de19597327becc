"""Periodic work of tickets: clocks that ring, promises to recompute."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from audit.actor import Actor
from audit.jobs import tracked_job
from tickets.models import SlaRecalculation
from tickets.operations.assignment import assign_waiting, groups_with_waiting
from tickets.operations.engines import ASSIGN_TASK
from tickets.operations.sla_events import fire_due
from tickets.operations.sla_recalculation import run_recalculation, start_recalculation
from tickets.operations.waiting import wake_due

PERIOD = timedelta(minutes=1)
DAY = timedelta(days=1)


@shared_task(name="tickets.watch_clocks", time_limit=300)
@tracked_job("watch_clocks", period=PERIOD)
def watch_clocks() -> str:
    """Fire the warnings and breaches that are due."""
    return f"{fire_due(timezone.now())} events"


@shared_task(name="tickets.recalculate_sla", time_limit=3600)
def recalculate_sla(job_id: int) -> None:
    """Work off one pass over all open tickets; safe to run twice."""
    run_recalculation(job_id)


@shared_task(name=ASSIGN_TASK, time_limit=300)
def hand_out(group_id: int) -> None:
    """Give a group's waiting tickets to its members; safe to run twice."""
    assign_waiting(group_id)


@shared_task(name="tickets.sweep_queues")
@tracked_job("sweep_queues", period=PERIOD)
def sweep_queues() -> str:
    """Hand out what waits: absences end and people free themselves without a nudge."""
    return f"{sum(assign_waiting(group_id) for group_id in groups_with_waiting())} tickets"


@shared_task(name="tickets.wake_waiting", time_limit=300)
@tracked_job("wake_waiting", period=PERIOD)
def wake_waiting() -> str:
    """Let the tickets go on whose date has come."""
    return f"{wake_due(timezone.now())} tickets"


@shared_task(name="tickets.sweep_recalculations")
@tracked_job("sweep_recalculations", period=PERIOD)
def sweep_recalculations() -> str:
    """Offer the passes that nobody works on."""
    free = Q(lease_until_at=None) | Q(lease_until_at__lt=timezone.now())
    ids = list(SlaRecalculation.objects.filter(free, ended_at=None).values_list("pk", flat=True))
    for job_id in ids:
        recalculate_sla.delay(job_id)
    return f"{len(ids)} passes offered"


@shared_task(name="tickets.recount_clocks")
@tracked_job("recount_clocks", period=DAY)
def recount_clocks() -> str:
    """Start the pass of the night: what clocks depend on without being told (people of companies,
    contracts, public holidays) and what figures show of running ones.
    """
    job = start_recalculation(Actor.system("sla"), reason="night")
    return f"pass {job.pk}"
