"""Settings kept in the database, with their declared defaults."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Setting
from accounts.policies import require_desk_wide
from accounts.sealed_settings import opened_value
from accounts.vocabulary import SETTINGS, SettingSpec
from audit.actor import Actor


def settings_of(*prefixes: str) -> dict[str, Any]:
    """Return {name: value} of the declared settings under the prefixes (one statement).

    Nothing is cached: the next request sees a change. Raises SealBroken for a secret that was
    stored with another key: nothing takes its place, so that nobody enters without it.
    """
    return _values({name: spec for name, spec in SETTINGS.items() if name.startswith(prefixes)})


def open_settings() -> dict[str, Any]:
    """Return {name: value} of all declared settings that are no secrets."""
    return _values({name: spec for name, spec in SETTINGS.items() if not spec.is_secret})


def _values(specs: dict[str, SettingSpec]) -> dict[str, Any]:
    values = {name: spec.default for name, spec in specs.items()}
    for name, value in Setting.objects.filter(name__in=specs).values_list("name", "value"):
        values[name] = opened_value(specs[name], value)
    return values


def shown_settings(actor: Actor) -> list[dict[str, Any]]:
    """Return the settings that people change, by name, secrets without their values.

    Raises PermissionDenied without "setting.manage".
    """
    require_desk_wide(actor, "setting.manage")
    values = open_settings()
    return [
        {
            "name": spec.name,
            "kind": spec.kind.__name__,
            "value": None if spec.is_secret else values[spec.name],
            "default": None if spec.is_secret else spec.default,
            "is_secret": spec.is_secret,
            "help": spec.help,
        }
        for spec in sorted(SETTINGS.values(), key=lambda spec: spec.name)
        if spec.kind is not dict
    ]


def require_shown(names: Iterable[str]) -> None:
    """Raise ValidationError for settings that the desk keeps for itself, as for unknown ones."""
    for name in names:
        if name in SETTINGS and SETTINGS[name].kind is dict:
            message = _("There is no such setting.")
            raise ValidationError({name: ValidationError(message, code="unknown")})
