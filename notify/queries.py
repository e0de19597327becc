"""Reads of the mail queue. Who may see mail is asked by the doors that show it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from notify import queue
from notify.models import OutgoingMail
from notify.vocabulary import QueueState


def waiting_count() -> int:
    """Count the mail that waits, imported mail that is never sent included."""
    return OutgoingMail.objects.filter(state=QueueState.WAITING).count()


def failed_count() -> int:
    """Count the mail that was given up."""
    return OutgoingMail.objects.filter(state=QueueState.FAILED).count()


def due_mail(now: datetime | None = None) -> QuerySet[OutgoingMail]:
    """Return the mail that a worker may take now, longest due first."""
    return queue.due(OutgoingMail.objects.all(), now or timezone.now())


def queue_age(now: datetime | None = None) -> timedelta:
    """Return how long the longest-due mail has been waiting for a worker; zero when none is due."""
    now = now or timezone.now()
    oldest = due_mail(now).values_list("due_at", flat=True).first()
    return now - oldest if oldest is not None else timedelta()


def entries_of_mail() -> QuerySet[Any]:
    """Return the numbers of the journal entries that a mail tells of."""
    return OutgoingMail.objects.exclude(entry=None).values("entry")
