"""What a change leaves behind: rows of every table of the desk, and stored files."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models

APPS = ("accounts", "assets", "audit", "crm", "files", "notify", "tickets")

T = TypeVar("T")
Row = dict[str, object]
Look = Callable[[type[models.Model]], T]

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
        self.kept: dict[tuple[str, Look[Any]], tuple[int, Any]] = {}

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

    def look(self, look: Look[T], model: type[models.Model]) -> T:
        """Return what a look at a table shows: as the last time, unless a statement touched it."""
        table = model._meta.db_table
        version, place = self.versions.get(table, self.base), (table, look)
        if place not in self.kept or self.kept[place][0] != version:
            self.kept[place] = version, look(model)
        found: T = self.kept[place][1]
        return found


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


def looks(look: Look[T], shown: Iterable[type[models.Model]]) -> dict[str, T]:
    """Return what a look at each of the tables shows, by their labels."""
    if not connection.in_atomic_block:  # other connections may write, too
        return {model._meta.label: look(model) for model in shown}
    ledger = of_this_test()
    return {model._meta.label: ledger.look(look, model) for model in shown}


def count(model: type[models.Model]) -> int:
    """Return how many rows a table has."""
    return model._base_manager.count()


def all_of(model: type[models.Model]) -> list[Row]:
    """Return every row of a table."""
    return list(model._base_manager.order_by("pk").values())


def rows() -> dict[str, list[Row]]:
    """Return every row of the desk's own tables."""
    own = (model for app in APPS for model in apps.get_app_config(app).get_models())
    return looks(all_of, own)


def traces(folder: Path) -> tuple[dict[str, list[Row]], list[str]]:
    """Return all rows and the names of all stored files, to compare before and after."""
    return rows(), sorted(str(path) for path in folder.rglob("*") if path.is_file())
