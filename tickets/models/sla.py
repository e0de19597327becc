"""Samples of SLA checks that another desk made."""

from django.db import models

from tickets.models.ticket import Ticket


class SlaSample(models.Model):
    """At a moment the promise was met or not (fields.md: used where a ticket has such a series)."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sla_samples")
    at = models.DateTimeField()
    is_met = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "at"], name="slasample_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {'met' if self.is_met else 'missed'}"
