"""How the values of settings are stored: secrets sealed, all others as they are."""

import json
from typing import Any

from accounts.vocabulary import SettingSpec
from audit.sealing import SealBroken, seal, unseal

SEALED = "sealed"


def stored_value(spec: SettingSpec, value: Any) -> Any:
    """Return what the database keeps of a value."""
    return {SEALED: seal(json.dumps(value))} if spec.is_secret else value


def opened_value(spec: SettingSpec, stored: Any) -> Any:
    """Return the value of what the database keeps.

    Raises SealBroken for a secret that was sealed with another key, or was not sealed by the desk.
    """
    if not spec.is_secret:
        return stored
    if not isinstance(stored, dict) or not isinstance(stored.get(SEALED), str):
        raise SealBroken
    return json.loads(unseal(stored[SEALED]))
