"""Counters of a ticket, from its lines: after lines left or joined it."""

from django.db.models import Count, Max, Sum

from tickets.models import Followup, Ticket


def count_lines(ticket: Ticket) -> None:
    """Set the number of lines and the time spent from the ticket's lines, and store both."""
    found = Followup.objects.filter(ticket=ticket, deleted_at=None).aggregate(
        lines=Count("pk"), seconds=Sum("workunit__seconds")
    )
    ticket.followup_count, ticket.work_seconds = found["lines"], found["seconds"] or 0
    ticket.save(update_fields=["followup_count", "work_seconds"])


def move_lines(lines: list[Followup], target: Ticket) -> None:
    """Put lines behind those of another ticket, with new ordinals there; nothing is counted."""
    last = Followup.objects.filter(ticket=target).aggregate(
        ordinal=Max("ordinal"), message=Max("message_ordinal")
    )
    ordinal, message = last["ordinal"] or 0, last["message"] or 0
    for line in lines:
        ordinal += 1
        message += 1 if line.message_ordinal else 0
        line.ticket, line.ordinal = target, ordinal
        line.message_ordinal = message if line.message_ordinal else 0
        line.save(update_fields=["ticket", "ordinal", "message_ordinal"])
