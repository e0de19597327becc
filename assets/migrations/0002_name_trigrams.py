"""Trigram indexes for the search of items by parts of names and numbers, on PostgreSQL where pg_trgm
can be had. Without them the search reads all items: slower, with the same answers.
"""

from typing import Any

from django.db import NotSupportedError, ProgrammingError, migrations, transaction

COLUMNS = ("name", "serial", "inventory_number")


def create_indexes(apps: Any, schema_editor: Any) -> None:
    """Create the extension and the indexes, or neither; the expression is that of `icontains`."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except (NotSupportedError, ProgrammingError):
        return
    with connection.cursor() as cursor:
        for column in COLUMNS:
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS ci_{column}_trgm"
                f" ON assets_configurationitem USING gin (upper({column}::text) gin_trgm_ops)"
            )


def drop_indexes(apps: Any, schema_editor: Any) -> None:
    """Drop the indexes; the extension may serve others."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for column in COLUMNS:
                cursor.execute(f"DROP INDEX IF EXISTS ci_{column}_trgm")


class Migration(migrations.Migration):
    """Makes the desk's search fast where there are many items."""

    dependencies = [("assets", "0001_initial")]

    operations = [migrations.RunPython(create_indexes, drop_indexes)]
