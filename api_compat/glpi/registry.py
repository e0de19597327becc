"""The registry of item types: each is a declaration; apps of others add theirs through it.

What is not declared is made from the facts: a column of the same name, one of the usual names, else
a carried value or the default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import QuerySet

from api_compat.glpi import columns as c
from api_compat.glpi import rights
from api_compat.glpi.columns import Column
from api_compat.glpi.errors import unknown_type
from api_compat.glpi.facts import Facts, Field, all_facts
from api_compat.glpi.session import Session

Input = dict[str, Any]


class Writer(Protocol):
    """How items of a type are written: through operations. Each may raise Unwritable,
    PermissionDenied, ValidationError, ObjectDoesNotExist.
    """

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make an item and return its number."""
        ...

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change an item."""
        ...

    def trash(self, session: Session, number: int) -> None:
        """Put an item in the trash."""
        ...

    def restore(self, session: Session, number: int) -> None:
        """Take an item out of the trash."""
        ...

    def purge(self, session: Session, number: int) -> None:
        """Remove an item for good."""
        ...


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What a search option finds where no field of the type leads.

    With `rows`, `column` and `key` are those of rows that hang on the searched ones by the path
    `tie`, else of the searched rows. `of` names the type that `key` points to. A column that
    depends on stored rows is made when it is asked for.
    """

    column: Column | Callable[[], Column]
    rows: Callable[[Session], QuerySet[Any]] | None = None
    tie: str = ""
    key: Column | None = None
    of: str = ""
    counts: bool = False


Options = Mapping[int, tuple[Reached, ...]]


@dataclass(kw_only=True)
class ItemType:
    """A type of items. `rows` gives what the session may read, `names` the path of an item's name.

    `gate` is the noun whose bits are asked. For searches: `extras` are columns that are no fields,
    `options` narrow the ties of an option, `reached` says where options lead that no field leads
    to (several ways are taken together), `metas` are paths to other types, `hanging` gives the
    rows of a tie by the type of owner that has been looked for: who sees an owner sees its ties.
    `composed` computes the rows of an item,
    or (`stands_alone`) all of them.
    """

    facts: Facts
    model: type[models.Model]
    rows: Callable[[Session], QuerySet[Any]]
    columns: Mapping[str, Column] = field(default_factory=dict)
    writer: Writer | None = None
    names: str = "name"
    gate: str = ""
    extras: Mapping[str, Column] = field(default_factory=dict)
    options: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    reached: Options = field(default_factory=dict)
    metas: Mapping[str, str] = field(default_factory=dict)
    hanging: Mapping[str, Callable[[Session], QuerySet[Any]]] = field(default_factory=dict)
    templates: str = ""
    composed: Callable[[Session, ItemType, int], list[dict[str, Any]]] | None = None
    stands_alone: bool = False
    adds_number: bool = False
    keeps_message: bool = True

    @property
    def name(self) -> str:
        """The name that clients use."""
        return self.facts.name

    @property
    def right(self) -> str:
        """The noun of the API whose bits are asked."""
        return self.gate or self.facts.right

    @cached_property
    def fields(self) -> dict[str, Column]:
        """The column of each field, in wire order."""
        return {name: self._column(one) for name, one in self.facts.fields.items()}

    @property
    def has_moment(self) -> bool:
        """Tell whether items have a time of change."""
        return "date_mod" in self.facts.fields

    def kept(self, rows: QuerySet[Any], *, in_trash: bool = False) -> QuerySet[Any]:
        """Narrow rows to what a search is about: no templates, and the trash or what is not."""
        if self.templates:
            rows = rows.filter(**{self.templates: False})
        column = self.fields.get("is_deleted")
        if not self.facts.has_trash or column is None or column.kind != "gone":
            return rows.none() if in_trash else rows
        return rows.filter(**{f"{column.select}__isnull": not in_trash})

    def may_read(self, session: Session) -> bool:
        """Tell whether the session's role reads items of the type at all."""
        return session.holds(self.right, rights.READING.get(self.right, rights.READ))

    def may_add(self, session: Session) -> bool:
        """Tell whether the role makes items of the type."""
        default = rights.CREATE if self.facts.right else rights.UPDATE | rights.CREATE
        return session.holds(self.right, rights.ADDING.get(self.right, default))

    def may_change(self, session: Session) -> bool:
        """Tell whether the role changes items of the type."""
        return session.holds(self.right, rights.CHANGING.get(self.right, rights.UPDATE))

    def may_remove(self, session: Session) -> bool:
        """Tell whether the role removes items of the type."""
        bits = rights.REMOVING if self.facts.right else rights.REMOVING | rights.UPDATE
        return session.holds(self.right, bits)

    def _column(self, one: Field) -> Column:
        declared = self.columns.get(one.name) or self._usual(one)
        if declared is None:
            carrying = any(known.name == "wire_extra" for known in self.model._meta.fields)
            return c.carried(one) if carrying else c.fixed(one.default)
        nullable = one.nullable if declared.kind in ("text", "number") else declared.nullable
        return replace(declared, nullable=nullable, target=declared.target or one.target)

    def _usual(self, one: Field) -> Column | None:
        columns = {known.name: known for known in self.model._meta.concrete_fields}
        for name, (path, make) in _USUAL.items():
            if one.name == name and path in columns:
                return make(path)
        if one.name == self.facts.key and "parent" in columns and self.facts.is_tree:
            return c.key("parent_id", self.name, "parent")
        if one.name in ("ancestors_cache", "sons_cache"):
            return c.fixed(None)
        known = columns.get(one.name)
        return _of_column(known) if known is not None else None


_USUAL: dict[str, tuple[str, Callable[[str], Column]]] = {
    "date_mod": ("updated_at", c.moment),
    "date_creation": ("created_at", c.moment),
    "is_deleted": ("deleted_at", c.gone),
    "entities_id": ("entity", lambda _: c.key("entity_id", "Entity", "entity_id")),
    "is_recursive": ("is_recursive", lambda path: c.flag(path, path)),
    "completename": ("full_name", lambda path: Column(select=path, kind=c.TREE)),
    "level": ("level", c.number),
    "locations_id": ("location", lambda _: c.key("location_id", "Location", "location")),
    "states_id": ("state", lambda _: c.key("state_id", "State", "state")),
    "manufacturers_id": (
        "manufacturer", lambda _: c.key("manufacturer_id", "Manufacturer", "manufacturer"),
    ),
    "users_id": ("user", lambda _: c.key("user_id", "User", "user")),
    "groups_id": ("group", lambda _: c.key("group_id", "Group", "group")),
    "calendars_id": ("calendar", lambda _: c.key("calendar_id", "Calendar", "calendar")),
    "is_template": ("is_template", lambda path: c.flag(path, path)),
}  # fmt: skip


def _of_column(known: Any) -> Column | None:
    """Return the column for a field of the same name."""
    name = known.name
    if known.is_relation or name == "id":
        return c.number("pk") if name == "id" else None
    kinds: list[tuple[type[Any], Callable[..., Column]]] = [
        (models.BooleanField, c.flag),
        (models.IntegerField, c.number),
        (models.DecimalField, c.decimal),
        (models.DateTimeField, c.moment),
        (models.DateField, c.day),
        (models.CharField, c.text),
        (models.TextField, c.text),
    ]
    for kind, make in kinds:
        if isinstance(known, kind):
            return make(name, name)
    return None


_TYPES: dict[str, ItemType] = {}
_FOLDED: dict[str, str] = {}


def register(itemtype: ItemType) -> ItemType:
    """Add a type. Raises ImproperlyConfigured for a name that is taken."""
    if itemtype.name in _TYPES:
        raise ImproperlyConfigured(f"There is an item type {itemtype.name} already.")
    _TYPES[itemtype.name] = itemtype
    _FOLDED[itemtype.name.lower()] = itemtype.name
    return itemtype


def declare(name: str, **parts: Any) -> ItemType:
    """Add a type of which the facts are known."""
    return register(ItemType(facts=all_facts()[name], **parts))


def find(name: str) -> ItemType | None:
    """Return the type of a name in any case, or None."""
    return _TYPES.get(_FOLDED.get(name.lower(), ""))


def type_of(name: str) -> ItemType:
    """Return the type of a name in any case. Raises Refusal."""
    found = find(name)
    if found is None:
        raise unknown_type()
    return found


def types() -> list[ItemType]:
    """Return all types, in the order of their registration."""
    return list(_TYPES.values())


def row_of(session: Session, target: str, number: int) -> Any:
    """Return the visible row that a key names, or None."""
    found = find(target)
    if found is None:
        return None
    return found.rows(session).filter(pk=number).first()
