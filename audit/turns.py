"""Changes that may not happen side by side, such as two moves that would close a circle."""

from django.db import OperationalError, connection
from django.db.models import Model

_LOST = ("40P01", "40001", "55P03")
"""PostgreSQL's codes: two waited for each other, could not be put in order, waited too long."""


def has_lost(error: OperationalError) -> bool:
    """Tell whether a change was given up for others of the same moment, and may be tried again."""
    cause = error.__cause__
    if getattr(cause, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        return True
    return getattr(cause, "sqlstate", None) in _LOST


def take_turn(table: type[Model]) -> None:
    """Wait for the other transactions that took their turn for the table, until they end.

    Take it before locking rows, else two may wait for each other. SQLite lets only one transaction
    write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [table._meta.db_table])


def leads_to(row: Model, above: int | None) -> bool:
    """Tell whether walking up from the row with the key `above` comes to this row."""
    seen: set[int] = set()
    rows = type(row)._default_manager.values_list("parent_id", flat=True)
    while above is not None and above not in seen:
        if above == row.pk:
            return True
        seen.add(above)
        above = rows.get(pk=above)
    return False
