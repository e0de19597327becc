"""Saved lists of tickets, and changes of many tickets at once."""

from django.db import models

from accounts.models import Group, User
from audit.columns import Row
from notify.queue import Queued
from tickets.models.ticket import Ticket
from tickets.vocabulary import BulkOutcome


class SavedView(Row):
    """A list of tickets by name: its filter as people write it, columns and order.

    Without an owner it belongs to the desk. `groups` see it too, everybody with `is_for_all`.
    """

    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True, default="")
    columns = models.JSONField(default=list, blank=True)
    sort = models.CharField(max_length=24, blank=True, default="")
    groups = models.ManyToManyField(Group, blank=True, related_name="+")
    is_for_all = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "name"], name="savedview_owner")]

    def __str__(self) -> str:
        return self.name


class PinnedView(Row):
    """A view that somebody keeps in the side bar."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pinned_views")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="pins")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "view"], name="pinnedview_once")]

    def __str__(self) -> str:
        return f"{self.view} of {self.user}"


class BulkChange(Row, Queued):
    """One change of many tickets, done by a worker ticket by ticket; `undoes` another one.

    `patch` holds what to set: {field: key or value}. `changed_count` and `refused_count` grow while
    it runs.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    acted_for = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    door = models.CharField(max_length=16)
    address = models.CharField(max_length=64, blank=True, default="")
    patch = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )
    total_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="bulkchange_due")]

    def __str__(self) -> str:
        return f"{self.patch} on {self.total_count} tickets"


class BulkItem(models.Model):
    """One ticket of a bulk change: how it ended, and {field: [before, after]} for the way back."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=BulkOutcome, default=BulkOutcome.WAITING)
    values = models.JSONField(default=dict, blank=True)
    message = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "ticket"], name="bulkitem_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.outcome}"
