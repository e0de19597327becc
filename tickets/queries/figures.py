"""Figures about tickets, counted in the database."""

from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, Func, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from tickets.models import SlaSample, Ticket
from tickets.vocabulary import ClockSide


class SecondsBetween(Func):
    """The seconds from the second moment to the first, counted by the database itself.

    Subtracting moments in an expression makes SQLite call Python for every row.
    """

    arity = 2
    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compile for SQLite, whose days are numbers."""
        return self.as_sql(
            compiler,
            connection,
            template="(julianday(%(expressions)s)) * 86400",
            arg_joiner=") - julianday(",
            **context,
        )


def counts_by(
    tickets: QuerySet[Ticket], field: str, *, most: int | None = None
) -> list[tuple[int | None, int]]:
    """Return (value, number of tickets) by a column, most frequent first."""
    rows = (
        tickets.order_by().values_list(field).annotate(number=Count("*")).order_by("-number", field)
    )
    return list(rows[:most] if most is not None else rows)


def open_by_member(tickets: QuerySet[Ticket]) -> dict[int, dict[int | None, int]]:
    """Return {group: {assignee, or None: number of tickets}} of tickets that have a group."""
    rows = (
        tickets.filter(support_group__isnull=False)
        .order_by()
        .values_list("support_group", "assignee")
        .annotate(number=Count("*"))
    )
    found: dict[int, dict[int | None, int]] = {}
    for group, assignee, number in rows:
        found.setdefault(group, {})[assignee] = number
    return found


def average_life(tickets: QuerySet[Ticket]) -> float:
    """Return the mean seconds between opening and last closing; 0 without closed ones."""
    closed = tickets.filter(last_closed_at__isnull=False).order_by()
    mean = closed.aggregate(mean=Avg(SecondsBetween("last_closed_at", "opened_at")))["mean"]
    return round(float(mean), 3) if mean is not None else 0.0


def average_work(tickets: QuerySet[Ticket]) -> float:
    """Return the mean seconds of work per ticket; 0 without any."""
    total = tickets.order_by().aggregate(seconds=Sum("work_seconds"), number=Count("pk"))
    return (total["seconds"] or 0) / total["number"] if total["number"] else 0.0


def average_rating(tickets: QuerySet[Ticket]) -> float | None:
    """Return the mean rating (0 to 10) of the rated ones, or None."""
    mean = (
        tickets.exclude(rating=None)
        .exclude(rating=0)
        .order_by()
        .aggregate(mean=Avg("rating"))["mean"]
    )
    return float(mean) if mean is not None else None


def sla_compliance(tickets: QuerySet[Ticket]) -> float:
    """Return the mean share (percent) of time inside the promise, 100 without data.

    Of a ticket with a series of samples each holds until the next, the last one only tells the end;
    of any other the clocks to the customer decide.
    """
    keys = tickets.order_by().values("pk")
    rows = SlaSample.objects.filter(ticket__in=keys).order_by("ticket_id", "at")
    series: dict[int, list[tuple[float, bool]]] = {}
    for ticket_id, at, is_met in rows.values_list("ticket_id", "at", "is_met"):
        series.setdefault(ticket_id, []).append((at.timestamp(), is_met))
    others = tickets.exclude(pk__in=SlaSample.objects.values("ticket")) if series else tickets
    total, number = _of_clocks(others.order_by())
    total += sum(_share(samples) for samples in series.values())
    number += len(series)
    return total / number if number else 100.0


def _of_clocks(tickets: QuerySet[Ticket]) -> tuple[float, int]:
    """Return the sum of the mean shares of those tickets that have clocks, and their number (one
    statement).

    A clock in time is worth 100, another one what it promised of what it took as last counted: at
    the ticket's last change, or last night.
    """
    taken = Greatest("clocks__elapsed_seconds", "clocks__target_seconds", 1)
    share = Case(
        When(clocks__breached_at=None, then=Value(100.0)),
        default=F("clocks__target_seconds") * 100.0 / taken,
        output_field=FloatField(),
    )
    # a join: asked for by a list of keys, PostgreSQL takes half as long again
    shares = tickets.filter(clocks__side=ClockSide.SLA).values("pk").annotate(share=Avg(share))
    found = shares.aggregate(total=Sum("share"), number=Count("pk"))
    return found["total"] or 0.0, found["number"]


def _share(samples: list[tuple[float, bool]]) -> float:
    met = total = 0.0
    for (begin, is_met), (end, _) in zip(samples, samples[1:], strict=False):
        total += end - begin
        met += end - begin if is_met else 0.0
    if not total:
        return 100.0 if samples[-1][1] else 0.0
    return met / total * 100
