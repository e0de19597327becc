"""Periodic work of the older dialects."""

from datetime import timedelta

from celery import shared_task

from accounts.operations.wire_sessions import forget_idle_sessions
from accounts.queries import settings_of
from api_compat.glpi.config import IDLE_HOURS
from audit.jobs import tracked_job


@shared_task(name="glpi.forget_sessions")
@tracked_job("forget_sessions", period=timedelta(hours=1))
def forget_sessions() -> str:
    """Remove the sessions of programs that nobody has used for as long as the setting says."""
    return f"{forget_idle_sessions(settings_of(IDLE_HOURS.name)[IDLE_HOURS.name])} sessions"
