"""What people call the doors."""

from typing import Any

from django.utils.translation import gettext_lazy as _

DOORS: dict[str, Any] = {
    "admin": _("back office"),
    "api": _("REST API"),
    "glpi": "GLPI apirest.php",
    "import": _("import"),
    "integria": "api.php",
    "invgate": "InvGate",
    "itsm-ng": "ITSM-NG apirest.php",
    "mail": _("e-mail"),
    "portal": _("portal"),
    "web": _("desk"),
}
"""All others are duties of the desk itself, by their code."""


def door_word(door: str) -> str:
    """Return what a door is called."""
    return str(DOORS.get(door, door.removeprefix("system:")))
