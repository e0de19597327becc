"""Roles are sets of rights; a grant gives one to a person somewhere (fields.md D18)."""

from django.db import models

from accounts.models.entity import Entity
from accounts.models.group import Group
from accounts.models.user import User
from accounts.vocabulary import ROOT_ENTITY, Interface, TicketReach
from audit.columns import Carrying, Row


class Role(Row, Carrying):
    """Words of rights ("*" = all) and how far its ticket rights reach.

    Holders of a role that requires a second factor set one up before they can do anything else.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    interface = models.CharField(max_length=16, choices=Interface, default=Interface.CENTRAL)
    is_default = models.BooleanField(default=False)
    is_builtin = models.BooleanField(default=False, editable=False)
    rights = models.JSONField(default=list, blank=True)
    ticket_reach = models.CharField(max_length=16, choices=TicketReach, default=TicketReach.OWN)
    requires_second_factor = models.BooleanField(default=False)
    status_moves = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class Grant(Row):
    """A role held by a person in an entity, with or without its children, optionally for one
    group only.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    entity = models.ForeignKey(
        Entity, default=ROOT_ENTITY, on_delete=models.PROTECT, related_name="grants"
    )
    is_recursive = models.BooleanField(default=True)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="grants"
    )
    is_dynamic = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "entity", "group"], name="grant_once_in_group"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "entity"],
                condition=models.Q(group=None),
                name="grant_once_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.user}"
