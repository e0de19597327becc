"""Who acts: every operation and query takes an Actor first."""

from dataclasses import dataclass, field, replace
from typing import Any, Protocol


class Principal(Protocol):
    """Whatever a door authenticated: a row with a key."""

    @property
    def pk(self) -> Any:
        """Key of the row."""
        ...


@dataclass(frozen=True, kw_only=True)
class IdempotencyClaim:
    """A key under which a caller wants one act done once; `nonce` tells this try from others."""

    key: str
    request_hash: str
    nonce: str


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """The versions of a row (audit.versions) at which alone the caller wants it changed."""

    noun: str
    object_id: int
    versions: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The principal, the door it came through, and for whom it acts.

    `liberties` are the named permissions that a dialect's settings switch on
    (domain.md section 1 rule 4); policies and operations look for them by name.
    """

    user: Any = None
    door: str
    acted_for: Any = None
    address: str = ""
    request_id: str = ""
    caused_by: int | None = None
    idempotency_key: IdempotencyClaim | None = None
    expects: Expectation | None = None
    liberties: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def system(cls, name: str, *, caused_by: int | None = None) -> "Actor":
        """Return the actor of the clock or a rule; `name` says which."""
        return cls(door=f"system:{name}"[:16], caused_by=caused_by)

    @property
    def is_system(self) -> bool:
        """True for the clock, the rules and the installer, which may do everything."""
        return self.user is None and self.door.startswith("system:")

    @property
    def person(self) -> Any:
        """The one the change is done as: the person acted for, else the principal."""
        return self.acted_for or self.user

    @property
    def user_id(self) -> int | None:
        """Key of the principal, or None."""
        return self.user.pk if self.user is not None else None

    def for_whom(self, person: Any) -> "Actor":
        """Return the same actor acting for another person."""
        return replace(self, acted_for=person)
