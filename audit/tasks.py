"""Background work of the ledger: dispatching entries to their subscribers, and the heartbeat."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from audit.feed import place_entries
from audit.idempotency import prune as prune_idempotency_keys
from audit.jobs import tracked_job
from audit.models import JobRun, JournalEntry
from audit.subscriptions import subscribers_of
from audit.uses import prune_counts

log = structlog.get_logger(__name__)
CHAIN_DEPTH = 5
SWEEP_BATCH = 500
# A subscriber that fails on an entry gets another try each minute for this long.
GIVE_UP_AFTER = timedelta(days=5)
KEEP_RUNS = timedelta(days=30)


@shared_task(name="audit.dispatch")
def dispatch(entry_id: int) -> None:
    """Claim one entry and call its subscribers, each in its own savepoint. Safe to run twice."""
    with transaction.atomic():
        waiting = JournalEntry.objects.filter(pk=entry_id, dispatched_at=None)
        won = waiting.update(dispatched_at=timezone.now())
        if not won:
            return
        entry = JournalEntry.objects.get(pk=entry_id)
        functions = subscribers_of(entry.verb)
        if functions and _depth(entry) >= CHAIN_DEPTH:
            log.warning("rule chain stopped", entry=entry_id, verb=entry.verb)
            return
        for function in functions:
            with transaction.atomic():
                function(entry)


def _depth(entry: JournalEntry) -> int:
    depth, cause = 0, entry.caused_by
    while cause is not None and depth < CHAIN_DEPTH:
        depth, cause = depth + 1, cause.caused_by
    return depth


@shared_task(name="audit.sweep_undispatched")
@tracked_job("sweep_undispatched", period=timedelta(minutes=1))
def sweep_undispatched() -> str:
    """Dispatch the entries whose nudge was lost or whose subscriber failed, oldest first."""
    now = timezone.now()
    ids = list(
        JournalEntry.objects.filter(
            dispatched_at=None,
            recorded_at__lt=now - timedelta(seconds=30),
            recorded_at__gt=now - GIVE_UP_AFTER,
        )
        .order_by("id")
        .values_list("id", flat=True)[:SWEEP_BATCH]
    )
    failed = sum(not _dispatched(entry_id) for entry_id in ids)
    return f"{len(ids)} entries, {failed} failed"


@shared_task(name="audit.place_changes")
@tracked_job("place_changes", period=timedelta(minutes=1))
def place_changes() -> str:
    """Give what was committed its place in the feed; readers do so too, when they come."""
    placed = 0
    while count := place_entries():
        placed += count
    return f"{placed} entries"


def _dispatched(entry_id: int) -> bool:
    try:
        dispatch(entry_id)
    except Exception:  # whatever one subscriber raises must not keep the other entries waiting
        log.exception("dispatch failed", entry=entry_id)
        return False
    return True


@shared_task(name="audit.cron")
@tracked_job("cron", period=timedelta(minutes=5))
def cron() -> str:
    """Drop old job runs, idempotency keys and use counts; be the heartbeat that the older APIs read
    as the last cron run.
    """
    prune_idempotency_keys()
    prune_counts()
    count, _ = JobRun.objects.filter(started_at__lt=timezone.now() - KEEP_RUNS).delete()
    return f"{count} old runs dropped"
