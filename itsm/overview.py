"""What the first page of the back office tells: what needs a look, and how the desk runs."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.queries import client_names, logins_of, token_names
from audit.models import JobRun
from audit.queries import failed_runs, latest_run, overdue_jobs, undispatched_count
from audit.uses import Caller, uses_since
from doors.words import door_word
from files.queries import stored_files
from itsm import sizes
from itsm.celery import app
from notify.queries import failed_count, queue_age, waiting_count

LATE_QUEUE = timedelta(minutes=5)
LATELY = timedelta(days=7)
MOST_CALLERS = 20
MOST_NAMED = 3
LITTLE_SPACE = 1024**3

# a periodic job -> what it does, in words
JOBS: dict[str, Any] = {
    "clear_presence": _("Forgets who had which ticket open"),
    "cron": _("Heartbeat; drops old runs and counts"),
    "forget_sessions": _("Ends idle sessions of programs"),
    "place_changes": _("Orders the feed of changes"),
    "recount_clocks": _("Recounts all SLA clocks"),
    "sweep_bulk_changes": _("Goes on with changes of many tickets"),
    "sweep_mail": _("Sends mail that waits"),
    "sweep_orphans": _("Removes bytes without a file"),
    "sweep_queues": _("Hands out waiting tickets"),
    "sweep_recalculations": _("Goes on with recalculations"),
    "sweep_undispatched": _("Passes on what was left behind"),
    "tidy": _("Removes what was kept long enough"),
    "wake_waiting": _("Wakes tickets whose date has come"),
    "watch_approvals": _("Ends and reminds of approvals"),
    "watch_clocks": _("Warns of SLA clocks"),
}


@dataclass(frozen=True)
class Figure:
    """A number that leads to its page; `needs_look` makes it stand out."""

    title: Any
    value: Any
    text: Any
    link: str
    needs_look: bool


@dataclass(frozen=True)
class Job:
    """A periodic job: how its latest run ended, and when the next one is due."""

    name: str
    words: Any
    latest: JobRun | None
    next_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class UsedDoor:
    """Who called through which door lately."""

    door: Any
    who: str
    calls: int
    last_at: datetime


def figures() -> list[Figure]:
    """Return what is counted at the top of the page."""
    return [*_mail_figures(), *_work_figures()]


def _mail_figures() -> list[Figure]:
    mail = reverse("admin:notify_outgoingmail_changelist")
    age, failed = queue_age(), failed_count()
    return [
        Figure(
            _("Mail waiting"),
            waiting_count(),
            _("oldest due for {time}").format(time=age_in_words(age)) if age else _("none is due"),
            f"{mail}?state__exact=waiting",
            age >= LATE_QUEUE,
        ),
        Figure(
            _("Mail given up"),
            failed,
            _("tried for days, or refused for good"),
            f"{mail}?state__exact=failed",
            bool(failed),
        ),
    ]


def _work_figures() -> list[Figure]:
    runs = reverse("admin:audit_jobrun_changelist")
    late, failed, waiting = overdue_jobs(), failed_runs(timedelta(days=1)), undispatched_count()
    return [
        Figure(
            _("Periodic jobs late"),
            len(late),
            _late_words([job.name for job in late]),
            runs,
            bool(late),
        ),
        Figure(
            _("Job runs failed"),
            failed,
            _("in the last 24 hours"),
            f"{runs}?outcome=failed",
            bool(failed),
        ),
        Figure(
            _("Changes not passed on"),
            waiting,
            _("to rules and indexes, for over 5 minutes"),
            reverse("admin:audit_journalentry_changelist"),
            bool(waiting),
        ),
    ]


def _late_words(names: list[str]) -> Any:
    """Name the late jobs; many of them have one cause."""
    if len(names) > MOST_NAMED:
        return _("do the worker and the scheduler run?")
    return ", ".join(names) or _("all ran in time")


def age_in_words(age: timedelta) -> str:
    """Return a time in its two biggest units, e.g. "3 h 05 min"."""
    minutes = int(age.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60:02} min" if hours else f"{minutes} min"


def jobs(now: datetime | None = None) -> list[Job]:
    """Return the periodic jobs of the schedule by name, with their last and next run."""
    now = now or timezone.now()
    late = {job.name for job in overdue_jobs(now)}
    found = []
    for entry in app.conf.beat_schedule.values():
        name = entry["task"].rpartition(".")[2]
        latest = latest_run(name)
        next_at = _next(entry["schedule"], latest, now)
        found.append(Job(name, JOBS.get(name, ""), latest, next_at, name in late))
    return sorted(found, key=lambda job: job.name)


def _next(schedule: crontab | float, latest: JobRun | None, now: datetime) -> datetime | None:
    """Return when the scheduler starts the job next; None while nothing is known of it."""
    if isinstance(schedule, crontab):
        begin, wait, _now = schedule.remaining_delta(now)
        return begin + wait  # type: ignore[no-any-return]  # celery has no types
    if latest is None:
        return None
    return latest.started_at + timedelta(seconds=schedule)


def callers(now: datetime | None = None) -> list[UsedDoor]:
    """Return who called through the APIs in the last seven days, the latest first."""
    uses = uses_since((now or timezone.now()) - LATELY)[:MOST_CALLERS]
    clients = client_names({use.caller.client_id for use in uses})
    tokens = token_names({use.caller.token_id for use in uses})
    people = logins_of({use.caller.user_id for use in uses})

    def words(caller: Caller) -> str:
        names = (
            clients.get(caller.client_id),
            people.get(caller.user_id),
            tokens.get(caller.token_id),
        )
        return " · ".join(name for name in names if name) or "-"

    return [
        UsedDoor(door_word(use.caller.door), words(use.caller), use.calls, use.last_at)
        for use in uses
    ]


def facts() -> list[tuple[Any, Any, bool]]:
    """Return (name, value, needs a look) of what the desk is and how much room it takes."""
    count, size = stored_files()
    free = shutil.disk_usage(settings.DESK_DATA_DIR).free
    queue = "Redis" if settings.REDIS_URL else _("data folder")
    return [
        (_("Version"), settings.DESK_VERSION, False),
        (_("Database"), f"{sizes.database_name()}, {sizes.shown(sizes.database_bytes())}", False),
        (_("Files"), f"{count} · {sizes.shown(size)}", False),
        (_("Free in the data folder"), sizes.shown(free), free < LITTLE_SPACE),
        (_("Queue and cache"), queue, False),
        (_("Time zone"), settings.TIME_ZONE, False),
    ]
