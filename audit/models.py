"""The ledger's tables: changes, periodic runs, imported numbers, stored answers, use counts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class JournalEntry(models.Model):
    """One row per change of one object. Never updated (except `dispatched_at`), and deleted only
    when it is older than the journal is kept (audit.journal.forget_entries).

    `changes` is {field: [old, new]} in stored values, `names` the words of keys at that moment.
    What happens to a part of a ticket is recorded on the ticket, with the part beside it.
    """

    id = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=48)
    noun = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    part_noun = models.CharField(max_length=32, blank=True, default="")
    part_id = models.BigIntegerField(null=True, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    acted_for_id = models.BigIntegerField(null=True, blank=True)
    door = models.CharField(max_length=16, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    caused_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changes = models.JSONField(default=dict, blank=True)
    names = models.JSONField(default=dict, blank=True)
    message = models.TextField(blank=True, default="")
    dispatched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "journal entries"
        indexes = [
            models.Index(fields=["noun", "object_id", "id"], name="journal_object"),
            models.Index(fields=["recorded_at"], name="journal_time"),
            models.Index(fields=["acted_for_id", "recorded_at"], name="journal_acted_for"),
            models.Index(
                fields=["id"], condition=Q(dispatched_at=None), name="journal_undispatched"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.noun} {self.object_id}"


class JobRun(models.Model):
    """One row per run of a periodic job; unique, so that a second scheduler is harmless."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    slot = models.DateTimeField()
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True, default="")
    message = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "slot"], name="jobrun_once_per_slot")
        ]
        indexes = [models.Index(fields=["name", "-started_at"], name="jobrun_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot:%Y-%m-%d %H:%M}"


class ImportedId(models.Model):
    """A foreign number that could not be kept (fields.md D2)."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=32)
    noun = models.CharField(max_length=32)
    foreign_id = models.CharField(max_length=64)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "noun", "foreign_id"], name="importedid_by_foreign"
            ),
            models.UniqueConstraint(
                fields=["source", "noun", "object_id"], name="importedid_by_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.noun} {self.foreign_id}"


class IdempotencyKey(models.Model):
    """An act that a caller named by a key: done once, answered alike for a day.

    Written by the act's own transaction; `status` 0 = the answer has not been kept yet.
    """

    id = models.BigAutoField(primary_key=True)
    caller_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    nonce = models.CharField(max_length=32)
    noun = models.CharField(max_length=32, blank=True, default="")
    object_id = models.BigIntegerField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller_id", "key"], name="idempotencykey_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotencykey_age")]

    def __str__(self) -> str:
        return f"{self.caller_id} {self.key}"


class UseCount(models.Model):
    """How often a caller called through a door in a minute (audit.uses); 0 = none of the kind."""

    id = models.BigAutoField(primary_key=True)
    minute = models.DateTimeField()
    door = models.CharField(max_length=16)
    client_id = models.BigIntegerField(default=0)
    token_id = models.BigIntegerField(default=0)
    user_id = models.BigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "door", "client_id", "token_id", "user_id"],
                name="usecount_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.minute:%Y-%m-%d %H:%M}: {self.calls}"


class FeedPosition(models.Model):
    """The place of an entry in the feed of changes; given after its commit, so that a reader who
    has come to a place never finds anything new before it.
    """

    id = models.BigAutoField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.CASCADE, related_name="position")
    placed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["placed_at"], name="feedposition_age")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.entry_id}"


class FeedMark(models.Model):
    """One row: entries up to this number have a place, or were there before the feed began.

    Whoever gives places locks it.
    """

    after_entry_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.after_entry_id)
