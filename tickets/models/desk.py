"""What agents leave on a ticket while they work: drafts, presence, timers, mentions, replies."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Group, User
from audit.columns import Row
from tickets.models.followup import Followup
from tickets.models.ticket import Ticket
from tickets.vocabulary import DraftKind, TextFormat


class SavedDraft(Row):
    """What a person has begun to write: one per ticket and kind, and one new ticket.

    `fields` holds what the form of a new ticket holds beside the text. Files hang here until the
    line is sent.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_drafts"
    )
    kind = models.CharField(max_length=12, choices=DraftKind)
    body = models.TextField(blank=True, default="")
    body_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.MARKDOWN)
    fields = models.JSONField(default=dict, blank=True)

    file_links = GenericRelation(
        "files.FileLink", content_type_field="noun", object_id_field="object_id"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "ticket", "kind"],
                condition=Q(ticket__isnull=False),
                name="saveddraft_of_ticket",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ticket=None), name="saveddraft_of_new"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class CannedReply(Row):
    """A text that agents insert. `user`: personal; `group`: for its members; neither: for all.

    `shortcut` is what is typed behind "::". The body names values as {{ticket.number}}.
    """

    name = models.CharField(max_length=120)
    shortcut = models.CharField(max_length=40)
    body = models.TextField()
    body_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.MARKDOWN)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="canned_replies"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="canned_replies"
    )

    class Meta:
        verbose_name_plural = "canned replies"
        ordering = ["shortcut", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) | Q(group=None), name="cannedreply_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mention(Row):
    """Somebody named with @ in a line of a ticket they may read."""

    followup = models.ForeignKey(Followup, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["followup", "user"], name="mention_once"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="mention_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} in followup {self.followup_id}"


class Presence(models.Model):
    """Who has a ticket open; old rows mean nobody. One row per person and ticket, written over."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)
    typing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user"], name="presence_once"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.user_id} at #{self.ticket_id}"


class WorkTimer(Row):
    """A running stopwatch of one person on one ticket."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "ticket"], name="worktimer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on #{self.ticket_id} since {self.started_at}"


class TicketMerge(Row):
    """A ticket that went into another; `moved` names the rows that went with it, to bring back."""

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="absorbed")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    moved = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at=None), name="ticketmerge_once"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.source_id} into #{self.target_id}"
