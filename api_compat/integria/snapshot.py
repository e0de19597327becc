"""What `{"reset": true}` restores: settings, clients, tokens and passwords as the load had set
them.
"""

from accounts.operations import change_settings, restore_access, take_access
from accounts.queries import settings_of
from accounts.vocabulary import declare_setting
from audit.actor import Actor

SNAPSHOT = declare_setting(
    "world.integria",
    dict,
    {},
    "Access as load_world left it; world_state restores it.",
    is_secret=True,
)


def take(actor: Actor) -> None:
    """Remember the access of the loaded desk."""
    kept = {"settings": settings_of("integria."), "access": take_access(actor, "integria")}
    change_settings(actor, {SNAPSHOT.name: kept})


def restore(actor: Actor) -> None:
    """Bring the access of the loaded desk back."""
    kept = settings_of(SNAPSHOT.name)[SNAPSHOT.name]
    change_settings(actor, kept["settings"])
    restore_access(actor, "integria", kept["access"])


def exists() -> bool:
    """Tell whether load_world filled this desk."""
    return bool(settings_of(SNAPSHOT.name)[SNAPSHOT.name])
