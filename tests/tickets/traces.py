"""What a change leaves behind: rows of every table of the desk, and stored files."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models

APPS = ("accounts", "assets", "audit", "crm", "files", "notify", "tickets")

Row = dict[str, object]

_WRITE = re.compile(r'(?:INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM) "?(\w+)"?')
_SAVEPOINT = re.compile(r'(SAVEPOINT|ROLLBACK TO SAVEPOINT|RELEASE SAVEPOINT) "?(\w+)"?')
_READING = ("SELECT", "EXPLAIN", "PRAGMA", "SET ", "SHOW")


class Ledger:
    """Says from the statements of one test which tables may differ from when they were read, so
    that looking at everything again and again costs only what changed.
    """

    def __init__(self, test: str) -> None:
        self.test = test
        self.turn = 0
        self.versions: dict[str, int] = {}
        self.base = 0
        self.savepoints: list[tuple[str, int, dict[str, int]]] = []
        self.kept: dict[str, tuple[int, list[Row]]] = {}

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.note(sql)
        return execute(sql, params, many, context)

    def note(self, sql: str) -> None:
        """Take down what a statement may change."""
        if sql.startswith(_READING):
            return
        self.turn += 1
        if found := _WRITE.match(sql):
            self.versions[found[1]] = self.turn
        elif found := _SAVEPOINT.match(sql):
            self._mark(found[1], found[2])
        else:
            self.versions, self.base = {}, self.turn

    def _mark(self, word: str, name: str) -> None:
        if word == "SAVEPOINT":
            self.savepoints.append((name, self.base, dict(self.versions)))
            return
        names = [mark[0] for mark in self.savepoints]
        if name not in names:  # made before the first look
            if word.startswith("ROLLBACK"):
                self.versions, self.base = {}, self.turn
            return
        place = names.index(name)
        if word.startswith("ROLLBACK"):
            _, self.base, versions = self.savepoints[place]
            self.versions = dict(versions)
        del self.savepoints[place + word.startswith("ROLLBACK") :]

    def read(self, table: str, load: Callable[[], list[Row]]) -> list[Row]:
        """Return a table's rows: those of the last time, unless a statement touched them."""
        version = self.versions.get(table, self.base)
        if table not in self.kept or self.kept[table][0] != version:
            self.kept[table] = version, load()
        return self.kept[table][1]


def of_this_test() -> Ledger:
    """Return the test's ledger; it listens from the first time on."""
    test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" (")[0]
    for wrapper in list(connection.execute_wrappers):
        if isinstance(wrapper, Ledger):
            if wrapper.test == test:
                return wrapper
            connection.execute_wrappers.remove(wrapper)
    ledger = Ledger(test)
    connection.execute_wrappers.append(ledger)
    return ledger


def rows_of(model: type[models.Model]) -> list[Row]:
    """Return every row of a table."""

    def load() -> list[Row]:
        return list(model._base_manager.order_by("pk").values())

    if not connection.in_atomic_block:  # other connections may write, too
        return load()
    return of_this_test().read(model._meta.db_table, load)


def rows() -> dict[str, list[Row]]:
    """Return every row of the desk's own tables."""
    return {
        model._meta.label: rows_of(model)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
    }


def traces(folder: Path) -> tuple[dict[str, list[Row]], list[str]]:
    """Return all rows and the names of all stored files, to compare before and after."""
    return rows(), sorted(str(path) for path in folder.rglob("*") if path.is_file())
