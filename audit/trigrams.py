"""Trigram indexes for searches by parts of texts, on PostgreSQL where pg_trgm can be had.

Without them the searches read every row: slower, with the same answers. So a server that lacks the
extension, or an account that may not create it, is no error.
"""

from collections.abc import Mapping
from typing import Any

from django.db import NotSupportedError, ProgrammingError, transaction
from django.db.migrations import RunPython


def trigram_indexes(table: str, expressions: Mapping[str, str]) -> RunPython:
    """Return the step of a migration that creates indexes on a table: {name: expression}."""

    def create(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except (NotSupportedError, ProgrammingError):
            return
        with connection.cursor() as cursor:
            for name, expression in expressions.items():
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {name}"
                    f" ON {table} USING gin ({expression} gin_trgm_ops)"
                )

    def drop(apps: Any, schema_editor: Any) -> None:
        # the extension may serve others
        if schema_editor.connection.vendor == "postgresql":
            with schema_editor.connection.cursor() as cursor:
                for name in expressions:
                    cursor.execute(f"DROP INDEX IF EXISTS {name}")

    return RunPython(create, drop)
