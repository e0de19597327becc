"""One authenticated call: who, and how moments and texts are printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError

from accounts import queries as accounts
from audit.actor import Actor

if TYPE_CHECKING:
    from accounts.models import User

ISO = "iso8601"
DATE_FORMATS = ("epoch", ISO)


@dataclass(frozen=True)
class Call:
    """What every handler gets first. `root` is the path at which the dialect was called."""

    actor: Actor
    root: str = ""

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The dialect's switches, read once a call."""
        return accounts.settings_of("invgate.")

    def setting(self, name: str) -> Any:
        """Return a switch of the dialect."""
        return self.settings[f"invgate.{name}"]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which moments are printed and read."""
        return ZoneInfo(self.setting("timezone") or django_settings.DESK_TIME_ZONE)

    def moment(self, value: datetime | None, date_format: str | None) -> int | str | None:
        """Return a moment as seconds since 1970, or in ISO 8601."""
        if value is None:
            return None
        if date_format == ISO:
            return value.astimezone(self.zone).isoformat(timespec="seconds")
        return int(value.timestamp())

    def person(self, user_id: int, name: str = "user_id") -> User:
        """Return a person by number. Raises ValidationError that names the parameter."""
        found = accounts.visible_users(self.actor).filter(pk=user_id).first()
        if found is None:
            raise unknown(name, user_id)
        return found

    def people(self, user_ids: list[int], name: str) -> list[User]:
        """Return people by number, in that order (one statement)."""
        found = accounts.visible_users(self.actor).in_bulk(user_ids)
        missing = [user_id for user_id in user_ids if user_id not in found]
        if missing:
            raise unknown(name, missing[0])
        return [found[user_id] for user_id in user_ids]

    def acting(self, user_id: int | None, name: str = "author_id") -> Actor:
        """Return the actor acting for somebody, who must be able to act: not disabled."""
        if user_id is None:
            return self.actor
        person = self.person(user_id, name)
        if not person.is_active:
            raise ValidationError(
                {name: ValidationError(f"{user_id} is disabled.", code="disabled")}
            )
        return self.actor.for_whom(person)


def unknown(name: str, key: object) -> ValidationError:
    """Return the refusal of a number behind which there is nothing for the caller."""
    return ValidationError({name: ValidationError(f"There is no {key}.", code="does_not_exist")})
