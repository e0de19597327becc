"""Newsletters and who gets them."""

from typing import ClassVar

from django.db import models

from accounts.models import Group, Scoped
from audit.columns import Carrying, Row, Trash
from crm.vocabulary import KEY_LENGTH, SubscriptionStatus


class Newsletter(Row, Scoped, Trash, Carrying):
    """A list of addresses that get the same mail; `group` None = every group may manage it."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


class Subscription(Row):
    """An address on a newsletter; one row per newsletter and address without case.

    `status` off = unsubscribed: the row stays, so that nobody is put back unawares.
    """

    FOLDED: ClassVar[dict[str, str]] = {"email": "email_key"}

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.CASCADE, related_name="subscriptions"
    )
    name = models.CharField(max_length=255)
    email = models.EmailField()
    email_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    status = models.CharField(
        max_length=16, choices=SubscriptionStatus, default=SubscriptionStatus.OK
    )
    validated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "email_key"], name="subscription_once_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} on {self.newsletter}"
