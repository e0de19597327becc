"""What all tests share: servers, and what kinds of tests run on which database."""

import gc
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import blank, servers

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
ONLY_ON_SQLITE = ("browser", "process", "sqlite_only")
PROCESS_SECONDS = 300


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring back built-in rows after flushes, and on a second database run what depends on it."""
    for item in items:
        if item.get_closest_marker("process") and not item.get_closest_marker("timeout"):
            # starts whole desks, each of which migrates a database first
            item.add_marker(pytest.mark.timeout(PROCESS_SECONDS))
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            # such a test empties all tables, also of the rows that migrations made
            restoring = pytest.mark.django_db(**{**marker.kwargs, "serialized_rollback": True})
            item.add_marker(restoring, append=False)
    if os.environ.get("DESK_TEST_DATABASE"):
        kept = [item for item in items if depends_on_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Migrate once for all tests on SQLite, outside of the time that one test may take."""
    leave_what_stays_alone()
    if connection.vendor == "sqlite" and not session.config.option.collectonly:
        has_work = any(
            uses_database(item) or item.get_closest_marker("process") for item in session.items
        )
        if has_work:
            blank.database()


def leave_what_stays_alone() -> None:
    """Keep the collector away from all that was imported and collected, and from what tests keep:
    it took a quarter of the processor's time, in pauses of two seconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def depends_on_database(item: pytest.Item) -> bool:
    """Say whether the test may end otherwise on another database server."""
    is_bound = any(item.get_closest_marker(name) for name in ONLY_ON_SQLITE)
    return uses_database(item) and not is_bound


def uses_database(item: pytest.Item) -> bool:
    """Say whether the test works on the test database of this process."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Hand the counts to tests/runner.py."""
    if path := os.environ.get("DESK_TEST_COUNTS"):
        stats = terminalreporter.stats
        failed = len(stats.get("failed", [])) + len(stats.get("error", []))
        counts = {
            "passed": len(stats.get("passed", [])),
            "failed": failed,
            "skipped": len(stats.get("skipped", [])),
        }
        Path(path).write_text(json.dumps(counts), encoding="utf-8")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Give SQLite in memory all tables before Django asks for them: it finds no migration left."""
    if connection.vendor != "sqlite":
        yield
        return
    # each process has a memory of its own, whatever number pytest-xdist gave it
    connection.settings_dict["TEST"]["NAME"] = None
    kept = blank.pour_into(connection.creation._get_test_db_name())
    yield
    kept.close()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a Redis of the tests' own; mark the test enable_socket."""
    servers.need("redis")
    with servers.redis() as url:
        yield url


@pytest.fixture
def mail_sink() -> Iterator[servers.MailSink]:
    """A mail server that keeps what it gets; mark the test enable_socket."""
    with servers.mail_sink() as sink:
        yield sink
