"""Workflows: what is asked when a ticket of a category is opened, in versions, and their runs."""

from django.db import models

from accounts.models import User
from audit.columns import Row, Trash
from tickets.models.ticket import Ticket
from tickets.vocabulary import RunState, VersionState


class Workflow(Row, Trash):
    """A named process; the version that is deployed is the one new tickets get."""

    name = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class WorkflowVersion(Row):
    """A version of a workflow.

    `initial_fields` are the questions of its start: {"id", "label", "kind", "is_required",
    "is_list"}.
    """

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.DRAFT)
    initial_fields = models.JSONField(default=list, blank=True)
    asks_description = models.BooleanField(default=False)
    edited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deployed_at = models.DateTimeField(null=True, blank=True)
    deployed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "number"], name="workflowversion_number"),
            models.UniqueConstraint(
                fields=["workflow"],
                condition=models.Q(state=VersionState.DEPLOYED),
                name="workflowversion_one_deployed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.number}"


class WorkflowRun(Row):
    """The instance of a workflow on a ticket; `values` holds its variables by the field's id."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="workflow_run")
    version = models.ForeignKey(WorkflowVersion, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=12, choices=RunState, default=RunState.RUNNING)
    values = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.version} on #{self.ticket_id}"
