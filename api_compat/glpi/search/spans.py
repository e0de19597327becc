"""Seconds between two moments, counted by the database."""

from typing import Any

from django.db.models import BigIntegerField, DurationField, ExpressionWrapper, F, Func


class Seconds(Func):
    """The whole seconds of a span."""

    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Divide: spans are microseconds."""
        template = "((%(expressions)s) / 1000000)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Take the seconds of an interval."""
        template = "TRUNC(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return self.as_sql(compiler, connection, template=template, **context)


def seconds_between(start: str, end: str) -> Any:
    """Return the whole seconds from one moment to another; nothing without one of them."""
    return Seconds(ExpressionWrapper(F(end) - F(start), output_field=DurationField()))
