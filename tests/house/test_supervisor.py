"""The processes of `./desk serve`: started again, stopped together."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from redis import Redis

from itsm.supervisor import answers
from tests import processes, servers

# Each starts web server, worker and scheduler, which takes seconds.
pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.enable_socket,
]


def descendants(parent: int) -> dict[int, str]:
    """Return {process id: command line} of all processes below one."""
    found: dict[int, str] = {}
    listing = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True)
    rows = [line.split(None, 2) for line in listing.stdout.splitlines()]
    parents = {parent}
    while parents:
        below = {int(row[0]): row[-1] for row in rows if int(row[1]) in parents}
        found |= below
        parents = set(below)
    return found


def is_running(pid: int) -> bool:
    """Say whether the process lives; a dead one that nobody collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@contextmanager
def serving(folder: Path, port: int, **more: str) -> Iterator[int]:
    """Run ./desk serve until ready; the value is its process id."""
    environment = processes.environment(folder, DESK_VENV=sys.prefix, **more)
    command = [sys.executable, "desk", "serve", "--no-demo", "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        desk = subprocess.Popen(
            [*command, "--data-dir", str(folder)],
            cwd=processes.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        below: dict[int, str] = {}
        try:
            url = f"http://127.0.0.1:{port}/readyz"
            servers.wait_for("the desk", lambda: answers(url) or desk.poll() is not None, 150)
            assert desk.poll() is None, (folder / "serve.log").read_text()
            below = descendants(desk.pid)
            yield desk.pid
        finally:
            if desk.poll() is None:
                below |= descendants(desk.pid)
                desk.terminate()
            desk.wait(30)
            # whoever asked for the desk's end, nothing of it may be left
            servers.wait_for("the end of all", lambda: not any(map(is_running, below)), 30)


class Running:
    """A desk that serves, for tests that leave it as it was."""

    def __init__(self, folder: Path, port: int, supervisor: int) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.supervisor = supervisor

    def log(self) -> str:
        """Return what it has written so far."""
        return (self.folder / "serve.log").read_text()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk on SQLite, started once."""
    folder = processes.new_desk(tmp_path_factory.mktemp("desk"))
    port = servers.free_port()
    with serving(folder, port) as supervisor:
        yield Running(folder, port, supervisor)


def test_request_is_logged_without_its_query(running):
    query = "op=get_groups&user=rita&user_pass=s3cret"

    urlopen(f"{running.url}/integria/include/api.php?{query}").close()

    assert '"request": "GET /integria/include/api.php"' in running.log()
    assert "s3cret" not in running.log()


def test_address_is_printed_when_the_desk_is_ready(running):
    servers.wait_for("the line", lambda: f"desk: ready at {running.url}/" in running.log())


def test_killed_children_come_back(running):
    before = descendants(running.supervisor)
    worker = next(pid for pid, words in before.items() if " worker " in words)
    web = next(pid for pid, words in before.items() if "gunicorn" in words)

    os.kill(worker, signal.SIGKILL)
    with urlopen(f"{running.url}/healthz") as answer:
        assert answer.status == 200  # a dead worker does not take the pages along
    os.kill(web, signal.SIGKILL)

    def both_are_back() -> bool:
        new = [words for pid, words in descendants(running.supervisor).items() if pid not in before]
        return any(" worker " in words for words in new) and answers(f"{running.url}/readyz")

    servers.wait_for("worker and web server", both_are_back, 60)
    assert "desk: worker ended with -9, again in 1 s" in running.log()


def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path):
    desk = processes.new_desk(tmp_path)

    with serving(desk, servers.free_port()) as supervisor:
        os.kill(supervisor, signal.SIGKILL)


def test_desk_runs_on_postgresql_and_redis(tmp_path, redis_url):
    if not servers.is_installed("postgres"):
        pytest.skip(servers.MISSING["postgres"])
    port = servers.free_port()

    with (
        servers.postgres() as database_url,
        serving(tmp_path, port, DATABASE_URL=database_url, REDIS_URL=redis_url),
        Redis.from_url(redis_url) as broker,
    ):
        with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert json.load(answer)["state"] == "ready"
        # the worker's queue is bound as soon as it listens
        servers.wait_for("the worker", lambda: broker.exists("desk:_kombu.binding.celery"), 30)
        assert not (tmp_path / "desk.sqlite3").exists()
