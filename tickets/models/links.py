"""Tickets to tickets, configuration items, articles, announcements."""

from django.db import models

from assets.models import ConfigurationItem
from audit.columns import Row
from kb.models import Announcement, Article
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


class TicketArticle(Row):
    """An article that was used on a ticket; `is_solution`: it solved the ticket, and is counted."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="article_links")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="ticket_links")
    is_solution = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "article"], name="ticketarticle_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} on {self.ticket_id}"


class TicketAnnouncement(Row):
    """A ticket that an announcement is about: a major incident."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="announcement_links")
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="ticket_links"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "announcement"], name="ticketannouncement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} about {self.ticket_id}"
