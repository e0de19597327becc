"""The Celery app and the schedule of periodic work.

Tasks are nudges: what must happen is a row first, and the tasks below sweep up what a lost nudge
left behind (docs/decisions/0003).
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")

TRANSPORT_ALIASES["filesystem"] = "itsm.broker:Transport"

app = Celery("babeldesk")
app.config_from_object("django.conf:settings", namespace="CELERY")

MINUTE = 60.0

# name of the entry -> task and period in seconds, or time of day; each task is a @tracked_job, so
# that a second scheduler does no harm
app.conf.beat_schedule = {
    "cron": {"task": "audit.cron", "schedule": 5 * MINUTE},
    "sweep-undispatched": {"task": "audit.sweep_undispatched", "schedule": MINUTE},
    "place-changes": {"task": "audit.place_changes", "schedule": MINUTE},
    "sweep-mail": {"task": "notify.sweep_mail", "schedule": MINUTE},
    "sweep-queues": {"task": "tickets.sweep_queues", "schedule": MINUTE},
    "wake-waiting": {"task": "tickets.wake_waiting", "schedule": MINUTE},
    "watch-clocks": {"task": "tickets.watch_clocks", "schedule": MINUTE},
    "sweep-recalculations": {"task": "tickets.sweep_recalculations", "schedule": MINUTE},
    "clear-presence": {"task": "tickets.clear_presence", "schedule": crontab(hour=3, minute=23)},
    "sweep-bulk-changes": {"task": "tickets.sweep_bulk_changes", "schedule": MINUTE},
    "recount-clocks": {"task": "tickets.recount_clocks", "schedule": crontab(hour=2, minute=47)},
    "tidy": {"task": "tickets.tidy", "schedule": crontab(minute=41)},
    "forget-sessions": {"task": "glpi.forget_sessions", "schedule": crontab(minute=13)},
    "watch-approvals": {"task": "approvals.watch_approvals", "schedule": MINUTE},
    "sweep-orphans": {"task": "files.sweep_orphans", "schedule": crontab(hour=3, minute=17)},
}


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Keep Celery from installing log handlers; settings.LOGGING serves all processes."""
