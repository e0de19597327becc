"""What `./desk test` adds up."""

import pytest

from tests.runner import Run, side_by_side

pytestmark = [pytest.mark.process, pytest.mark.slow]  # each starts pytest


def test_run_that_breaks_off_counts_as_a_failure_beside_those_that_pass(capfd):
    good = Run("Good", ["-q", "-p", "no:cacheprovider", "tests/wire/test_csv.py"])
    broken = Run("Broken", ["-q", "-p", "no:cacheprovider", "tests/no_such_file.py"])

    total = side_by_side([good, broken])

    said = capfd.readouterr().out
    assert total["passed"] > 0
    assert total["failed"] == 1
    assert said.index("=== Good") < said.index("=== Broken") < said.index("no_such_file.py")
