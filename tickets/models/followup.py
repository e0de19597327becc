"""The timeline of a ticket, and the time spent."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from accounts.models import Role, User
from audit.columns import Carrying, Row, Trash
from tickets.models.catalogue import RequestSource
from tickets.models.ticket import Ticket
from tickets.vocabulary import FollowupKind, SolutionState, TextFormat


class WorkCategory(Row, Carrying):
    """What kind of work time was spent on, and what an hour of it costs."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    hourly_cost_amount = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "work categories"

    def __str__(self) -> str:
        return self.name


class Followup(Row, Trash, Carrying):
    """One line: message, note, solution, task or work (fields.md D12). `body_hash` finds the same
    text again.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followups")
    kind = models.CharField(max_length=12, choices=FollowupKind, default=FollowupKind.MESSAGE)
    ordinal = models.PositiveIntegerField()
    message_ordinal = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="followups"
    )
    acted_for = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.TextField(blank=True, default="")
    body_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.TEXT)
    body_hash = models.CharField(max_length=40, editable=False, default="")
    is_public = models.BooleanField(default=True)
    replies_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.ForeignKey(
        RequestSource, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    file_links = GenericRelation(
        "files.FileLink", content_type_field="noun", object_id_field="object_id"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "ordinal"], name="followup_ordinal")
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="followup_ticket"),
            models.Index(fields=["ticket", "body_hash"], name="followup_same_text"),
            models.Index(fields=["author", "written_at"], name="followup_author"),
            models.Index(fields=["updated_at"], name="followup_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ordinal} of #{self.ticket_id}"


class Workunit(Row, Trash):
    """Time spent, in whole seconds; at most one per followup. `role` gives the hourly cost of the
    profile used.
    """

    followup = models.OneToOneField(Followup, on_delete=models.CASCADE, related_name="workunit")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="workunits")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seconds = models.BigIntegerField(default=0)
    category = models.ForeignKey(
        WorkCategory, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_billable = models.BooleanField(default=False)
    role = models.ForeignKey(
        Role, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hourly_cost_amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    is_from_home = models.BooleanField(default=False)
    locked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["user", "started_at"], name="workunit_user"),
            models.Index(fields=["started_at"], name="workunit_start"),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} s on followup {self.followup_id}"


class FollowupSolution(models.Model):
    """What a line of kind solution is and became: its type, whether the requester took it."""

    id = models.BigAutoField(primary_key=True)
    followup = models.OneToOneField(Followup, on_delete=models.CASCADE, related_name="solution")
    type = models.ForeignKey(
        "tickets.SolutionType", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=12, choices=SolutionState, default=SolutionState.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.ForeignKey(
        Followup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.state} solution {self.followup_id}"
