"""What only some lines and tickets have: tasks, plans, costs."""

from uuid import uuid4

from django.db import models

from accounts.models import Group, User
from audit.columns import Carrying, Row
from crm.models.catalogue import Catalogue, money_field
from tickets.models.followup import Followup, WorkCategory
from tickets.models.ticket import Ticket
from tickets.vocabulary import Risk, TaskState


def new_uuid() -> str:
    """Return a random UUID as text."""
    return str(uuid4())


class FollowupTask(Row):
    """What makes a line of the timeline a task: planning, state, who does it."""

    followup = models.OneToOneField(Followup, on_delete=models.CASCADE, related_name="task")
    uuid = models.CharField(max_length=36, unique=True, default=new_uuid, editable=False)
    category = models.ForeignKey(
        WorkCategory, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=12, choices=TaskState, default=TaskState.TO_DO)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["assignee", "state"], name="followuptask_assignee"),
            models.Index(fields=["group", "state"], name="followuptask_group"),
        ]

    def __str__(self) -> str:
        return f"Task {self.followup_id}"


class SolutionType(Catalogue):
    """What a solution was: workaround, fixed, user error …"""


class PlanText(Row):
    """The long texts of problems and changes; a row exists only once one is written."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="plan")
    impact = models.TextField(blank=True, default="")
    cause = models.TextField(blank=True, default="")
    symptom = models.TextField(blank=True, default="")
    control_list = models.TextField(blank=True, default="")
    rollout_plan = models.TextField(blank=True, default="")
    backout_plan = models.TextField(blank=True, default="")
    checklist = models.TextField(blank=True, default="")
    risk = models.CharField(max_length=8, choices=Risk, blank=True, default="")

    def __str__(self) -> str:
        return f"Plan of #{self.ticket_id}"


class TicketCost(Row, Carrying):
    """What a ticket cost beside the hours that workunits tell."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="costs")
    name = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    seconds = models.BigIntegerField(default=0)
    time_amount = money_field()
    fixed_amount = money_field()
    material_amount = money_field()

    def __str__(self) -> str:
        return self.name
