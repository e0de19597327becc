"""What every kind of row of a data set needs: rows made so far, times of the old server."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError

from audit.actor import Actor

ACTOR = Actor.system("import")

Row = dict[str, Any]


class WorldReader:
    """One run: the rows made so far by kind and foreign key, and where they went."""

    def __init__(self, world: Row) -> None:
        self.world = world
        self.config: Row = world.get("config", {})
        self.zone = ZoneInfo(self.config.get("timezone") or "UTC")
        self.made: dict[str, dict[Any, Any]] = {}
        self.ids: dict[str, int] = {}

    def _one(self, noun: str, key: Any) -> Any:
        """Return the row made for a foreign key; none for 0, empty and unknown."""
        return self.made.get(noun, {}).get(key)

    def _moment(self, text: str | None) -> datetime | None:
        """Read a wall-clock time of the old server."""
        if not text or text.startswith("0000"):
            return None
        return datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC)

    def _required_moment(self, text: str) -> datetime:
        moment = self._moment(text)
        if moment is None:
            raise CommandError(f"A time is missing: {text!r}")
        return moment


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and not text.startswith("0000") else None
