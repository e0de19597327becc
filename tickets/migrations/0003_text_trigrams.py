"""Trigram indexes for the exact text filters, on PostgreSQL where pg_trgm can be had.

Without them the filters read every ticket's text: slower, with the same answers. So a server that
lacks the extension, or an account that may not create it, is no error.
"""

from typing import Any

from django.db import NotSupportedError, ProgrammingError, migrations, transaction

COLUMNS = ("title", "description", "fields")


def create_indexes(apps: Any, schema_editor: Any) -> None:
    """Create the extension and the indexes, or neither."""
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
                f"CREATE INDEX IF NOT EXISTS tickettext_{column}_trgm"
                f" ON tickets_tickettext USING gin ({column} gin_trgm_ops)"
            )


def drop_indexes(apps: Any, schema_editor: Any) -> None:
    """Drop the indexes; the extension may serve others."""
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for column in COLUMNS:
                cursor.execute(f"DROP INDEX IF EXISTS tickettext_{column}_trgm")


class Migration(migrations.Migration):
    """Makes the text filters of older APIs fast on PostgreSQL."""

    dependencies = [("tickets", "0002_builtin_statuses")]

    operations = [migrations.RunPython(create_indexes, drop_indexes)]
