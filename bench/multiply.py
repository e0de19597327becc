"""Copy the tickets of a desk on PostgreSQL: `python -m bench.multiply --times 10`.

A million tickets made one by one take hours. The copies come from statements: each with all that
hangs on it, under its own number, some minutes later than its original. Works on the desk of
DATABASE_URL that `bench.load_data` has filled; nothing else may use it meanwhile.
"""

import argparse
import os
import sys
from typing import Any

import django

COPIED = (
    "tickets_ticket",
    "tickets_tickettext",
    "tickets_ticketperson",
    "tickets_ticketgroup",
    "tickets_ticketci",
    "tickets_customvalue",
    "tickets_followup",
    "tickets_workunit",
)
"""Tables whose rows are copied; keys among them move along."""
JOURNAL = "audit_journalentry"
JOURNAL_KEYS = {
    "object_id": ("noun", "tickets_ticket"),
    "part_id": ("part_noun", "tickets_followup"),
}


def main() -> None:
    """Make so many times the tickets of what there is."""
    parser = argparse.ArgumentParser(prog="bench.multiply")
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
    os.environ["DESK_STATEMENT_SECONDS"] = "0"
    django.setup()
    from django.db import connection, transaction  # settings are there now

    from audit.sequences import move_sequences

    if connection.vendor != "postgresql":
        raise SystemExit("bench.multiply works on PostgreSQL alone")
    with transaction.atomic(), connection.cursor() as cursor:
        # the copies are as sound as their originals
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        indexes = _indexes(cursor)
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for table in (*COPIED, JOURNAL):
            _freeze(cursor, table)
        steps = {table: _highest(cursor, table) for table in (*COPIED, JOURNAL)}
        for table in (*COPIED, JOURNAL):
            _copy(cursor, table, steps, options.times)
        for _, definition in indexes:
            cursor.execute(definition)
            sys.stdout.write(".")
            sys.stdout.flush()
    move_sequences({})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write("\n")


def _indexes(cursor: Any) -> list[tuple[str, str]]:
    """Return what can be made anew: the indexes that hold no constraint."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE schemaname = 'public' AND tablename = ANY(%s)"
        "   AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [[*COPIED, JOURNAL]],
    )
    return list(cursor.fetchall())


def _highest(cursor: Any, table: str) -> int:
    key = "ticket_id" if table == "tickets_tickettext" else "id"
    cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}")
    return int(cursor.fetchone()[0])


def _freeze(cursor: Any, table: str) -> None:
    """Let columns that the database computes be copied like others: to compute them anew for each
    copy would take most of the time. Rows that are written later have nothing in them.
    """
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' AND is_generated = 'ALWAYS'",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{name}" DROP EXPRESSION')


def _copy(cursor: Any, table: str, steps: dict[str, int], times: int) -> None:
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [table],
    )
    columns = {str(name): str(kind) for name, kind in cursor.fetchall()}
    values = [_value(cursor, table, name, kind, steps) for name, kind in columns.items()]
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"
        f" FROM {table} CROSS JOIN generate_series(1, %s) AS copy(n)",
        [times - 1],
    )
    sys.stdout.write(f"{table}: {cursor.rowcount}\n")
    sys.stdout.flush()


def _value(cursor: Any, table: str, name: str, kind: str, steps: dict[str, int]) -> str:
    """Return the expression of a column of the n-th copy."""
    if name == "id":
        return f"id + n * {steps[table]}"
    target = _target(cursor, table, name)
    if table == JOURNAL and name in JOURNAL_KEYS:
        noun, of = JOURNAL_KEYS[name]
        return (
            f"CASE {noun} WHEN '{of.split('_')[1]}' THEN {name} + n * {steps[of]} ELSE {name} END"
        )
    if target in steps:
        return f'"{name}" + n * {steps[target]}'
    if kind == "timestamp with time zone":
        return f"\"{name}\" + n * interval '7 minutes'"
    return f'"{name}"'


def _target(cursor: Any, table: str, column: str) -> str:
    """Return the table that a column's foreign key points to; empty for none."""
    cursor.execute(
        "SELECT c.confrelid::regclass::text FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND a.attname = %s",
        [table, column],
    )
    row = cursor.fetchone()
    return str(row[0]) if row else ""


if __name__ == "__main__":
    main()
