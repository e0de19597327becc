"""Tickets to tickets, tickets to configuration items."""

from django.db import models

from assets.models import ConfigurationItem
from audit.columns import Row
from tickets.models.ticket import Ticket
from tickets.vocabulary import LinkKind


class TicketLink(Row):
    """One direction is stored: the source is the child, the duplicate, the effect (fields.md
    D28).
    """

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=16, choices=LinkKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="ticketlink_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class TicketCI(Row):
    """A configuration item that a ticket is about."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ci_links")
    ci = models.ForeignKey(ConfigurationItem, on_delete=models.CASCADE, related_name="ticket_links")

    class Meta:
        verbose_name = "ticket CI"
        constraints = [models.UniqueConstraint(fields=["ticket", "ci"], name="ticketci_once")]
        indexes = [models.Index(fields=["ci", "ticket"], name="ticketci_ci")]

    def __str__(self) -> str:
        return f"{self.ticket_id} about {self.ci_id}"
