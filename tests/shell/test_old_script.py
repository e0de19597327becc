"""A shell script of the old kind against a real server, worker and mail sink."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import processes, servers

# Starts a server, a worker and a scheduler, and waits for mail to pass through them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.process,
    pytest.mark.timeout(300),
    pytest.mark.enable_socket,
]

SCRIPT = Path(__file__).with_name("old_script.sh")
COPY_TO = "copy@example.com"

MAKE_GROUP = """
    from accounts.drafts import GroupDraft
    from accounts.operations import create_group
    from audit.actor import Actor
    print(create_group(Actor.system("test"), GroupDraft(name="Workshop")).pk)
"""


def answers(url: str) -> bool:
    """Tell whether the page is there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(folder: Path, port: int, mail_port: int) -> Iterator[None]:
    """Run ./desk serve on the folder, ready for requests."""
    command = [
        sys.executable,
        "desk",
        "serve",
        "--no-demo",
        "--data-dir",
        str(folder),
        "--port",
        str(port),
    ]
    environment = processes.environment(
        folder, DESK_EMAIL_URL=f"smtp://127.0.0.1:{mail_port}", DESK_VENV=sys.prefix
    )
    environment.pop("DJANGO_SETTINGS_MODULE")
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=processes.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            servers.wait_for("the server", lambda: answers(f"http://127.0.0.1:{port}/readyz"), 90)
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def manage(folder: Path, *arguments: str) -> str:
    """Run ./desk manage and return what it printed."""
    environment = processes.environment(folder, DESK_VENV=sys.prefix)
    environment.pop("DJANGO_SETTINGS_MODULE")
    done = subprocess.run(
        [sys.executable, "desk", "manage", *arguments],
        cwd=processes.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def test_old_script_creates_works_attaches_closes_and_mail_arrives(tmp_path, mail_sink):
    port = servers.free_port()
    work = tmp_path / "work"
    work.mkdir()
    desk = tmp_path / "desk"
    desk.mkdir()

    with serving(desk, port, mail_sink.port):
        printed = manage(desk, "create_admin", "root")
        password = re.fullmatch(r"Password of root: (\S+)\n", printed)
        assert password, printed
        script = subprocess.run(
            ["bash", str(SCRIPT)],
            env={
                "PATH": os.environ["PATH"],
                "URL": f"http://127.0.0.1:{port}/integria/include/api.php",
                "DESK_USER": "root",
                "DESK_PASSWORD": password[1],
                "GROUP": processes.run(desk, MAKE_GROUP),
                "COPY_TO": COPY_TO,
                "WORK": str(work),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert script.returncode == 0, script.stderr
        servers.wait_for("the mail", lambda: len(mail_sink.to(COPY_TO)) >= 2, 90)

    number = script.stdout.strip()
    assert number.isdigit()
    assert all(number in mail["Subject"] for mail in mail_sink.to(COPY_TO))
    assert all("Printer on fire" in mail["Subject"] for mail in mail_sink.to(COPY_TO))
