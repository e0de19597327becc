"""One authenticated call: who, with which switches, and how its values are printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from api_compat.integria.editions import DEFAULT, labels_of
from api_compat.wire import entities
from audit.actor import Actor
from tickets import queries

if TYPE_CHECKING:
    from accounts.models import User
    from tickets.models import Status

UNSET_MOMENT = "0000-00-00 00:00:00"
UNSET_DATE = "0000-00-00"
COMMA = ":::"


@dataclass(frozen=True)
class Call:
    """What every op gets first. `settings` are the dialect's, read once per request."""

    actor: Actor
    settings: dict[str, Any]
    zone: ZoneInfo
    arrays: tuple[str, ...] = ()
    changes_commas: bool = False
    edition: str = DEFAULT

    @property
    def user(self) -> User:
        """The person the call acts as."""
        person: User = self.actor.person
        return person

    def setting(self, name: str) -> Any:
        """Return a switch of the dialect."""
        return self.settings[f"integria.{name}"]

    @cached_property
    def statuses(self) -> list[Status]:
        """All statuses (one statement a call)."""
        return queries.statuses()

    def words(self, kind: str, own: dict[int, str]) -> dict[int, str]:
        """Return the words of a list of codes: those of the edition, or of the desk that was
        imported, where they differ from our own.
        """
        others = labels_of(self.edition, kind) | self.setting("labels").get(kind, {})
        changed = {int(number): self.text(word) for number, word in others.items()}
        return {number: changed.get(number, word) for number, word in own.items()}

    def text(self, value: str) -> str:
        """Return a stored text as it is printed: plain, or encoded, with or without commas."""
        if self._prints_as_stored or not value:
            return value
        if self.setting("commas_out"):
            value = value.replace(",", COMMA)
        return entities.encode(value) if self.setting("encode_text") else value

    @cached_property
    def _prints_as_stored(self) -> bool:
        """Asked once a call: a long list prints tens of thousands of texts."""
        return not (self.setting("commas_out") or self.setting("encode_text"))

    def long_text(self, value: str) -> str:
        """Return a title or description; `change_comma` turns its commas too."""
        return self.text(value.replace(",", COMMA) if self.changes_commas else value)

    def moment(self, value: datetime | None) -> str:
        """Return a moment in the dialect's zone, or the zeros that mean "not set"."""
        return (
            value.astimezone(self.zone).replace(tzinfo=None).isoformat(" ", "seconds")
            if value is not None
            else UNSET_MOMENT
        )

    def day(self, value: date | None) -> str:
        """Return a date, or zeros."""
        return value.isoformat() if value is not None else UNSET_DATE
