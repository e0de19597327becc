"""Words of notify."""

from datetime import UTC, datetime

from django.db import models

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Due time of waiting mail that came with an import: it is counted and not sent."""


class QueueState(models.TextChoices):
    """Where a row of a queue stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"
