"""Words of notify."""

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Due time of waiting mail that came with an import: it is counted and not sent."""


class QueueState(models.TextChoices):
    """Where a row of a queue stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"


class MailSecurity(models.TextChoices):
    """How the connection to a mail server is protected."""

    NONE = "none", _("Not at all")
    STARTTLS = "starttls", _("TLS after the greeting (STARTTLS)")
    TLS = "tls", _("TLS from the first byte")
