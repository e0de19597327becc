"""The processes behind `./desk serve`: web server, worker, scheduler, and once the demo data.

Each child leads a process group of its own, is started again when it ends, and is asked to stop
(SIGTERM, then SIGKILL) when the supervisor is. Knows no Django; itsm/prepare.py makes ready what
the processes need.
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 20
LOOK_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30
HEALTHY_SECONDS = 60
PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    """Print a line for the person who started the desk."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def die_with_parent() -> Callable[[], None] | None:
    """Return what a child runs first, so that it gets SIGTERM when the supervisor dies (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def bind_to_parent() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return bind_to_parent


@dataclass
class Child:
    """One process that is kept running."""

    name: str
    command: Sequence[str]
    is_kept: bool = True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 1.0
    due_at: float = 0.0

    def start(self) -> None:
        """Start the process in a group of its own."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=die_with_parent(),  # safe: the supervisor has one thread
        )

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and whatever it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def has_ended(self) -> bool:
        """Say whether the process was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def look_after(self) -> None:
        """Start the process when it is due; after an end wait twice as long each time."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
        elif self.is_kept and self.has_ended():
            self.signal_group(signal.SIGKILL)  # workers of a killed web server still hold the port
            if now - self.started_at > HEALTHY_SECONDS:
                self.pause = 1.0
            code = self.process.returncode
            say(f"desk: {self.name} ended with {code}, again in {self.pause:.0f} s")
            self.due_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.process = None


class Supervisor:
    """Starts the children, tells when the desk is ready, and stops them all."""

    def __init__(self, *, host: str, port: int, data_dir: Path, with_demo: bool) -> None:
        self.data_dir = data_dir
        self.with_demo = with_demo
        shown_host = f"[{host}]" if ":" in host else host
        own_host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(shown_host, shown_host)  # noqa: S104
        self.url = f"http://{own_host}:{port}"
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "itsm", "--quiet"]
        self.children = [
            Child(
                "web",
                [
                    python,
                    "-m",
                    "gunicorn",
                    "-c",
                    "python:itsm.gunicorn_conf",
                    "-b",
                    f"{shown_host}:{port}",
                    "itsm.wsgi",
                ],
            ),
            Child(
                "worker",
                [
                    *celery,
                    "worker",
                    "-P",
                    "threads",
                    "-c",
                    "2",
                    "--without-gossip",
                    "--without-mingle",
                ],
            ),
            Child(
                "scheduler",
                [*celery, "beat", "-s", str(data_dir / "beat" / "schedule"), "--pidfile="],
            ),
        ]
        self.is_stopping = False
        self.started_at = time.time()

    def run(self) -> None:
        """Keep the children running until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask_to_stop)
        is_ready = False
        demo: Child | None = None
        while not self.is_stopping:
            for child in self.children:
                child.look_after()
            if not is_ready and answers(f"{self.url}/readyz"):
                is_ready = True
                self.greet()
                if self.with_demo:
                    demo = Child(
                        "demo data",
                        [sys.executable, str(ROOT / "manage.py"), "load_demo"],
                        is_kept=False,
                    )
                    self.children.append(demo)
            if demo is not None and demo.has_ended():
                self.tell_demo(demo)
                self.children.remove(demo)
                demo = None
            time.sleep(LOOK_SECONDS)
        self.stop()

    def ask_to_stop(self, *_: object) -> None:
        """Note that the desk is to stop; the loop sees it."""
        self.is_stopping = True

    def stop(self) -> None:
        """Ask all children to stop, wait, and kill those that did not."""
        for child in self.children:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and not all(
            child.process is None or child.has_ended() for child in self.children
        ):
            time.sleep(LOOK_SECONDS / 4)
        for child in self.children:
            child.signal_group(signal.SIGKILL)

    def greet(self) -> None:
        """Say where the desk answers."""
        say(f"desk: ready at {self.url}/  (back office: {self.url}/admin/, data: {self.data_dir})")
        if not self.with_demo:
            say("desk: a first account is made by ./desk manage create_admin NAME")

    def tell_demo(self, demo: Child) -> None:
        """Say how to sign in to the demo, once: later the file tells."""
        accounts = self.data_dir / "demo-accounts.txt"
        if demo.process is not None and demo.process.returncode:
            say("desk: the demo data could not be loaded")
        elif accounts.exists() and accounts.stat().st_mtime >= self.started_at:
            lines = accounts.read_text(encoding="utf-8").rstrip()
            say(f"desk: demo sign-ins (kept in {accounts}):\n{lines}")


def answers(url: str) -> bool:
    """Say whether the address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> None:
    """Serve until told to stop. `./desk serve` has checked folder, port and host."""
    os.umask(0o077)  # what the desk writes is for its owner only
    parser = argparse.ArgumentParser(prog="itsm.supervisor")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--no-demo", action="store_true")
    options = parser.parse_args()
    supervisor = Supervisor(
        host=options.host,
        port=options.port,
        data_dir=Path(os.environ["DESK_DATA_DIR"]),
        with_demo=not options.no_demo,
    )
    if subprocess.run([sys.executable, "-m", "itsm.prepare"], cwd=ROOT).returncode:
        raise SystemExit("desk: the desk could not be prepared, see above")
    supervisor.run()


if __name__ == "__main__":
    main()
