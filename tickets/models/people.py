"""Everybody who has a part in a ticket (fields.md D26)."""

from django.db import models
from django.db.models import Q

from accounts.models import Group, User
from audit.columns import Row
from tickets.models.ticket import Ticket
from tickets.vocabulary import Role


class TicketPerson(Row):
    """A person, or a bare e-mail address, in a role. The lowest id of a role is the primary one."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.CharField(max_length=254, blank=True, default="")
    email_key = models.CharField(max_length=254, blank=True, default="", editable=False)
    role = models.CharField(max_length=12, choices=Role)
    wants_mail = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "ticket people"
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(email=""), name="ticketperson_is_somebody"
            ),
            models.UniqueConstraint(
                fields=["ticket", "user", "role"],
                condition=Q(user__isnull=False),
                name="ticketperson_user_once",
            ),
            models.UniqueConstraint(
                fields=["ticket", "email_key", "role"],
                condition=Q(user=None),
                name="ticketperson_email_once",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "role", "ticket"], name="ticketperson_user"),
            models.Index(fields=["email_key"], name="ticketperson_email"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.email} ({self.role})"


class TicketGroup(Row):
    """A group in a role beside the support group."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "group", "role"], name="ticketgroup_once")
        ]
        indexes = [models.Index(fields=["group", "role", "ticket"], name="ticketgroup_group")]

    def __str__(self) -> str:
        return f"{self.group} ({self.role})"
