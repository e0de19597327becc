"""Periodic work of tickets: clocks that ring, promises to recompute."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts.queries import settings_of
from audit.actor import Actor
from audit.jobs import tracked_job
from notify.operations import forget_sent_mail
from notify.queue import due
from tickets.models import BulkChange, SlaRecalculation
from tickets.operations.assignment import assign_waiting, groups_with_waiting
from tickets.operations.bulk import BULK_TASK, run_bulk_change
from tickets.operations.engines import ASSIGN_TASK
from tickets.operations.presence import forget_presence
from tickets.operations.retention import purge_journal, purge_strays, purge_trash
from tickets.operations.sla_events import fire_due
from tickets.operations.sla_recalculation import run_recalculation, start_recalculation
from tickets.operations.waiting import wake_due

PERIOD = timedelta(minutes=1)
HOUR = timedelta(hours=1)
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


@shared_task(name="tickets.clear_presence")
@tracked_job("clear_presence", period=DAY)
def clear_presence() -> str:
    """Remove who had which ticket open long ago."""
    return f"{forget_presence()} rows"


@shared_task(name=BULK_TASK, time_limit=3600)
def work_off_bulk_change(change_id: int) -> None:
    """Work off a change of many tickets; safe to run twice."""
    run_bulk_change(change_id)


@shared_task(name="tickets.sweep_bulk_changes")
@tracked_job("sweep_bulk_changes", period=PERIOD)
def sweep_bulk_changes() -> str:
    """Offer the changes of many tickets that nobody works on."""
    ids = list(due(BulkChange.objects.all(), timezone.now()).values_list("pk", flat=True)[:100])
    for change_id in ids:
        work_off_bulk_change.delay(change_id)
    return f"{len(ids)} changes offered"


# what a setting says how long it is kept, how it goes, and how many rows a run removes at most
KEPT = (
    ("retention.trash_days", "tickets", purge_trash, 500),
    ("retention.file_days", "files", purge_strays, 500),
    ("retention.mail_days", "mails", forget_sent_mail, 5_000),
    ("retention.journal_days", "entries", purge_journal, 5_000),
)


@shared_task(name="tickets.tidy", time_limit=3600)
@tracked_job("tidy", period=HOUR)
def tidy() -> str:
    """Remove for good what was kept as long as the settings say."""
    days, now = settings_of("retention."), timezone.now()
    gone = [
        f"{remove(now - timedelta(days=days[name]), most)} {what}"
        for name, what, remove, most in KEPT
        if days[name]
    ]
    return ", ".join(gone) or "nothing is removed"
