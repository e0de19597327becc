"""Sending mail in the background: the nudge, and the sweep for what a lost nudge left behind."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from audit.jobs import tracked_job
from notify.delivery import deliver
from notify.operations import DELIVER_TASK, IDS_PER_MESSAGE
from notify.queries import due_mail

SWEEP_BATCH = 200
PERIOD = timedelta(minutes=1)
# The nudge of a mail younger than this may still be on its way.
NUDGE_TIME = timedelta(seconds=30)


@shared_task(name=DELIVER_TASK, time_limit=900)
def deliver_mail(mail_ids: list[int]) -> None:
    """Send these mails, each on its own: one that fails waits, the others go on."""
    for mail_id in mail_ids:
        deliver(mail_id)


@shared_task(name="notify.sweep_mail")
@tracked_job("sweep_mail", period=PERIOD)
def sweep_mail() -> str:
    """Offer the workers what is due, or was claimed by a worker that did not come back."""
    late = due_mail(timezone.now() - NUDGE_TIME)
    ids = list(late.values_list("pk", flat=True)[:SWEEP_BATCH])
    for start in range(0, len(ids), IDS_PER_MESSAGE):
        # the next sweep offers again what is still there: an old offer need not pile up
        deliver_mail.apply_async(
            (ids[start : start + IDS_PER_MESSAGE],), expires=PERIOD.total_seconds()
        )
    return f"{len(ids)} mails offered"
