"""Private servers for tests: PostgreSQL, Redis and a mail sink, on this machine only."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MISSING = {
    "postgres": "PostgreSQL is not installed (apt-get install postgresql)",
    "redis": "Redis is not installed (apt-get install redis-server)",
    "imap": "Dovecot is not installed (apt-get install dovecot-imapd)",
    "chromium": "Chromium is not installed (apt-get install chromium-headless-shell)",
}


def required() -> set[str]:
    """Return the programs that DESK_REQUIRE asks for; without one of them the tests fail."""
    return {name.strip() for name in os.environ.get("DESK_REQUIRE", "").split(",") if name.strip()}


def is_installed(name: str) -> bool:
    """Say whether the program is there."""
    if name == "postgres":
        return postgres_programs() is not None
    if name == "chromium":
        return chromium_program() is not None
    if name == "imap":
        return Path("/usr/sbin/dovecot").exists()
    return shutil.which("redis-server") is not None


def need(name: str) -> None:
    """Skip the test without this program, or fail it where DESK_REQUIRE asks for the program."""
    if not is_installed(name):
        if name in required():
            pytest.fail(MISSING[name])
        pytest.skip(MISSING[name])


def postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def chromium_program() -> str | None:
    """Return the path of Debian's Chromium, or None. The one without a window needs less of the
    processor's time.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: str, is_there: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it is there."""
    deadline = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < deadline, f"waited {seconds} seconds for {what}"
        time.sleep(0.1)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL that forgets everything; the value is the URL of its database.

    It listens on a socket file only. As root it runs as the user postgres, who must own the folder.
    """
    programs = postgres_programs()
    assert programs is not None, MISSING["postgres"]
    folder = Path(tempfile.mkdtemp(prefix="desk-pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    cluster = folder / "cluster"
    initdb = [programs / "initdb", "-D", cluster, "-U", "desk", "-A", "trust", "--no-sync"]
    subprocess.run(
        [*as_user, *initdb, "--locale=C.UTF-8", "--encoding=UTF8"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "64MB",
    }
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    bound = [*as_user, "--pdeathsig", "INT"] if as_user else []
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*bound, programs / "postgres", "-D", cluster, *words],
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    ready = [programs / "pg_isready", "--quiet", "-h", folder, "-d", "postgres", "-U", "desk"]
    try:
        wait_for("PostgreSQL", lambda: subprocess.run(ready).returncode == 0)
        yield f"postgresql://desk@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that forgets everything; the value is its URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="desk-redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        server = subprocess.Popen([*command, "--dir", folder], stdout=subprocess.DEVNULL)
        try:
            wait_for("Redis", lambda: listens(port))
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def listens(port: int) -> bool:
    """Say whether somebody listens on this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class MailSink:
    """Takes every mail and keeps it."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail and say so."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails that this address got."""
        return [mail for recipients, mail in self.mails if address in recipients]


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """Run a mail server on a free port."""
    sink = MailSink()
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
