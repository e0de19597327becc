"""Dates some months after a date, counted by the database."""

from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Func, Q, Value, When
from django.db.models.lookups import GreaterThan, IsNull, LessThan

MOST_MONTHS, LAST_DAY = 12_000, date(8999, 1, 1)
"""A thousand years, and the last day from which they end before the year 10000."""


class Later(Func):
    """The same day so many months later; the month's last day where it has no such day."""

    output_field = DateField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Take the earlier one of that day and the last of the month; SQLite runs over its end."""
        day, months = self.get_source_expressions()
        day_sql, day_params = compiler.compile(day)
        months_sql, months_params = compiler.compile(months)
        sql = (
            f"MIN(DATE({day_sql}, ({months_sql}) || ' months'),"
            f" DATE({day_sql}, 'start of month', (({months_sql}) + 1) || ' months', '-1 day'))"
        )
        return sql, (*day_params, *months_params, *day_params, *months_params)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Add an interval."""
        template = "(%(expressions)s))::date"
        joiner = " + MAKE_INTERVAL(months => "
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **context)


def later(day: str, months: Any) -> Any:
    """Return the date so many months after a day; nothing without the day, below no months, and
    where no calendar goes.
    """
    count = F(months) if isinstance(months, str) else months
    beyond = (
        Q(IsNull(F(day), True))
        | Q(LessThan(count, Value(0)))
        | Q(GreaterThan(count, Value(MOST_MONTHS)))
        | Q(GreaterThan(F(day), Value(LAST_DAY)))
    )
    return Case(
        When(beyond, then=Value(None)), default=Later(F(day), count), output_field=DateField()
    )
