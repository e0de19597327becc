"""Desks in folders of their own, for tests that need real processes and a real database file."""

import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from tests import blank
from tests.blank import ROOT, environment

__all__ = ["ROOT", "environment", "new_desk", "run", "start"]

SETUP = "import django; django.setup()\n"


def new_desk(folder: Path) -> Path:
    """Make the folder an empty desk on SQLite."""
    shutil.copy(blank.database(), folder / blank.DATABASE)
    return folder


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
