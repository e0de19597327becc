"""Cheap reads of single rows."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Found = TypeVar("Found", bound=Model)


def only(rows: QuerySet[Found]) -> Found | None:
    """Return the row of a condition that at most one row meets, or None.

    `first()` would order by the key, for which Django compares each column of the statement with
    it: with the columns of a second table that takes longer than the statement.
    """
    return next(iter(rows.order_by()[:1]), None)
