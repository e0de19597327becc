"""Groups: teams of people, support groups that take tickets and their levels; one id space
(fields.md D2).
"""

from django.db import models

from accounts.models.entity import Scoped
from accounts.models.tree import Tree
from accounts.models.user import User
from accounts.vocabulary import Engine, GroupState
from audit.columns import Carrying, Row, Trash


class Group(Row, Scoped, Tree, Trash, Carrying):
    """A team. `is_support` groups take tickets; one with `level_order` is a level of its parent
    desk.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    level_order = models.PositiveSmallIntegerField(null=True, blank=True)
    is_people_group = models.BooleanField(default=False)
    is_support = models.BooleanField(default=False)
    can_request = models.BooleanField(default=True)
    can_watch = models.BooleanField(default=True)
    can_be_assigned = models.BooleanField(default=True)
    can_do_tasks = models.BooleanField(default=True)
    is_notified = models.BooleanField(default=True)
    can_own_items = models.BooleanField(default=True)
    can_manage = models.BooleanField(default=True)
    email = models.CharField(max_length=254, blank=True, default="")
    engine = models.CharField(max_length=16, choices=Engine, default=Engine.MANUAL)
    state = models.CharField(max_length=16, choices=GroupState, default=GroupState.ENABLED)
    default_owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    calendar = models.ForeignKey(
        "accounts.Calendar", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["is_support", "deleted_at", "name"], name="group_support_by_name")
        ]

    def __str__(self) -> str:
        return self.full_name or self.name


class Member(Row):
    """A person in a group. An engine gives tickets to who takes them, up to `most_open` open
    ones.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    is_manager = models.BooleanField(default=False)
    is_delegate = models.BooleanField(default=False)
    is_dynamic = models.BooleanField(default=False)
    takes_tickets = models.BooleanField(default=True)
    most_open = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"
