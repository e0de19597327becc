"""A desk for browsers: gunicorn on loopback over a SQLite file that the tests write to as well."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client

from accounts.models import User
from tests import processes, servers


@dataclass(frozen=True)
class BrowserDesk:
    """A running desk: its address, and the folder with its database, mails and log."""

    url: str
    folder: Path

    def session_of(self, user: User) -> str:
        """Return the key of a new session in which the person is signed in."""
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def mails(self) -> list[str]:
        """Return the text of the mails that were sent, oldest first."""
        files = sorted(self.folder.glob("mail/*"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text(encoding="utf-8") for path in files]


@contextmanager
def running_desk(folder: Path) -> Iterator[BrowserDesk]:
    """Run an empty desk in the folder."""
    processes.new_desk(folder)
    port = servers.free_port()
    url = f"http://127.0.0.1:{port}"
    environment = processes.environment(
        folder,
        DJANGO_SETTINGS_MODULE="tests.browser.settings",
        DESK_PUBLIC_URL=url,
        DESK_SECRET_KEY=settings.SECRET_KEY,
        PYTHONPATH=str(processes.ROOT),
    )
    options = ["--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
    gunicorn = ["-m", "gunicorn", "-c", "python:itsm.gunicorn_conf", *options, "itsm.wsgi"]
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *gunicorn], cwd=processes.ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        servers.wait_for("the desk", lambda: servers.listens(port), seconds=120)
        yield BrowserDesk(url, folder)
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def same_database(desk: BrowserDesk) -> Iterator[None]:
    """Let models and operations in the test work on the desk's database."""
    usual = connections["default"]
    file = {**usual.settings_dict, "NAME": str(desk.folder / "desk.sqlite3")}
    connections["default"] = type(usual)(file, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
