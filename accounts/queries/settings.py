"""Settings kept in the database, with their declared defaults."""

from typing import Any

from accounts.models import Setting
from accounts.vocabulary import SETTINGS


def settings_of(*prefixes: str) -> dict[str, Any]:
    """Return {name: value} of the declared settings under the prefixes (one statement).

    Nothing is cached: the next request sees a change.
    """
    values = {name: spec.default for name, spec in SETTINGS.items() if name.startswith(prefixes)}
    for name, value in Setting.objects.filter(name__in=values).values_list("name", "value"):
        values[name] = value
    return values
