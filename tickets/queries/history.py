"""What happened to a ticket, and who is told about it."""

from django.db.models import QuerySet

from audit.models import JournalEntry
from tickets.models import Ticket, TicketPerson


def history_of(ticket: Ticket) -> QuerySet[JournalEntry]:
    """Return the journal of a visible ticket, oldest first."""
    return JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk).order_by("id")


def recipients_of(ticket: Ticket) -> QuerySet[TicketPerson]:
    """Return everybody with a part in the ticket who wants mail, with their user rows."""
    return (
        TicketPerson.objects.filter(ticket=ticket, wants_mail=True)
        .select_related("user")
        .order_by("id")
    )
