"""Measure a pass over the clocks of many open tickets: `python -m bench.sla --write`.

On SQLite and on a private PostgreSQL: 100,000 open tickets with two clocks each, a policy that
changes, and meanwhile another process that writes all the time and notes how long it waits.
"""

import argparse
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from bench import servers
from bench.run import VENDORS, folder, markdown, say

DOCUMENT = servers.ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench sla: begin -->", "<!-- bench sla: end -->"
HEAD = [
    "database", "pass, s", "tickets a second", "statements a slice", "writes meanwhile",
    "wait of a write, ms, p50", "p99.9", "longest", "under 200 ms",
]  # fmt: skip
LONGEST_WAIT_MS = 200
OPENED_WITHIN = timedelta(days=90)
PER_INSERT = 2000
PAUSE_OF_WRITER = 0.005


def main() -> None:
    """Measure what was asked for; ends with 1 when the writer waited too long on SQLite."""
    parser = argparse.ArgumentParser(prog="bench.sla", description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--database", choices=[*VENDORS, "both"], default="both")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md's table")
    parser.add_argument("--part", choices=["measure", "writer"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        django.setup()
        say(_measure(options.tickets) if options.part == "measure" else _write_until_told())
        return
    vendors = VENDORS if options.database == "both" else (options.database,)
    with folder(None) as home:
        rows = [_in_desk(vendor, home / vendor, options.tickets) for vendor in vendors]
    text = markdown([HEAD, *rows])
    say(text)
    if options.write:
        _write(text, options.tickets)
    is_good = all(row[-1] == "yes" for row in rows if row[0] == "sqlite")
    sys.exit(0 if is_good else 1)


def _in_desk(vendor: str, home: Path, tickets: int) -> list[str]:
    """Return the row of one database, measured by a process of its own."""
    data_dir = home / "data"
    data_dir.mkdir(parents=True)
    server = servers.postgres(home) if vendor == "postgresql" else nullcontext("")
    with server as url:
        environment = servers.environment(data_dir, url)
        servers.run("itsm.prepare", environment=environment)
        command = [sys.executable, "-m", "bench.sla", "--part", "measure", "--tickets"]
        done = subprocess.run(
            [*command, str(tickets)],
            cwd=servers.ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    cells = done.stdout.strip().splitlines()[-1].split("|")
    is_reached = float(cells[-1]) < LONGEST_WAIT_MS
    return [vendor, *cells, "yes" if is_reached else "**no**"]


def _measure(number: int) -> str:
    """Fill the desk, change its policy, work the pass off, and return what was seen."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from audit.actor import Actor
    from tickets.drafts import SlaTargetDraft
    from tickets.models import SlaRecalculation
    from tickets.operations import run_recalculation, start_recalculation, update_sla_policy
    from tickets.operations.sla_recalculation import recalculate_politely, recalculate_slice

    installer = Actor.system("bench")
    policy_id = _fill(number)
    first = SlaRecalculation.objects.get(ended_at=None)
    run_recalculation(first.pk)
    targets = [
        SlaTargetDraft(metric="respond", amount=2),
        SlaTargetDraft(metric="resolve", amount=6),
    ]
    update_sla_policy(installer, policy_id, {}, targets=targets)
    job = SlaRecalculation.objects.get(ended_at=None)
    with CaptureQueriesContext(connection) as log:
        recalculate_slice(job.pk)
    with _writer() as waits:
        begun = time.perf_counter()
        while not recalculate_politely(job.pk):
            pass
        seconds = time.perf_counter() - begun
    job.refresh_from_db()
    assert (job.done_count, job.changed_count) == (number, number), job  # noqa: S101
    again = start_recalculation(installer, reason="bench")
    assert again.pk != job.pk  # noqa: S101 - the pass is over
    cells = [
        f"{seconds:.0f}", f"{number / seconds:.0f}", str(len(log)), str(len(waits)),
        f"{_share(waits, 0.5):.0f}", f"{_share(waits, 0.999):.0f}", f"{max(waits):.0f}",
    ]  # fmt: skip
    return "|".join(cells)


def _fill(number: int) -> int:
    """Add open tickets of the last three months, then a policy; returns its key."""
    from accounts.drafts import CalendarDraft
    from accounts.operations import create_calendar
    from audit.actor import Actor
    from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
    from tickets.models import Status, Ticket
    from tickets.operations import create_sla_policy

    installer = Actor.system("bench")
    status, now = Status.objects.get(code="in_progress"), datetime.now(UTC)
    for begin in range(0, number, PER_INSERT):
        moments = [
            now - OPENED_WITHIN * (place / number)
            for place in range(begin, min(begin + PER_INSERT, number))
        ]
        Ticket.objects.bulk_create(
            Ticket(
                title="Printer is dead", status=status, opened_at=at, activity_at=at,
                clocks_from_at=at,
            )
            for at in moments
        )  # fmt: skip
    hours = [[day, *span] for day in range(5) for span in (("09:00", "13:00"), ("14:00", "18:00"))]
    calendar = create_calendar(
        installer,
        CalendarDraft(name="Office", time_zone="Europe/Madrid", country="ES", intervals=hours),
    )
    targets = [
        SlaTargetDraft(metric="respond", amount=4),
        SlaTargetDraft(metric="resolve", amount=8),
    ]
    draft = SlaPolicyDraft(name="Standard", calendar=calendar, targets=targets)
    return create_sla_policy(installer, draft).pk


@contextmanager
def _writer() -> Iterator[list[float]]:
    """Let another process write all the time; the list holds its waits (ms) at the end."""
    waits: list[float] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sla", "--part", "writer"],
        cwd=servers.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    process.stdout.readline()
    try:
        yield waits
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
        waits += [float(word) for word in out.split()]


def _write_until_told() -> str:
    """Write one small change after the other until SIGTERM; returns how long each took."""
    from django.utils import timezone

    from audit.models import JobRun

    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    row = JobRun.objects.create(name="writer", slot=timezone.now())
    say("ready")
    waits: list[float] = []
    while not told:
        before = time.perf_counter()
        JobRun.objects.filter(pk=row.pk).update(message=str(len(waits)))
        waits.append((time.perf_counter() - before) * 1000)
        time.sleep(PAUSE_OF_WRITER)
    return " ".join(f"{wait:.1f}" for wait in waits)


def _share(values: list[float], share: float) -> float:
    """Return the value that so large a share of the values does not exceed."""
    return sorted(values)[int(len(values) * share)]


def _write(text: str, tickets: int) -> None:
    """Replace what stands between the marks of the document."""
    old = DOCUMENT.read_text(encoding="utf-8")
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    new = f"{BEGIN}\n\n{tickets:,} open tickets, two clocks each; {machine}.\n\n{text}\n{END}"
    DOCUMENT.write_text(old.split(BEGIN)[0] + new + old.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
