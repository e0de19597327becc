"""What has to be done before a desk can serve: folders, tables, first rows, static files.

Safe to repeat.
"""

import fcntl
import hashlib
import os
import sys
from pathlib import Path

import django
import polib
from django.conf import settings
from django.core.management import call_command

UNUSED_STATIC = ["redoc"]
"""Folders of packages that no page uses; compressing them took half of the time."""
FOLDERS = ("beat", "files", "mail", "queue", "queue/messages", "queue/control")


def say(text: str) -> None:
    """Tell progress."""
    sys.stdout.write(f"desk: {text}\n")
    sys.stdout.flush()


def make_folders() -> None:
    """Make the data folder's folders, open to their owner only."""
    for name in FOLDERS:
        (settings.DESK_DATA_DIR / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def update_database() -> None:
    """Apply what migrations are missing."""
    say("preparing the database")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def install_built_in_rows() -> None:
    """Add the roles, item types and sources that every desk starts with, where they are missing."""
    from accounts import operations as accounts  # models can be imported once Django is set up
    from assets import operations as assets
    from audit.actor import Actor
    from tickets import operations as tickets

    for app in (accounts, assets, tickets):
        app.install_base_data(Actor.system("prepare"))


def lay_out_static_files() -> None:
    """Copy, hash and compress the static files, unless that was done for the same sources."""
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / ".made-from"
    sources = sources_of_static_files()
    with (folder / ".lock").open("w") as lock:  # another desk may do it for the same folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != sources:
            say("laying out static files")
            call_command(
                "collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STATIC
            )
            stamp.write_text(sources)


def lay_out_translations() -> None:
    """Compile the catalogues of locale/ for gettext; cheap, so it is done each time."""
    for source in sorted((settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po")):
        name = source.relative_to(settings.BASE_DIR / "locale").with_suffix(".mo")
        target = Path(settings.LOCALE_PATHS[0]) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.replace(target)  # another desk may read it meanwhile


def sources_of_static_files() -> str:
    """Return what the static files depend on: the installed packages and our own files."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.lock").read_bytes())
    for path in sorted((settings.BASE_DIR / "static").rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Prepare everything."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
    os.environ["DESK_STATEMENT_SECONDS"] = "0"  # a migration may take its time
    django.setup()
    make_folders()
    update_database()
    install_built_in_rows()
    lay_out_static_files()
    lay_out_translations()


if __name__ == "__main__":
    main()
