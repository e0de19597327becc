"""How far the demo data has been loaded, kept in the database with each step's rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Setting
from accounts.operations import change_settings
from accounts.queries import settings_of
from accounts.vocabulary import declare_setting
from audit.actor import Actor

NAME = "demo.state"
declare_setting(NAME, dict, {}, "How far the demo data has been loaded; set by the desk itself.")


@dataclass(frozen=True, kw_only=True)
class DemoState:
    """The moment at which the demo's time ends, and the steps that are done."""

    end: datetime
    done: int
    steps: int

    @property
    def is_complete(self) -> bool:
        """True when nothing is left to load."""
        return self.done >= self.steps


def demo_state() -> DemoState | None:
    """Return the state; None in a desk without demo data."""
    return _read(settings_of(NAME)[NAME])


def locked_state() -> DemoState | None:
    """Return the state, and keep other loaders waiting until this transaction ends."""
    row = Setting.objects.select_for_update().filter(name=NAME).first()
    return _read(row.value if row is not None else {})


def write_state(actor: Actor, state: DemoState) -> None:
    """Keep the state. Records "setting.changed"."""
    value = {"end": state.end.isoformat(), "done": state.done, "steps": state.steps}
    change_settings(actor, {NAME: value})


def _read(value: Any) -> DemoState | None:
    if not value:
        return None
    end = datetime.fromisoformat(value["end"])
    return DemoState(end=end, done=value["done"], steps=value["steps"])
