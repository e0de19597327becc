"""Real threads on real databases: one key makes one ticket, one version takes one change."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import processes
from tests.api.race import THREADS, race


def is_told_once(found: dict[str, Any]) -> None:
    """Check what came of a race."""
    assert found["made"] == [[201, found["ticket"]]] * THREADS
    assert found["changed"] == [200] + [412] * (THREADS - 1)
    assert (found["created_entries"], found["updated_entries"]) == (1, 1)


@pytest.mark.slow  # a process on a file of its own
@pytest.mark.process
def test_racing_callers_on_sqlite(tmp_path: Path):
    folder = processes.new_desk(tmp_path)

    told = processes.run(folder, "from tests.api.race import tell; tell()")

    is_told_once(json.loads(told.splitlines()[-1]))


@pytest.mark.slow  # all tables are emptied afterwards
@pytest.mark.django_db(transaction=True)
def test_racing_callers_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("a database in memory is locked as a whole")

    is_told_once(race())
