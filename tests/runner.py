"""What `./desk test` does: everything on SQLite, then what depends on the database on PostgreSQL.

With arguments for pytest it runs those tests on SQLite, or with --postgres on PostgreSQL only. The
last line counts both runs together.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests import servers

NO_TESTS_COLLECTED = 5


def say(text: str) -> None:
    """Print a line at once, in order with what pytest prints."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run_pytest(title: str, arguments: Sequence[str], database: str = "") -> Counter[str]:
    """Run pytest on one database and return how many tests passed, failed, were skipped."""
    say(f"\n=== {title}")
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.json"
        environment = {**os.environ, "DESK_TEST_COUNTS": str(counts)}
        environment.pop("DESK_TEST_DATABASE", None)
        if database:
            environment["DESK_TEST_DATABASE"] = database
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], env=environment
        ).returncode
        found = Counter(json.loads(counts.read_text())) if counts.exists() else Counter()
    if code not in (0, NO_TESTS_COLLECTED) and not found["failed"]:
        found["failed"] = 1  # pytest itself broke off
    return found


def main(arguments: list[str]) -> int:
    """Run the tests; return 0 only if some ran and none failed."""
    missing = {
        name: reason for name, reason in servers.MISSING.items() if not servers.is_installed(name)
    }
    unmet = servers.required() & missing.keys() | servers.required() - servers.MISSING.keys()
    if unmet:
        say(
            "DESK_REQUIRE is not met: "
            + "; ".join(missing.get(name, name) for name in sorted(unmet))
        )
        return 1
    only_postgres = "--postgres" in arguments
    chosen = [argument for argument in arguments if argument != "--postgres"]
    if only_postgres and "postgres" in missing:
        say(missing["postgres"])
        return 1
    total: Counter[str] = Counter()
    if not only_postgres:
        total += run_pytest("SQLite", chosen)
    if only_postgres or not (chosen or "postgres" in missing):
        with servers.postgres() as url:
            total += run_pytest("PostgreSQL", chosen, url)
    say("")
    if not chosen:
        for name, reason in missing.items():
            say(f"Skipped the tests that need {name}: {reason}")
    say(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
