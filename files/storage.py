"""Where the bytes are kept: a folder that survives a crash; object stores are settings.STORAGES."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from files.vocabulary import STORAGE_ALIAS

INCOMING = "incoming"
"""Folder of half-written files; what is left there by a crash is swept."""


def attachments() -> Storage:
    """Return the storage of all uploads."""
    return storages[STORAGE_ALIAS]


def random_key() -> str:
    """Return a new key: 128 bits that say nothing of the name, under one of 256 folders."""
    key = secrets.token_hex(16)
    return f"{key[:2]}/{key[2:]}"


class DurableFolder(FileSystemStorage):
    """A folder in which a file appears whole and on disk, or not at all (threats.md rule 48)."""

    def _save(self, name: str, content: "File[Any]") -> str:
        temporary = Path(self.path(f"{INCOMING}/{secrets.token_hex(16)}"))
        final = Path(self.path(name))
        for folder in (temporary.parent, final.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        temporary.rename(final)
        _flush_folder(final.parent)
        return name


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
