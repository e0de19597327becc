"""What every queue of rows shares: due, claim, lease, done, postpone (threats.md rule 44).

A row is claimed by one conditional UPDATE; the one who changed it owns it until the lease ends.
A worker that dies keeps its lease and nothing else: the sweep offers the row again afterwards.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from notify.vocabulary import QueueState

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)


class Queued(models.Model):
    """Columns of a row that a worker has to do once."""

    state = models.CharField(max_length=16, choices=QueueState, default=QueueState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until_at = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=64, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


Q_ = TypeVar("Q_", bound=Queued)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many failed tries: doubling from a minute to an hour."""
    doublings: int = 2 ** min(attempts - 1, 16)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def _most_attempts() -> int:
    attempts, waited = 1, timedelta()
    while waited < GIVE_UP_AFTER:
        waited += pause_after(attempts)
        attempts += 1
    return attempts


# Tries and not days are counted: days in which no worker ran must not use up a mail's time.
MOST_ATTEMPTS = _most_attempts()


def free(now: datetime) -> Q:
    """Filter of the rows that nobody is working on."""
    return Q(lease_until_at=None) | Q(lease_until_at__lt=now)


def due(rows: QuerySet[Q_], now: datetime) -> QuerySet[Q_]:
    """Return the rows that wait, are due and are free, longest due first."""
    waiting = rows.filter(free(now), state=QueueState.WAITING, due_at__lte=now)
    return waiting.order_by("due_at", "pk")


def claim(model: type[Queued], pk: int) -> str | None:
    """Take a due row for the length of a lease; return the claim's name, None when another has it.

    Counts the try at once, so that a row that kills its worker shows how often it did.
    """
    now, owner = timezone.now(), uuid4().hex
    won = (
        due(model._default_manager.filter(pk=pk), now)
        .order_by()
        .update(lease_until_at=now + LEASE, lease_owner=owner, attempts=F("attempts") + 1)
    )
    return owner if won else None


def finish(row: Queued, owner: str) -> bool:
    """Mark a claimed row as done. False when the lease had ended and another has the row."""
    return _release(row, owner, state=QueueState.DONE, done_at=timezone.now(), last_error="")


def postpone(row: Queued, owner: str, error: str, *, is_final: bool = False) -> bool:
    """Give a row back after a failed try: due after a pause, or failed for an operator to see."""
    state = QueueState.WAITING
    if is_final or row.attempts >= MOST_ATTEMPTS:
        state = QueueState.FAILED
    due_at = timezone.now() + pause_after(row.attempts)
    return _release(row, owner, state=state, due_at=due_at, last_error=error[:2000])


def _release(row: Queued, owner: str, **values: Any) -> bool:
    rows = type(row)._default_manager.filter(pk=row.pk, lease_owner=owner)
    return bool(rows.update(lease_until_at=None, lease_owner="", **values))
