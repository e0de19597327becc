"""Reads of the ledger: latest changes, when periodic jobs ran, and which of them are late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model, QuerySet
from django.utils import timezone

from audit.jobs import PERIODS
from audit.models import JobRun, JournalEntry

LATE_DISPATCH = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class OverdueJob:
    """A periodic job that is late; `last_at` None = no run of it is known."""

    name: str
    period: timedelta
    last_at: datetime | None


def last_runs(name: str, count: int) -> list[datetime]:
    """Return when the job's latest runs started, newest first; whatever their outcome."""
    runs = JobRun.objects.filter(name=name).order_by("-started_at")
    return list(runs.values_list("started_at", flat=True)[:count])


def latest_run(name: str) -> JobRun | None:
    """Return the job's latest run, or None."""
    return JobRun.objects.filter(name=name).order_by("-started_at").first()


def failed_runs(age: timedelta) -> int:
    """Count the runs of all jobs that began within the last `age` and failed."""
    begun = JobRun.objects.filter(started_at__gt=timezone.now() - age)
    return begun.filter(outcome="failed").count()


def undispatched_count(now: datetime | None = None) -> int:
    """Count the entries that their subscribers should have got five minutes ago."""
    late = (now or timezone.now()) - LATE_DISPATCH
    return JournalEntry.objects.filter(dispatched_at=None, recorded_at__lt=late).count()


def overdue_jobs(now: datetime | None = None) -> list[OverdueJob]:
    """Return the jobs whose next run is late by two periods or more.

    A job without any run counts from the oldest run of all, so that a new desk is not late.
    """
    now = now or timezone.now()
    oldest = JobRun.objects.order_by("pk").values_list("started_at", flat=True).first() or now
    latest = {name: next(iter(last_runs(name, 1)), None) for name in PERIODS}
    return [
        OverdueJob(name=name, period=period, last_at=latest[name])
        for name, period in sorted(PERIODS.items())
        if (latest[name] or oldest) + 3 * period < now
    ]


def latest_entries(count: int) -> list[JournalEntry]:
    """Return the newest entries of the journal, newest first."""
    return list(JournalEntry.objects.order_by("-pk")[:count])


def entry_rows() -> QuerySet[JournalEntry]:
    """Return the whole journal; who asks has to narrow it."""
    return JournalEntry.objects.all()


def entries_about(model: type[Model], number: int) -> QuerySet[JournalEntry]:
    """Return what happened to one row, oldest first; who asks has found the row visible."""
    noun = model._meta.model_name or ""
    return JournalEntry.objects.filter(noun=noun, object_id=number).order_by("pk")
