"""Who used which door: calls counted per caller and minute, never a row per call (threats.md 53).

A door calls `count_use` once it knows its caller; that only adds to a number in memory. A thread of
the process writes the numbers every USE_COUNT_SECONDS, and the process does when it ends; a process
that is killed loses the last seconds.
"""

import atexit
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from audit.models import UseCount

log = structlog.get_logger(__name__)
KEEP = timedelta(days=30)


@dataclass(frozen=True)
class Caller:
    """Who calls through which door: keys of the API client, the token and the person; 0 = none."""

    door: str
    client_id: int = 0
    token_id: int = 0
    user_id: int = 0


@dataclass(frozen=True)
class Use:
    """How often a caller called since some moment, and in which minute last."""

    caller: Caller
    calls: int
    last_at: datetime


_lock = threading.Lock()
_pending: Counter[tuple[datetime, Caller]] = Counter()
_writer: threading.Thread | None = None


def count_use(door: str, *, client_id: int = 0, token_id: int = 0, user_id: int = 0) -> None:
    """Count one call of a caller whom the door has let in. Touches no database."""
    minute = timezone.now().replace(second=0, microsecond=0)
    caller = Caller(door, client_id, token_id, user_id)
    with _lock:
        _pending[minute, caller] += 1
        if _writer is None and settings.USE_COUNT_SECONDS:
            _start_writer()


def write_counts() -> None:
    """Write what was counted since the last time; on a database error it waits for the next."""
    with _lock:
        counted = _pending.copy()
        _pending.clear()
    if not counted:
        return
    try:
        with transaction.atomic():
            for (minute, caller), calls in counted.items():
                _add(minute, caller, calls)
    except DatabaseError:  # counting must not depend on a database that is away for a moment
        log.exception("use counts not written", counts=len(counted))
        with _lock:
            _pending.update(counted)


def uses_since(moment: datetime) -> list[Use]:
    """Return the callers since a moment, the one that called last first."""
    keys = ("door", "client_id", "token_id", "user_id")
    found = (
        UseCount.objects.filter(minute__gte=moment.replace(second=0, microsecond=0))
        .values_list(*keys)
        .annotate(calls=Sum("calls"), last_at=Max("minute"))
        .order_by("-last_at", *keys)
    )
    return [Use(Caller(*row[:4]), row[4], row[5]) for row in found]


def prune_counts(now: datetime | None = None) -> int:
    """Forget counts older than 30 days. Returns how many."""
    return UseCount.objects.filter(minute__lt=(now or timezone.now()) - KEEP).delete()[0]


def _add(minute: datetime, caller: Caller, calls: int) -> None:
    key = {"minute": minute, **vars(caller)}
    UseCount.objects.bulk_create([UseCount(**key, calls=0)], ignore_conflicts=True)
    UseCount.objects.filter(**key).update(calls=F("calls") + calls)


def _start_writer() -> None:
    global _writer
    _writer = threading.Thread(target=_write_for_ever, name="use-counts", daemon=True)
    _writer.start()
    atexit.register(write_counts)


def _write_for_ever() -> None:
    while True:
        time.sleep(settings.USE_COUNT_SECONDS)
        write_counts()
        connection.close()


def _forget_writer() -> None:
    """A forked process has no threads of its parent, nor may it write the parent's counts."""
    global _writer, _lock
    _writer, _lock = None, threading.Lock()
    _pending.clear()


os.register_at_fork(after_in_child=_forget_writer)
