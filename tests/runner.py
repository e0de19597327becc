"""What `./desk test` does: everything on SQLite, and what depends on the database on PostgreSQL.

Six runs of pytest share the processors, each taken up as soon as there is room: the tests on SQLite
in three parts, those on PostgreSQL, those that drive a browser, those that start processes. The two
longest and what often waits begin, what computes all the time ends, so that no processor rests.
With arguments for pytest there is one run: those tests on SQLite, or with --postgres on PostgreSQL.
The last line counts all runs.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tests import servers

NO_TESTS_COLLECTED = 5
ALONE = "not process and not browser"
OF_ALL_DOORS = ("tests/api", "tests/doors")
OF_DIALECTS = ("tests/wire", "tests/integria", "tests/invgate", "tests/glpi")
"""Folders whose tests take about a third of the time each, the others the rest."""
QUESTIONS = {"--collect-only", "--co", "--fixtures", "--help", "-h", "--markers", "--version", "-V"}
"""Arguments with which pytest answers and runs no test."""


def say(text: str) -> None:
    """Print a line at once, in order with what pytest prints."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Run:
    """One run of pytest on one database; no URL means SQLite."""

    title: str
    arguments: Sequence[str] = ()
    database: str = ""

    def go(self, output: BinaryIO | None = None) -> Counter[str]:
        """Return how many tests passed, failed, were skipped; what pytest says goes to `output`."""
        with tempfile.TemporaryDirectory() as folder:
            counts = Path(folder) / "counts.json"
            environment = {**os.environ, "DESK_TEST_COUNTS": str(counts)}
            environment.pop("DESK_TEST_DATABASE", None)
            if self.database:
                environment["DESK_TEST_DATABASE"] = self.database
            command = [sys.executable, "-m", "pytest", *self.arguments]
            code = subprocess.run(command, env=environment, stdout=output, stderr=output).returncode
            found = Counter(json.loads(counts.read_text())) if counts.exists() else Counter()
        if code not in (0, NO_TESTS_COLLECTED) and not found["failed"]:
            found["failed"] = 1  # pytest itself broke off
        return found


def side_by_side(runs: Sequence[Run]) -> Counter[str]:
    """Do all runs; what the first says appears as it comes, what the others say after it."""
    first, *others = runs
    # one more than processors: browsers and processes are waited for rather than computed
    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as pool, ExitStack() as files:
        outputs = [files.enter_context(tempfile.TemporaryFile()) for _ in others]
        say(f"\n=== {first.title}")
        live = pool.submit(first.go)
        waiting = [pool.submit(run.go, output) for run, output in zip(others, outputs, strict=True)]
        total = live.result()
        for run, output, done in zip(others, outputs, waiting, strict=True):
            total += done.result()
            say(f"\n=== {run.title}")
            output.seek(0)
            sys.stdout.write(output.read().decode(errors="replace"))
            sys.stdout.flush()
    return total


def all_tests(*, has_postgres: bool) -> Counter[str]:
    """Run everything."""
    doors = Run("SQLite, what all doors share", ["-m", ALONE, *OF_ALL_DOORS])
    browsers = Run("Browsers", ["-m", "browser"])
    dialects = Run("SQLite, the dialects", ["-m", ALONE, *OF_DIALECTS])
    others = [f"--ignore={name}" for name in (*OF_ALL_DOORS, *OF_DIALECTS)]
    rest = Run("SQLite, everything else", ["-m", ALONE, *others])
    processes = Run("Processes", ["-m", "process and not browser"])
    if not has_postgres:
        return side_by_side([doors, processes, browsers, rest, dialects])
    with servers.postgres() as url:
        on_postgres = Run("PostgreSQL", database=url)
        return side_by_side([doors, on_postgres, processes, browsers, rest, dialects])


def chosen_tests(arguments: Sequence[str], *, on_postgres: bool) -> Counter[str]:
    """Run what the arguments choose, on one database; pytest's lines appear as they come."""
    if not on_postgres:
        say("\n=== SQLite")
        return Run("SQLite", arguments).go()
    with servers.postgres() as url:
        say("\n=== PostgreSQL")
        return Run("PostgreSQL", arguments, url).go()


def main(arguments: list[str]) -> int:
    """Run the tests; return 0 only if some ran, or were asked about, and none failed."""
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
    if only_postgres or chosen:
        total = chosen_tests(chosen, on_postgres=only_postgres)
    else:
        total = all_tests(has_postgres="postgres" not in missing)
    say("")
    if not chosen:
        for name, reason in missing.items():
            say(f"Skipped the tests that need {name}: {reason}")
    say(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    is_done = total["passed"] or QUESTIONS.intersection(chosen)
    return 0 if is_done and not total["failed"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
