"""Requests for approval on rows of any app, their steps and votes."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from accounts.models import User
from approvals.models.columns import Counting, Terms
from approvals.models.template import ApprovalTemplate
from approvals.vocabulary import RequestKind, RequestState, VoteState
from audit.columns import Carrying, Row

WAITS = Q(state=RequestState.WAITING)


class ApprovalRequest(Row, Carrying, Terms):
    """A question about a row. `step` is the position of the step that is asked now.

    The owner declares the GenericRelation (`content_type_field="noun"`), so that the request goes
    with it. `is_expired`: the end came by the clock.
    """

    template = models.ForeignKey(
        ApprovalTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    kind = models.CharField(max_length=12, choices=RequestKind, default=RequestKind.SPONTANEOUS)
    description = models.TextField(blank=True, default="")
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.WAITING)
    step = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True, blank=True)
    is_expired = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    reminder_count = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    noun = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("noun", "object_id")

    class Meta:
        indexes = [
            models.Index(fields=["noun", "object_id"], name="approvalrequest_owner"),
            models.Index(fields=["due_at"], condition=WAITS, name="approvalrequest_due"),
            models.Index(fields=["remind_at"], condition=WAITS, name="approvalrequest_remind"),
        ]

    def __str__(self) -> str:
        return self.template.title if self.template is not None else self.description[:80]


class RequestStep(Row, Counting):
    """One step of a request; the next begins when this one is approved."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="steps")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="requeststep_position")
        ]
        ordering = ("position",)

    def __str__(self) -> str:
        return f"step {self.position}"


class Vote(Row, Carrying):
    """What one voter is asked in one step. `cast_by` is the delegate where one answered.

    A voter of several steps has a vote in each. `asked_at` is empty until the step begins.
    """

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="votes")
    step = models.ForeignKey(RequestStep, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=VoteState, default=VoteState.WAITING)
    comment = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    voted_at = models.DateTimeField(null=True, blank=True)
    cast_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "voter"], name="vote_once")]
        indexes = [
            models.Index(fields=["voter", "state"], name="vote_of_voter"),
            models.Index(fields=["request", "voter"], name="vote_in_request"),
        ]

    def __str__(self) -> str:
        return f"{self.voter}: {self.state}"
