"""Number sequences: kept past the highest number after rows came with numbers of their own."""

from collections.abc import Mapping

from django.apps import apps
from django.db import connections, models, router


def move_sequence(model: type[models.Model], *, at_least: int = 0) -> None:
    """Make the next generated key of the table max(key, at_least) + 1, on PostgreSQL and SQLite."""
    alias = router.db_for_write(model)
    connection = connections[alias]
    table, column = model._meta.db_table, model._meta.pk.column
    highest = model._default_manager.using(alias).aggregate(top=models.Max("pk"))["top"] or 0
    top = max(int(highest), at_least)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [connection.ops.quote_name(table), column, max(top, 1), top > 0],
            )
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [top, table])
            if cursor.rowcount == 0:
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, top]
                )


def move_sequences(at_least: Mapping[str, int]) -> None:
    """Do so for every table of the desk's own apps; `at_least` is {"app.model": number}."""
    for model in apps.get_models():
        is_own = issubclass(model, models.Model) and not model.__module__.startswith("django.")
        if is_own and isinstance(model._meta.pk, models.AutoField):
            move_sequence(model, at_least=at_least.get(model._meta.label_lower, 0))
