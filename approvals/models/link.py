"""Links by mail with which somebody votes without signing in."""

from django.db import models

from accounts.models import User
from approvals.models.request import ApprovalRequest
from audit.columns import Row


class VoteLink(Row):
    """A link that was mailed to one person about one request; kept as SHA-256, good once."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person} on {self.request}"
