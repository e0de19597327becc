"""Figures about tickets, counted in the database."""

from typing import Any

from django.db.models import Avg, Count, FloatField, Func, QuerySet, Sum

from tickets.models import SlaSample, Ticket


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

    A ticket's series of samples holds from each sample to the next; the last one only tells the
    end.
    """
    rows = SlaSample.objects.filter(ticket__in=tickets.order_by().values("pk")).order_by(
        "ticket_id", "at"
    )
    series: dict[int, list[tuple[float, bool]]] = {}
    for ticket_id, at, is_met in rows.values_list("ticket_id", "at", "is_met"):
        series.setdefault(ticket_id, []).append((at.timestamp(), is_met))
    if not series:
        return 100.0
    return sum(_share(samples) for samples in series.values()) / len(series)


def _share(samples: list[tuple[float, bool]]) -> float:
    met = total = 0.0
    for (begin, is_met), (end, _) in zip(samples, samples[1:], strict=False):
        total += end - begin
        met += end - begin if is_met else 0.0
    if not total:
        return 100.0 if samples[-1][1] else 0.0
    return met / total * 100
