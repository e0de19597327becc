"""The world of the replays: loaded once a module, never seen by other tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.wire.integria import world
from tests.wire.integria.contract import FIXTURE


@pytest.fixture(scope="module")
def _loaded_world(django_db_setup, django_db_blocker) -> Iterator[dict[str, int | None]]:
    with django_db_blocker.unblock(), transaction.atomic():
        world.load(FIXTURE)
        yield world.sequence_positions()
        transaction.set_rollback(True)


@pytest.fixture
def db(_loaded_world) -> Iterator[None]:
    """The contract's world; what the test changes is taken back.

    It stands in for pytest-django's fixture, which closes the connection after each test and would
    end the transaction that holds the world. By this name the database is made at all.
    """
    with world.undone(_loaded_world):
        yield
