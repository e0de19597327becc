"""The world of the replays: loaded once a module, never seen by other tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from tests.wire.invgate import world


@pytest.fixture(scope="module")
def ids(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, int]]:
    """The numbers of the loaded world."""
    folder: Path = tmp_path_factory.mktemp("invgate")
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield world.load(folder, monkeypatch)
        transaction.set_rollback(True)


@pytest.fixture
def db(ids: dict[str, int]) -> Iterator[None]:
    """The contract's world; what the test changes is taken back.

    It stands in for pytest-django's fixture, which closes the connection after each test and would
    end the transaction that holds the world. By this name the database is made at all.
    """
    with world.undone():
        yield
