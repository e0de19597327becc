"""Rows into tables, the fastest way each database has."""

from collections.abc import Iterable

from django.db import connection, models


def insert_all(rows: Iterable[models.Model]) -> None:
    """Insert the rows table by table, in the order in which the tables first occur."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for model, of_table in tables.items():
        _insert(model, of_table)


def _insert(model: type[models.Model], rows: list[models.Model]) -> None:
    """Insert rows the fastest way the database has: COPY, or one prepared statement."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key and rows[0].pk is None)
    ]
    cells = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    )
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in cells:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(cells))
