"""Announcements: what everybody in some groups should know now."""

from typing import Any

from django.db import models

from accounts.models import Group, User
from audit.columns import Carrying, Row, Trash
from kb.vocabulary import AnnouncementState, Importance, TextFormat


class Announcement(Row, Trash, Carrying):
    """News for groups: an outage, a maintenance. An update that is a solution closes it."""

    title = models.CharField(max_length=255)
    body = models.TextField(blank=True, default="")
    body_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.HTML)
    importance = models.CharField(max_length=8, choices=Importance, default=Importance.MEDIUM)
    state = models.CharField(
        max_length=8, choices=AnnouncementState, default=AnnouncementState.OPEN
    )
    creator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expected_end_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    groups: Any = models.ManyToManyField(Group, through="kb.AnnouncementGroup", related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="announcement_state")]

    def __str__(self) -> str:
        return self.title


class AnnouncementGroup(Row):
    """A group whose people read an announcement."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="group_rows"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "group"], name="announcementgroup_once")
        ]

    def __str__(self) -> str:
        return str(self.group)


class AnnouncementUpdate(Row):
    """News about an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="updates")
    body = models.TextField()
    body_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.HTML)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_solution = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.body[:80]
