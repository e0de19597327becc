"""Background work of the ledger: dispatching entries to their subscribers, and the heartbeat."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from audit.jobs import tracked_job
from audit.models import JournalEntry
from audit.subscriptions import subscribers_of

log = structlog.get_logger(__name__)
CHAIN_DEPTH = 5
SWEEP_BATCH = 500


@shared_task(name="audit.dispatch")
def dispatch(entry_id: int) -> None:
    """Claim one entry and call its subscribers, each in its own savepoint. Safe to run twice."""
    with transaction.atomic():
        won = JournalEntry.objects.filter(pk=entry_id, dispatched_at=None).update(dispatched_at=timezone.now())
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
    """Dispatch the entries whose nudge was lost."""
    late = timezone.now() - timedelta(seconds=30)
    ids = list(
        JournalEntry.objects.filter(dispatched_at=None, recorded_at__lt=late)
        .order_by("id")
        .values_list("id", flat=True)[:SWEEP_BATCH]
    )
    for entry_id in ids:
        dispatch(entry_id)
    return f"{len(ids)} entries"
