"""Measure the desk over HTTP beside its floors: `python -m bench.run`.

Starts a private PostgreSQL, fills a desk on it and one on SQLite with the same tickets, serves each
with the web server's own settings, and prints a table. `--write` puts it into docs/performance.md.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench import api_php, glpi, invgate, pages, rest, servers
from bench.callers import FIRST_CALLERS
from bench.client import Sample, throughput
from bench.machine import Patience, cpu_seconds
from bench.scenario import Doors, Facts, Scenario

DOCUMENT = servers.ROOT / "docs" / "performance.md"
VENDORS = ("postgresql", "sqlite")
WARM_UP = 12
BLOCKS = 5
CLIENTS = 8
LEAST_SPEED_UP = 1.6
MIX_SECONDS = 10
MADE_ONE_BY_ONE = 100_000
STATEMENTS_TIMES, ON_TOP_MS = 2, 15
DOORS = {
    "api.php": lambda facts, doors: api_php.scenarios(facts),
    "REST API": rest.scenarios,
    "Pages": pages.scenarios,
    "InvGate's API": invgate.scenarios,
    "apirest.php": glpi.scenarios,
}


@dataclass
class Line:
    """One line of the table."""

    scenario: Scenario
    desk: Sample
    floor: Sample
    orm: Sample
    cpu_ms: float = 0.0
    other_ms: float | None = None
    """The median of the call that this one has to be as fast as."""

    @property
    def ratio(self) -> float:
        """How many times as long as the least answer the desk takes."""
        least = self.orm if self.scenario.orm is not None else self.floor
        return self.desk.median_ms / least.median_ms

    @property
    def statements_ms(self) -> float:
        """How long the floor's statements take."""
        return sorted(self.floor.inner_ms)[len(self.floor.inner_ms) // 2]

    @property
    def goal_ms(self) -> float:
        """The highest median that is good."""
        goals = [
            self.scenario.goal_ms or STATEMENTS_TIMES * self.statements_ms + ON_TOP_MS,
        ]
        if self.scenario.as_fast_as is not None and self.other_ms is not None:
            goals.append(self.scenario.as_fast_as[1] * self.other_ms)
        return min(goals)

    def cells(self) -> list[str]:
        """Return the cells as text."""
        goal = f"{self.goal_ms:.0f}"
        if self.scenario.most_ratio is not None:
            goal += f", {self.scenario.most_ratio:g} x"
        return [
            self.scenario.name,
            f"{self.statements_ms:.1f}",
            f"{self.floor.median_ms:.1f}",
            f"{self.orm.median_ms:.1f}" if self.scenario.orm is not None else "",
            f"{self.desk.median_ms:.1f}",
            f"{self.desk.p95_ms:.1f}",
            f"{self.cpu_ms:.1f}",
            f"{self.ratio:.1f}",
            goal,
            "yes" if self.is_reached else "**no**",
        ]

    @property
    def is_reached(self) -> bool:
        """Say whether the goal is reached without an error."""
        most = self.scenario.most_ratio or float("inf")
        is_fast = self.desk.median_ms <= self.goal_ms and self.ratio <= most
        return is_fast and not self.desk.errors


HEAD = [
    "call",
    "floor, SQL",
    "floor, answer",
    "Django's models",
    "desk, p50",
    "desk, p95",
    "desk, CPU",
    "ratio",
    "goal",
    "reached",
]


def main() -> None:
    """Measure what was asked for; ends with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--database", choices=[*VENDORS, "both"], default="both")
    parser.add_argument("--folder", type=Path, help="keep the data here, and use what is there")
    parser.add_argument("--only", default="", help="measure calls whose name matches this")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md's table")
    parser.add_argument(
        "--patience",
        type=float,
        default=0,
        metavar="SECONDS",
        help="wait so long for a quiet machine",
    )
    options = parser.parse_args()
    vendors = VENDORS if options.database == "both" else (options.database,)
    parts: list[str] = []
    is_good = True
    with folder(options.folder) as home:
        for vendor in vendors:
            patience = Patience(options.patience)
            place = home / vendor
            text, is_reached = measure(vendor, place, options.tickets, options.only, patience)
            say(text)
            parts.append(text)
            is_good = is_good and is_reached
    if options.write:
        write("\n".join(parts), options.tickets)
    sys.exit(0 if is_good else 1)


@contextmanager
def folder(given: Path | None) -> Iterator[Path]:
    """Give the folder of the data; one that was not asked for is removed at the end."""
    if given is not None:
        yield given.absolute()
    else:
        # the server's own account has to reach it
        with tempfile.TemporaryDirectory(prefix="desk-bench-") as path:
            Path(path).chmod(0o755)
            yield Path(path)


def measure(
    vendor: str, home: Path, tickets: int, only: str, patience: Patience
) -> tuple[str, bool]:
    """Return the table of one database, and whether all goals are reached."""
    data_dir = home / "data"
    data_dir.mkdir(parents=True, exist_ok=True)
    server = servers.postgres(home) if vendor == "postgresql" else nullcontext("")
    with server as url:
        environment = servers.environment(data_dir, url)
        fill(data_dir, tickets, environment)
        floor_environment = {**environment, "DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
        with (
            servers.web("itsm.wsgi", environment, "/readyz") as (desk, desk_pid),
            servers.web("bench.floor_wsgi", floor_environment, "/ready") as (floor, _),
        ):
            load = os.getloadavg()[0]
            facts, doors = Facts.read(floor), sign_in(desk, environment)
            first = Sample()
            for number in range(FIRST_CALLERS):
                first.add(api_php.first_call(number).send(desk))
            lines_of = {
                door: compare_all(
                    [one for one in of(facts, doors) if re.search(only, f"{door}: {one.name}")],
                    desk,
                    desk_pid,
                    floor,
                    patience,
                )
                for door, of in DOORS.items()
                if door_is_wanted(door, only)
            }
            one = eight = Sample()
            speed_one = speed_eight = 0.0
            if not only:
                patience.wait()
                mix = api_php.mixed(api_php.scenarios(facts))
                speed_one, one = throughput(desk, 1, MIX_SECONDS, mix)
                speed_eight, eight = throughput(desk, CLIENTS, MIX_SECONDS, mix)
    lines = [line for of_door in lines_of.values() for line in of_door]
    problems = [problem for line in lines for problem in line.desk.errors[:1]]
    problems += [*one.errors[:5], *eight.errors[:5], *first.errors[:5]]
    gain = speed_eight / speed_one if speed_one else 0.0
    text = f"### {vendor}\n\n"
    for door, of_door in lines_of.items():
        rows = [HEAD, *(line.cells() for line in of_door)]
        text += f"{door}\n\n{markdown(rows)}\n"
    text += (
        f"First call with a password that has yet to be verified: {first.median_ms:.0f} ms.\n"
        f"Mixed calls of api.php (six reads, three lists, one new ticket in ten): one client "
        f"{speed_one:.0f} calls a second, {CLIENTS} at once {speed_eight:.0f}, "
        f"{gain:.1f} times as many (goal {LEAST_SPEED_UP}), {len(eight.errors)} errors.\n"
        f"Load of the machine before: {load:.1f}; it was not quiet in {patience.in_vain} of "
        f"{BLOCKS * len(lines) + 1} rounds.\n"
    )
    if problems:
        text += f"Errors: {problems}\n"
    is_good = all(line.is_reached for line in lines) and not problems
    return text, is_good and (bool(only) or gain >= LEAST_SPEED_UP)


def door_is_wanted(door: str, only: str) -> bool:
    """Say whether a door has to be prepared: those whose name the filter begins with, or all."""
    named = [name for name in DOORS if only.startswith(name)]
    return not named or door in named


def sign_in(address: str, environment: dict[str, str]) -> Doors:
    """Open the doors that know no password in each call."""
    command = [sys.executable, "-m", "bench.sign_in"]
    told = subprocess.run(
        command, cwd=servers.ROOT, env=environment, check=True, stdout=subprocess.PIPE
    )
    return Doors(address=address, **json.loads(told.stdout))


def compare_all(
    of: list[Scenario], desk: str, desk_pid: int, floor: str, patience: Patience
) -> list[Line]:
    """Measure the calls one after the other."""
    lines: dict[str, Line] = {}
    for scenario in of:
        line = compare(scenario, desk, desk_pid, floor, patience)
        if scenario.as_fast_as is not None and scenario.as_fast_as[0] in lines:
            line.other_ms = lines[scenario.as_fast_as[0]].desk.median_ms
        lines[scenario.name] = line
        say(" | ".join(line.cells()))
    return list(lines.values())


def fill(data_dir: Path, tickets: int, environment: dict[str, str]) -> None:
    """Prepare the desk and load its tickets, unless it has them: up to 100,000 one by one, more as
    copies of those.
    """
    servers.run("itsm.prepare", environment=environment)
    made = min(tickets, MADE_ONE_BY_ONE)
    mark, mark_of_made = data_dir / f"loaded-{tickets}", data_dir / f"loaded-{made}"
    if mark.exists():
        return
    if not mark_of_made.exists():
        say(f"loading {made} tickets")
        servers.run("bench.load_data", "--tickets", str(made), environment=environment)
    if tickets > made:
        say(f"copying them to {tickets}")
        times = str(tickets // made)
        servers.run("bench.multiply", "--times", times, environment=environment)
        mark_of_made.unlink(missing_ok=True)
    mark.touch()


def compare(scenario: Scenario, desk: str, desk_pid: int, floor: str, patience: Patience) -> Line:
    """Call the desk and the floor in turns, so that what else the machine does strikes both."""
    line = Line(scenario, Sample(), Sample(), Sample())
    for turn in range(WARM_UP):
        scenario.call(scenario.times + turn).send(desk)
        for least in (scenario.floor, scenario.orm):
            answer = least(scenario.times + turn).send(floor) if least is not None else None
            if answer is not None and answer.problem:
                raise SystemExit(f"The floor of {scenario.name} does not answer: {answer.problem}")
    cpu = 0.0
    for block in range(BLOCKS):
        patience.wait()
        turns = range(block, scenario.times, BLOCKS)
        before = cpu_seconds(desk_pid)
        for turn in turns:
            line.desk.add(scenario.call(turn).send(desk))
        cpu += cpu_seconds(desk_pid) - before
        for turn in turns:
            line.floor.add(scenario.floor(turn).send(floor))
        if scenario.orm is not None:
            for turn in turns:
                line.orm.add(scenario.orm(turn).send(floor))
    line.cpu_ms = 1000 * cpu / scenario.times
    return line


def markdown(rows: list[list[str]]) -> str:
    """Return a table whose first row is the head; numbers stand to the right."""
    head, *body = rows
    marks = ["---", *["---:"] * (len(head) - 2), "---"]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, marks, *body))


def write(text: str, tickets: int) -> None:
    """Replace what stands between the marks of the document."""
    begin, end = "<!-- bench: begin -->", "<!-- bench: end -->"
    old = DOCUMENT.read_text(encoding="utf-8")
    before, after = old.split(begin)[0], old.split(end)[1]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    new = f"{begin}\n\n{tickets:,} tickets; {machine}. Times in milliseconds.\n\n{text}\n{end}"
    DOCUMENT.write_text(before + new + after, encoding="utf-8")


def say(text: str) -> None:
    """Print progress or a result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
