"""A call's session: who, in which role and entities, and how this root speaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from accounts.operations.wire_sessions import Place, entities_of
from accounts.vocabulary import Interface
from api_compat.glpi import rights
from api_compat.glpi.flavour import Flavour
from audit.actor import Actor

if TYPE_CHECKING:
    from accounts.models import Role, User, WireSession

DOOR = "glpi"
PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Root:
    """Where the API stands: its public address, flavour, zone and settings."""

    url: str
    flavour: Flavour
    zone: ZoneInfo
    settings: dict[str, Any]
    raw_texts: bool = False


@dataclass(frozen=True)
class Session:
    """A signed-in call."""

    row: WireSession
    places: list[Place]
    actor: Actor
    root: Root

    @property
    def flavour(self) -> Flavour:
        """How this root speaks."""
        return self.root.flavour

    @property
    def user(self) -> User:
        """Who calls."""
        return self.row.user

    @property
    def role(self) -> Role:
        """In which role."""
        return self.row.role

    @property
    def entity_id(self) -> int:
        """The entity of what is made without naming one."""
        return self.row.entity_id if self.row.entity_id is not None else self.places[0].entity_id

    @cached_property
    def entities(self) -> list[int]:
        """Numbers of the entities in which the session works."""
        return entities_of(self.places)

    @cached_property
    def rights(self) -> dict[str, int]:
        """The role's numbers by noun."""
        return rights.bits_of(self.role)

    def holds(self, noun: str, bits: int) -> bool:
        """Tell whether the role has any of the bits; a noun "" asks for none."""
        return not noun or bool(self.rights.get(noun, 0) & bits)

    @property
    def is_portal(self) -> bool:
        """True for the interface of customers."""
        return self.role.interface == Interface.PORTAL

    @property
    def page_size(self) -> int:
        """Rows of a page when none are asked for."""
        size = self.user.wire_extra.get("glpi.list_limit")
        return size if isinstance(size, int) and 0 < size <= 10000 else PAGE
