"""What lets machines and people in: API clients, tokens, and the memory of failed sign-ins."""

from django.db import models

from accounts.models.user import User
from accounts.vocabulary import LinkPurpose, TokenKind
from audit.columns import Row, Trash


class ApiClient(Row, Trash):
    """A program that calls us. `networks` are CIDR texts; empty = any address.

    `secret_hash` is the SHA-256 of what the program shows (an API password or app token). A client
    with a `login` calls under that name and acts as `user`; `scopes` are the words it may use, "*"
    all of them.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    dialect = models.CharField(max_length=16, blank=True, default="")
    is_active = models.BooleanField(default=True)
    networks = models.JSONField(default=list, blank=True)
    secret_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    secret_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    log_use = models.PositiveSmallIntegerField(default=0)
    edition = models.CharField(max_length=16, blank=True, default="")
    login = models.CharField(max_length=255, blank=True, default="")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="api_clients"
    )
    scopes = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dialect", "login"],
                condition=~models.Q(login="") & models.Q(deleted_at=None),
                name="apiclient_login_once",
            ),
            models.CheckConstraint(
                condition=models.Q(login="") | models.Q(user__isnull=False),
                name="apiclient_login_acts_as_somebody",
            ),
        ]
        indexes = [models.Index(fields=["dialect", "is_active"], name="apiclient_dialect")]

    def __str__(self) -> str:
        return self.name


class Token(Row):
    """A secret that stands for a person; kept as SHA-256, shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=16, choices=TokenKind, default=TokenKind.PERSONAL)
    name = models.CharField(max_length=255, blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(max_length=8, blank=True, default="", editable=False)
    scopes = models.JSONField(default=list, blank=True)
    client = models.ForeignKey(
        ApiClient, null=True, blank=True, on_delete=models.CASCADE, related_name="tokens"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.name or self.kind} ({self.prefix}…)"


class EntryLink(Row):
    """A link sent by mail with which a person sets a password; kept as SHA-256, good once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="entry_links")
    purpose = models.CharField(max_length=16, choices=LinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} of {self.user}"


class FailedLogin(models.Model):
    """Wrong secrets in a window, per account and per address: one row per key."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=300, unique=True)
    failures = models.PositiveIntegerField(default=0)
    window_started_at = models.DateTimeField()
    blocked_until_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"


class KnownAddress(models.Model):
    """An address from which a person has signed in: strangers' guesses do not block it."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_addresses")
    address = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="knownaddress_once")
        ]
        verbose_name_plural = "known addresses"

    def __str__(self) -> str:
        return f"{self.user} at {self.address}"
