"""Periodic work of approvals: requests that run out, voters who forgot."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from approvals.operations import expire_due, remind_due
from audit.jobs import tracked_job

PERIOD = timedelta(minutes=1)


@shared_task(name="approvals.watch_approvals", time_limit=300)
@tracked_job("watch_approvals", period=PERIOD)
def watch_approvals() -> str:
    """End the requests whose time is over and remind voters."""
    now = timezone.now()
    return f"{expire_due(now)} expired, {remind_due(now)} reminded"
