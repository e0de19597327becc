"""Tables of the mail queue: the mails, and the server that they leave through."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from audit.columns import Row
from audit.models import JournalEntry
from notify.queue import Queued
from notify.vocabulary import MailSecurity, QueueState


class OutgoingMail(Queued):
    """One mail to one recipient about one act; the worker writes its text from the context.

    `sealed` holds the values of the context that are secrets, such as a link that lets somebody in,
    encrypted until the mail has left. Bodies with secrets are never stored.

    `message_id` is made once and kept on each try, so that a mail sent twice arrives as one.
    """

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(default=timezone.now)
    recipient = models.CharField(max_length=254)
    cc = models.JSONField(default=list, blank=True)
    from_address = models.CharField(max_length=254, blank=True, default="")
    template = models.CharField(max_length=64, blank=True, default="")
    context = models.JSONField(default=dict, blank=True)
    sealed = models.TextField(blank=True, default="", editable=False)
    language = models.CharField(max_length=10, blank=True, default="")
    subject = models.TextField(blank=True, default="")
    body_text = models.TextField(blank=True, default="")
    body_html = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    message_id = models.CharField(max_length=255, unique=True)
    entry = models.ForeignKey(
        JournalEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "outgoing mail"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=QueueState.WAITING),
                name="outgoingmail_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template or self.subject} to {self.recipient}"


class MailServer(Row):
    """The server that takes the desk's mail: at most one row, whose key is ONLY.

    Where the row is missing or not active, mail leaves as DESK_EMAIL_URL says. The password is
    sealed (audit.sealing): a copy of the database does not give it away.
    """

    ONLY = 1

    is_active = models.BooleanField(default=True)
    host = models.CharField(max_length=255, blank=True, default="")
    port = models.PositiveIntegerField(
        default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    security = models.CharField(max_length=8, choices=MailSecurity, default=MailSecurity.STARTTLS)
    username = models.CharField(max_length=255, blank=True, default="")
    sealed_password = models.TextField(blank=True, default="", editable=False)
    from_address = models.CharField(max_length=254, blank=True, default="")
    from_name = models.CharField(max_length=100, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"
