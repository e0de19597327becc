"""What every kind of row of a data set needs: rows made so far, and how long ago things were."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError

from audit.actor import Actor

ACTOR = Actor.system("import")

Row = dict[str, Any]


class WorldReader:
    """One run: the rows made so far by kind and symbolic key, and their numbers."""

    def __init__(self, world: Row, now: datetime) -> None:
        self.world = world
        self.now = now
        self.made: dict[str, dict[str, Any]] = {}
        self.ids: dict[str, int] = {}

    def _keep(self, kind: str, key: str, made: Any) -> None:
        self.made.setdefault(kind, {})[key] = made
        self.ids[f"{kind}.{key}"] = made.pk

    def _one(self, kind: str, key: str | None) -> Any:
        """Return the row made under a key; None without a key. Raises CommandError."""
        if not key:
            return None
        found = self.made.get(kind, {}).get(key)
        if found is None:
            raise CommandError(f"The data set names {kind}.{key}, which it does not have.")
        return found

    def _several(self, kind: str, keys: list[str] | None) -> list[Any]:
        return [self._one(kind, key) for key in keys or ()]

    def _ago(self, minutes: float | None) -> datetime:
        return self.now - timedelta(minutes=minutes or 0)
