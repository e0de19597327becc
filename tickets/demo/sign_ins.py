"""The passwords of the demo: made anew for each desk, kept in its data folder."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from tickets.demo.people import CUSTOMERS, SIGN_INS, STAFF

FILE_NAME = "demo-accounts.txt"


def sign_ins_path() -> Path:
    """Return where the sign-ins are written."""
    return Path(settings.DESK_DATA_DIR) / FILE_NAME


def new_passwords() -> dict[str, str]:
    """Return a password for each of those who can sign in, by login name."""
    return {username: secrets.token_urlsafe(9) for username in SIGN_INS}


def write_sign_ins(passwords: dict[str, str]) -> None:
    """Write the file that only its owner can read, in one go."""
    path = sign_ins_path()
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in _lines(passwords))
    draft.replace(path)


def _lines(passwords: dict[str, str]) -> list[str]:
    positions = {person.username: person.position for person in (*STAFF, *CUSTOMERS)}
    roles = {person.username: person.role.lower() for person in STAFF}
    return [
        f"{username:<12} {password}   {roles.get(username, 'customer')}, {positions[username]}"
        for username, password in passwords.items()
    ]
