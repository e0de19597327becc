"""The text of a ticket, folded, for exact substring filters."""

from django.db import models

from tickets.models.ticket import Ticket


class TicketText(models.Model):
    """Case-folded copies, kept in the transaction of the change (performance.md section 2).

    `fields` are the custom values, one a line.
    """

    ticket = models.OneToOneField(
        Ticket, primary_key=True, on_delete=models.CASCADE, related_name="text"
    )
    title = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    fields = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.title
