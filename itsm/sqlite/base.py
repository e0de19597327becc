"""Django's SQLite backend with a time limit for statements, as PostgreSQL has one built in."""

import time
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base, features

# Virtual machine instructions between two looks at the clock: about a millisecond.
INSTRUCTIONS_PER_LOOK = 100_000


class DatabaseFeatures(features.DatabaseFeatures):
    """Lets a bulk statement hold as many values as SQLite allows since 3.32; Django assumes 999."""

    max_query_params = 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    """Interrupts a statement that runs longer than DESK_STATEMENT_SECONDS."""

    features_class = DatabaseFeatures
    deadline = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the database and start looking at the clock."""
        connection = super().get_new_connection(conn_params)
        if settings.DESK_STATEMENT_SECONDS:
            connection.set_progress_handler(self.is_late, INSTRUCTIONS_PER_LOOK)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Give each statement its own deadline: Django asks for a cursor per statement."""
        self.deadline = time.monotonic() + settings.DESK_STATEMENT_SECONDS
        return super().create_cursor(name)

    def is_late(self) -> bool:
        """Tell SQLite whether to interrupt; it asks while a statement runs."""
        return time.monotonic() > self.deadline
