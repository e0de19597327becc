"""Cache stores that keep JSON: what is read back can only be data, never code.

Django's own stores keep pickles, which would let whoever can write to the store run code.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connections, router
from django.utils import timezone


class JsonSerializer:
    """Turns values into JSON for Redis and back."""

    def dumps(self, value: Any) -> bytes | int:
        """Return the value as stored; a whole number bare, so that Redis can increment it."""
        if type(value) is int:
            return value
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        """Return the value that was stored."""
        return json.loads(data)


class DatabaseCache(BaseDatabaseCache):
    """Cache in the table that `manage.py createcachetable` makes; each call is one statement.

    Written for SQLite and PostgreSQL, which both know ON CONFLICT.
    """

    _table: str

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default` when there is none or it has expired."""
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """Return {key: value} of those keys that are there and have not expired."""
        keys_by_name = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not keys_by_name:
            return {}
        marks = ", ".join(["%s"] * len(keys_by_name))
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT cache_key, value FROM {self._table} "  # noqa: S608 - the table's name is a setting
                f"WHERE cache_key IN ({marks}) AND expires > %s",
                [*keys_by_name, self._moment(timezone.now())],
            )
            return {keys_by_name[name]: json.loads(value) for name, value in cursor.fetchall()}

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Store the value, and drop what has expired."""
        with self._cursor() as cursor:
            self._drop_expired(cursor)
            self._insert(
                cursor,
                key,
                value,
                timeout,
                version,
                "UPDATE SET value = excluded.value, expires = excluded.expires",
            )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store the value unless the key is there; say whether it was stored."""
        with self._cursor() as cursor:
            self._drop_expired(cursor)
            return self._insert(cursor, key, value, timeout, version, "NOTHING")

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Move the expiry; say whether the key was there."""
        name = self.make_and_validate_key(key, version=version)
        with self._cursor() as cursor:
            self._drop_expired(cursor)
            cursor.execute(
                f"UPDATE {self._table} SET expires = %s WHERE cache_key = %s",  # noqa: S608
                [self._expiry(timeout), name],
            )
            return bool(cursor.rowcount)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Remove the key; say whether it was there."""
        name = self.make_and_validate_key(key, version=version)
        with self._cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table} WHERE cache_key = %s", [name])  # noqa: S608
            return bool(cursor.rowcount)

    def clear(self) -> None:
        """Remove everything."""
        with self._cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table}")  # noqa: S608

    def _insert(
        self, cursor: Any, key: str, value: Any, timeout: Any, version: int | None, otherwise: str
    ) -> bool:
        name = self.make_and_validate_key(key, version=version)
        cursor.execute(
            f"INSERT INTO {self._table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (cache_key) DO {otherwise}",
            [name, json.dumps(value), self._expiry(timeout)],
        )
        return bool(cursor.rowcount)

    def _drop_expired(self, cursor: Any) -> None:
        cursor.execute(
            f"DELETE FROM {self._table} WHERE expires <= %s",  # noqa: S608
            [self._moment(timezone.now())],
        )

    def _expiry(self, timeout: Any) -> Any:
        seconds = self.get_backend_timeout(timeout)
        if seconds is None:
            return self._moment(datetime(9999, 12, 31, tzinfo=UTC))
        return self._moment(datetime.fromtimestamp(seconds, tz=UTC))

    def _moment(self, moment: datetime) -> Any:
        return self._connection().ops.adapt_datetimefield_value(moment)

    def _cursor(self) -> Any:
        return self._connection().cursor()

    def _connection(self) -> Any:
        return connections[router.db_for_write(self.cache_model_class)]
