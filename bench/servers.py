"""The processes that are measured: a private PostgreSQL, and the web server as ./desk starts it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Durability is left on, as in production; memory is that of a small server, and reading a page
# costs as on disks without arms, which docs/operators/install.md asks for.
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
}


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL whose cluster lies in the folder; the value is the URL of its database."""
    programs = _postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed (apt-get install postgresql)")
    folder.mkdir(parents=True, exist_ok=True)
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    cluster = folder / "cluster"
    if not cluster.exists():
        words = ["-U", "desk", "-A", "trust", "--locale=C.UTF-8", "--encoding=UTF8"]
        command = [*as_user, f"{programs}/initdb", "-D", str(cluster), *words]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    # a socket's path must be short, whatever the folder is
    sockets = Path(tempfile.mkdtemp(prefix="desk-pg-", dir="/tmp"))
    if as_user:
        shutil.chown(sockets, "postgres", "postgres")
    options = {**POSTGRES_OPTIONS, "unix_socket_directories": str(sockets)}
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*as_user, f"{programs}/postgres", "-D", str(cluster), *words],
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    ready = [f"{programs}/pg_isready", "--quiet", "-h", str(sockets), "-d", "postgres"]
    try:
        _wait_for("PostgreSQL", lambda: subprocess.run(ready).returncode == 0)
        yield f"postgresql://desk@{str(sockets).replace('/', '%2F')}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(sockets, ignore_errors=True)


def environment(data_dir: Path, database_url: str) -> dict[str, str]:
    """Return the environment of every process of one desk; no URL means SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("REDIS_URL", None)
    wanted = {
        "DESK_DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "itsm.settings",
        "DESK_REST_PER_MINUTE": "1000000",  # one caller asks more often than anybody may
    }
    if database_url:
        wanted["DATABASE_URL"] = database_url
    return {**kept, **wanted}


def run(module: str, *words: str, environment: Mapping[str, str]) -> None:
    """Run a Python module to its end."""
    command = [sys.executable, "-m", module, *words]
    subprocess.run(command, cwd=ROOT, env=dict(environment), check=True)


@contextmanager
def web(
    application: str, environment: Mapping[str, str], ready_path: str
) -> Iterator[tuple[str, int]]:
    """Serve a WSGI application with the desk's own gunicorn settings; gives address and process."""
    address = f"127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:itsm.gunicorn_conf"]
    with (Path(environment["DESK_DATA_DIR"]) / "web.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, "-b", address, application],
            cwd=ROOT,
            env=dict(environment),
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(application, lambda: _answers(f"http://{address}{ready_path}"))
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(what: str, is_there: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_there():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited {seconds:.0f} seconds for {what}")
        time.sleep(0.1)
