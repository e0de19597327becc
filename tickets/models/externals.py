"""Suppliers and other third parties that have a part in a ticket."""

from django.db import models

from audit.columns import Carrying, Row, Trash
from crm.models import Company
from tickets.models.ticket import Ticket


class TicketExternal(Row, Trash, Carrying):
    """A third party working on a ticket, and the number under which it knows it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="externals")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="ticket_links")
    reference = models.CharField(max_length=255, blank=True, default="")
    wants_mail = models.BooleanField(default=False)
    email = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="ticketexternal_ticket"),
            models.Index(fields=["company", "ticket"], name="ticketexternal_company"),
        ]

    def __str__(self) -> str:
        return f"{self.company} on #{self.ticket_id}"
