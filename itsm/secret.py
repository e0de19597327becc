"""The secret key of a desk that was given none."""

import os
import secrets
from pathlib import Path


def stored_key(folder: Path) -> str:
    """Return the key kept in the data folder; made on first use, readable by its owner only."""
    path = folder / "secret-key.txt"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f"secret-key.{os.getpid()}.tmp"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, path)  # only one of several first processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
