"""Sessions under parallel calls, with real threads on real databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import processes
from tests.api.race import THREADS
from tests.glpi.race import READS, race


def is_kept_apart(found: dict[str, Any]) -> None:
    """Check what came of a race: sessions have roles of their own, readers wait for nobody, and
    what has ended lets nobody in.
    """
    assert found["switched"] == [[True, True]] * THREADS
    assert found["read"] == [[200] * READS] * THREADS
    assert found["while_written"] == [[200] * READS] * THREADS
    assert set(found["ended"]) <= {200, 401}
    assert found["after"] == 401
    assert found["expired"] == [401] * THREADS


@pytest.mark.slow  # a process on a file of its own
@pytest.mark.process
def test_sessions_called_at_once_on_sqlite(tmp_path: Path):
    folder = processes.new_desk(tmp_path)

    told = processes.run(folder, "from tests.glpi.race import tell; tell()")

    is_kept_apart(json.loads(told.splitlines()[-1]))


@pytest.mark.slow  # all tables are emptied afterwards
@pytest.mark.django_db(transaction=True)
def test_sessions_called_at_once_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("a database in memory is locked as a whole")

    is_kept_apart(race())
