"""How the desk does: what came in and what was solved, day by day."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from audit.actor import Actor
from tickets.models import Ticket
from tickets.queries.lists import visible_tickets


def in_and_out(actor: Actor, first: date, last: date) -> list[tuple[date, int, int]]:
    """Return (day, opened, solved) of the visible tickets of some days until today, in the current
    time zone (two statements).
    """
    begin = timezone.make_aware(datetime.combine(first, time.min))
    tickets = visible_tickets(actor)
    opened = _by_day(tickets.filter(opened_at__gte=begin), "opened_at")
    solved = _by_day(tickets.filter(resolved_at__gte=begin), "resolved_at")
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, opened.get(day, 0), solved.get(day, 0)) for day in every]


def _by_day(tickets: QuerySet[Ticket], column: str) -> dict[date, int]:
    rows = tickets.order_by().annotate(day=TruncDate(column)).values("day")
    return dict(rows.annotate(number=Count("*")).values_list("day", "number"))
