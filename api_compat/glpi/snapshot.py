"""What `{"reset": true}` restores: settings and clients as load_world had set them."""

from typing import Any

from accounts.operations import change_settings
from accounts.operations.imports import restore_clients, take_clients
from accounts.queries import settings_of
from accounts.vocabulary import declare_setting
from audit.actor import Actor

SNAPSHOT = declare_setting(
    "world.glpi",
    dict,
    {},
    "Access as load_world left it; world_state restores it.",
    is_secret=True,
)


def take(actor: Actor) -> None:
    """Remember the access of the loaded desk."""
    kept: dict[str, Any] = {
        "settings": settings_of("glpi."),
        "clients": take_clients(actor, "glpi"),
    }
    change_settings(actor, {SNAPSHOT.name: kept})


def restore(actor: Actor) -> None:
    """Bring the access of the loaded desk back."""
    kept = settings_of(SNAPSHOT.name)[SNAPSHOT.name]
    change_settings(actor, kept["settings"])
    restore_clients(actor, "glpi", kept["clients"])


def exists() -> bool:
    """Tell whether load_world filled this desk."""
    return bool(settings_of(SNAPSHOT.name)[SNAPSHOT.name])
