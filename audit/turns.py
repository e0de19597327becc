"""Changes that may not happen side by side, such as two moves that would close a circle."""

from django.db import connection
from django.db.models import Model


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
