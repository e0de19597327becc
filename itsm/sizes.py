"""How much room the desk takes; what differs between the databases stands here."""

from pathlib import Path

from django.db import connection
from django.template.defaultfilters import filesizeformat

SQLITE_PARTS = ("", "-wal", "-shm")


def database_name() -> str:
    """Return the database server and its version, e.g. "PostgreSQL 15.6"."""
    version = ".".join(str(part) for part in connection.get_database_version()[:2])
    return f"{connection.display_name} {version}"


def database_bytes() -> int:
    """Return the size of the database with its indexes and, on SQLite, its log."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    files = [Path(name + part) for part in SQLITE_PARTS]
    return sum(path.stat().st_size for path in files if path.exists())


def shown(count: int) -> str:
    """Return bytes as people read them."""
    return filesizeformat(count)
