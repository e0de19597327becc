"""Delegations: who votes in whose place, and when."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from audit.columns import Row


class Delegation(Row):
    """From `starts_at` until `ends_at` (None = open end) the delegate may vote for the user."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    delegate = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="delegation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("delegate")), name="delegation_to_somebody_else"
            ),
        ]
        indexes = [
            models.Index(fields=["delegate", "starts_at"], name="delegation_of_delegate"),
            models.Index(fields=["user", "starts_at"], name="delegation_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.user}"
