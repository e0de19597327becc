"""Who has put which announcement away."""

from django.db import models

from accounts.models import User
from audit.columns import Row
from kb.models.announcement import Announcement


class AnnouncementDismissal(Row):
    """A person who wants no banner of an announcement any more, until there is news of it."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="dismissals"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "user"], name="announcementdismissal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.announcement}"
