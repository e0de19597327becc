"""What the desk does by itself: mail that leaves, periodic jobs. For those who run it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.policies import may, require_right
from audit.actor import Actor
from audit.jobs import PERIODS
from audit.models import JobRun
from audit.queries import overdue_jobs
from notify.models import OutgoingMail

RIGHT = "job.read"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A periodic job: how often, its last run, and whether the next is late."""

    name: str
    period: timedelta
    is_overdue: bool
    last: JobRun | None


def visible_mails(actor: Actor) -> QuerySet[OutgoingMail]:
    """Return the mail queue, for who holds "job.read"."""
    return OutgoingMail.objects.all() if may(actor, RIGHT) else OutgoingMail.objects.none()


def visible_runs(actor: Actor) -> QuerySet[JobRun]:
    """Return the runs of periodic jobs, for who holds "job.read"."""
    return JobRun.objects.all() if may(actor, RIGHT) else JobRun.objects.none()


def jobs(actor: Actor, now: datetime | None = None) -> list[Job]:
    """Return the periodic jobs by name. Raises PermissionDenied without "job.read"."""
    require_right(actor, RIGHT)
    late = {job.name for job in overdue_jobs(now or timezone.now())}
    return [
        Job(
            name=name,
            period=period,
            is_overdue=name in late,
            last=JobRun.objects.filter(name=name).order_by("-started_at").first(),
        )
        for name, period in sorted(PERIODS.items())
    ]
