"""How the desk does: what came in and what was solved, day by day."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from audit.actor import Actor
from tickets.models import Ticket
from tickets.queries.lists import visible_tickets

DAYS = 7


def in_and_out(actor: Actor, today: date, days: int = DAYS) -> list[tuple[date, int, int]]:
    """Return (day, opened, solved) of the visible tickets of the last days, today last, in the
    current time zone (two statements).
    """
    first = today - timedelta(days=days - 1)
    begin = timezone.make_aware(datetime.combine(first, time.min))
    tickets = visible_tickets(actor)
    opened = _by_day(tickets.filter(opened_at__gte=begin), "opened_at")
    solved = _by_day(tickets.filter(resolved_at__gte=begin), "resolved_at")
    every = [first + timedelta(days=number) for number in range(days)]
    return [(day, opened.get(day, 0), solved.get(day, 0)) for day in every]


def _by_day(tickets: QuerySet[Ticket], column: str) -> dict[date, int]:
    rows = tickets.order_by().annotate(day=TruncDate(column)).values("day")
    return dict(rows.annotate(number=Count("*")).values_list("day", "number"))
