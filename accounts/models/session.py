"""Sessions of programs: who signed in, and in which role and entities they work."""

from django.db import models

from accounts.models.entity import Entity
from accounts.models.role import Role
from accounts.models.user import User
from audit.columns import Row


class WireSession(Row):
    """A sign-in of a program, found by the hash of its token.

    `entity` null = all entities in which the role is held. `last_used_at` is written every few
    minutes, so that reading calls do not queue up behind one another.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wire_sessions")
    dialect = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    entity = models.ForeignKey(
        Entity, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_recursive = models.BooleanField(default=False)
    address = models.CharField(max_length=64, blank=True, default="")
    was_changed = models.BooleanField(default=False)
    last_used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_used_at"], name="wiresession_age")]

    def __str__(self) -> str:
        return f"{self.user} ({self.dialect})"
