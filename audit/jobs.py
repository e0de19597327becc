"""Periodic work: one JobRun per job and slot, whatever the number of schedulers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import JobRun

log = structlog.get_logger(__name__)

PERIODS: dict[str, timedelta] = {}
"""The periodic jobs of this desk by name, filled while the task modules are loaded."""


def slot_of(now: datetime, period: timedelta) -> datetime:
    """Return the start of the period that `now` falls in."""
    seconds = int(period.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)


def tracked_job(
    name: str, *, period: timedelta
) -> Callable[[Callable[[], str | None]], Callable[[], None]]:
    """Run the function at most once per period and write its JobRun: start, end, outcome.

    A failure is written as outcome "failed" with its text and raised again.
    """

    PERIODS[name] = period

    def decorate(function: Callable[[], str | None]) -> Callable[[], None]:
        @wraps(function)
        def run() -> None:
            job = _claim(name, slot_of(timezone.now(), period))
            if job is None:
                return
            try:
                message = function() or ""
            except Exception as error:
                log.exception("job failed", job=name)
                _end(job, "failed", f"{type(error).__name__}: {error}"[:2000])
                raise
            _end(job, "done", message)

        return run

    return decorate


def _claim(name: str, slot: datetime) -> JobRun | None:
    try:
        with transaction.atomic():
            return JobRun.objects.create(name=name, slot=slot)
    except IntegrityError:
        return None


def _end(job: JobRun, outcome: str, message: str) -> None:
    JobRun.objects.filter(pk=job.pk).update(
        ended_at=timezone.now(), outcome=outcome, message=message
    )
