"""Desks in folders of their own, for tests that need real processes and a real database file."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parent.parent
SETUP = "import django; django.setup()\n"


@cache
def _template() -> Path:
    """Return a folder whose database has all tables; made once and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="desk-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, timeout=120)
    return folder


def new_desk(folder: Path) -> Path:
    """Make the folder an empty desk on SQLite."""
    shutil.copytree(_template(), folder, dirs_exist_ok=True)
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that works on the desk in this folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    wanted = {"DJANGO_SETTINGS_MODULE": "itsm.settings", "DESK_DATA_DIR": str(folder)}
    return {**kept, **wanted, **more}


def start(folder: Path, code: str, **more: str) -> subprocess.Popen[str]:
    """Start Python code with the desk's applications loaded."""
    return subprocess.Popen(
        [sys.executable, "-c", SETUP + dedent(code)],
        cwd=ROOT,
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, code: str, **more: str) -> str:
    """Run Python code to its end and return what it printed."""
    process = start(folder, code, **more)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()
