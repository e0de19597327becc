"""The database of an empty desk on SQLite, migrated once and copied wherever a test needs one.

It is kept beside the installed packages and made anew when a migration or a package changes.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
KEPT_IN = Path(sys.prefix) / "desk-test-databases"
DATABASE = "desk.sqlite3"
MIGRATE_SECONDS = 600
KEPT_SECONDS = 24 * 3600


@cache
def database() -> Path:
    """Return the file of a database with all tables and no rows but those of the migrations."""
    KEPT_IN.mkdir(exist_ok=True)
    made = KEPT_IN / f"{fingerprint()}.sqlite3"
    with (KEPT_IN / ".lock").open("w") as lock:  # another process may want it as well
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for other in KEPT_IN.glob("*.sqlite3"):
                if time.time() - other.stat().st_mtime > KEPT_SECONDS:
                    other.unlink()  # a younger one may be in use by a copy of this tree
            _make(made)
    return made


def fingerprint() -> str:
    """Return what the tables depend on: migrations, packages, applications, SQLite's adapter."""
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("requirements*.lock")]
    sources += [*ROOT.glob("itsm/sqlite/*.py"), Path(__file__)]
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for path in sorted(sources):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _make(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="desk-blank-") as folder:
        for command in ("migrate", "createcachetable"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity", "0"],
                cwd=ROOT,
                env=environment(Path(folder)),
                check=True,
                timeout=MIGRATE_SECONDS,
            )
        unfinished = target.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        _copy(Path(folder) / DATABASE, str(unfinished))
        unfinished.rename(target)


def pour_into(uri: str) -> sqlite3.Connection:
    """Fill the database of this URI; one in memory lasts as long as the connection returned."""
    return _copy(database(), uri)


def _copy(source: Path, target: str) -> sqlite3.Connection:
    """Copy by SQLite's own means, so that what its log holds comes along."""
    copy = sqlite3.connect(target, uri=True, check_same_thread=False)
    original = sqlite3.connect(source)
    try:
        original.backup(copy)
    finally:
        original.close()
    return copy


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that works on the desk in this folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    wanted = {"DJANGO_SETTINGS_MODULE": "itsm.settings", "DESK_DATA_DIR": str(folder)}
    return {**kept, **wanted, **more}
