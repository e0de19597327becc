"""The ticket."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q

from accounts.models import Group, Location, Scoped, User
from audit.columns import Carrying, Row, Trash
from crm.models import ProjectTask
from tickets.models.catalogue import RequestSource, Status, TicketCategory, TicketForm
from tickets.vocabulary import (
    CloseReason,
    Kind,
    Priority,
    Resolution,
    Sentiment,
    TextFormat,
    WaitingReason,
)

_LIVE = Q(deleted_at=None)
_OPEN = Q(deleted_at=None, closed_at=None, resolved_at=None)


class Ticket(Row, Scoped, Trash, Carrying):
    """An incident, request, problem or change (fields.md, tickets.Ticket).

    `updated_at`: own fields changed; `activity_at`: anything new on the timeline. `requester` and
    `assignee` copy the first TicketPerson of the role. Counters and `work_seconds` are kept by
    operations.
    """

    kind = models.CharField(max_length=16, choices=Kind, default=Kind.INCIDENT)
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    description_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.TEXT)
    closing_text = models.TextField(blank=True, default="")
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    resolution = models.PositiveSmallIntegerField(choices=Resolution, default=Resolution.NONE)
    close_reason = models.CharField(max_length=24, choices=CloseReason, blank=True, default="")
    waiting_reason = models.CharField(max_length=16, choices=WaitingReason, blank=True, default="")
    waiting_until_at = models.DateTimeField(null=True, blank=True)
    waiting_since_at = models.DateTimeField(null=True, blank=True)
    waiting_ticket = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="waited_for_by"
    )
    waiting_external = models.ForeignKey(
        "tickets.TicketExternal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.MEDIUM)
    urgency = models.PositiveSmallIntegerField(default=3)
    impact = models.PositiveSmallIntegerField(default=3)
    is_priority_manual = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True, blank=True)
    activity_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_closed_at = models.DateTimeField(null=True, blank=True)
    requester = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="requested"
    )
    submitter = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="submitted"
    )
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned"
    )
    support_group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    edited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    category = models.ForeignKey(
        TicketCategory, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    form = models.ForeignKey(
        TicketForm, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    source = models.ForeignKey(
        RequestSource, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    project_task = models.ForeignKey(
        ProjectTask, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    sla_policy = models.ForeignKey(
        "tickets.SlaPolicy", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sla_is_disabled = models.BooleanField(default=False)
    clocks_from_at = models.DateTimeField(null=True, blank=True, editable=False)
    respond_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolve_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    waiting_seconds = models.BigIntegerField(default=0)
    work_seconds = models.BigIntegerField(default=0)
    followup_count = models.PositiveIntegerField(default=0)
    open_child_count = models.PositiveIntegerField(default=0)
    validation_percent = models.PositiveSmallIntegerField(default=0)
    survey_sent_at = models.DateTimeField(null=True, blank=True)
    survey_answered_at = models.DateTimeField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_comment = models.TextField(blank=True, default="")
    sentiment_initial = models.CharField(
        max_length=8, choices=Sentiment, blank=True, default="", editable=False
    )
    sentiment_current = models.CharField(
        max_length=8, choices=Sentiment, blank=True, default="", editable=False
    )
    is_locked = models.BooleanField(default=False)
    extra1 = models.CharField(max_length=255, blank=True, default="")
    extra2 = models.CharField(max_length=255, blank=True, default="")
    extra3 = models.CharField(max_length=255, blank=True, default="")
    extra4 = models.CharField(max_length=255, blank=True, default="")

    file_links = GenericRelation(
        "files.FileLink", content_type_field="noun", object_id_field="object_id"
    )
    notes = GenericRelation("accounts.Note", content_type_field="noun", object_id_field="object_id")
    approvals = GenericRelation(
        "approvals.ApprovalRequest", content_type_field="noun", object_id_field="object_id"
    )
    contract_links = GenericRelation("crm.ContractLink")
    project_links = GenericRelation("crm.ProjectLink")

    class Meta:
        indexes = [
            # api.php get_incidents: newest update first
            models.Index(fields=["-updated_at", "-id"], name="ticket_by_update"),
            # the desk's lists: newest activity first, all and per queue
            models.Index(fields=["-activity_at", "-id"], name="ticket_by_activity"),
            models.Index(
                fields=["-activity_at", "-id"], name="ticket_open_activity", condition=_OPEN
            ),
            models.Index(fields=["id"], name="ticket_open_number", condition=_OPEN),
            models.Index(
                fields=["support_group", "-activity_at", "-id"],
                name="ticket_open_group",
                condition=_OPEN,
            ),
            models.Index(
                fields=["assignee", "-activity_at", "-id"],
                name="ticket_open_assignee",
                condition=_OPEN,
            ),
            models.Index(
                fields=["requester", "-activity_at", "-id"],
                name="ticket_open_requester",
                condition=_OPEN,
            ),
            models.Index(fields=["requester", "-id"], name="ticket_requester"),
            models.Index(fields=["submitter", "-id"], name="ticket_submitter"),
            # the desk's lists by urgency
            models.Index(fields=["-priority", "-id"], name="ticket_open_priority", condition=_OPEN),
            # counters per status and group: get_stats, get_incidents_summary
            models.Index(
                fields=["status", "support_group", "priority"],
                name="ticket_counts",
                condition=_LIVE,
            ),
            # get_stats avg_life
            models.Index(
                fields=["status", "opened_at", "last_closed_at"],
                name="ticket_life",
                condition=Q(deleted_at=None, last_closed_at__isnull=False),
            ),
            models.Index(fields=["opened_at"], name="ticket_opened"),
            # without the open ones: SQLite takes "closed_at is null" for a rare value
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="ticket_closed"
            ),
            # what was solved lately: the desk's first page
            models.Index(
                fields=["resolved_at"],
                name="ticket_resolved",
                condition=Q(deleted_at=None, resolved_at__isnull=False),
            ),
            # lists per kind, oldest number first, and how many there are
            models.Index(fields=["kind", "id"], name="ticket_kind", condition=_LIVE),
            models.Index(fields=["entity", "id"], name="ticket_entity"),
            # waits that end by a date
            models.Index(
                fields=["waiting_until_at"],
                name="ticket_wakes",
                condition=Q(deleted_at=None, waiting_until_at__isnull=False),
            ),
            # what breaches next
            models.Index(fields=["resolve_due_at"], name="ticket_due", condition=_OPEN),
            models.Index(fields=["respond_due_at"], name="ticket_respond", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"
