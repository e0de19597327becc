"""Writers made from declarations: fields become what operations take, keys become rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.operations import nouns
from accounts.operations.nouns import Noun
from api_compat.glpi import registry
from api_compat.glpi.columns import CARRIED
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.patterns import ENTITY
from api_compat.glpi.registry import Input, ItemType
from api_compat.glpi.session import Session

Values = dict[str, Any]
OWNED = "entity_id"
"""What operations call the entity that a row belongs to; they look it up themselves."""


def translated(session: Session, itemtype: ItemType, given: Input) -> tuple[Values, Values]:
    """Return (values by the names of operations, values to carry) of a client's input.

    Unknown fields are dropped. A key that points nowhere is carried as received (fields.md D3).
    """
    values: Values = {}
    kept: Values = {}
    for name, value in given.items():
        fact = itemtype.facts.fields.get(name)
        if fact is None or fact.undisclosed or name == "id":
            continue
        column = itemtype.fields[name]
        if column.carried:
            kept[column.carried] = _carried(session, itemtype, name, value)
        elif column.writes and column.kind == "key" and column.writes != OWNED:
            number = column.take(value, session.root.zone)
            is_set = value not in (None, "")
            row = _target(session, column.target, given, number) if is_set else None
            values[column.writes] = row
            kept[f"{CARRIED}{name}"] = number if row is None and number else None
        elif column.writes:
            values[column.writes] = _fitting(fact, column.take(value, session.root.zone))
    return values, kept


def merged(extra: Values, kept: Values) -> Values:
    """Return carried values with new ones; None forgets one."""
    return {name: value for name, value in {**extra, **kept}.items() if value is not None}


def _target(session: Session, target: str, given: Input, number: int) -> Any:
    if not number and target != ENTITY:
        return None
    if target.startswith("<"):
        target = str(given.get("itemtype") or "")
    return registry.row_of(session, target, number)


def _carried(session: Session, itemtype: ItemType, name: str, value: Any) -> Any:
    fact, column = itemtype.facts.fields[name], itemtype.fields[name]
    if isinstance(value, list | dict):
        raise Unwritable("Array to string conversion")
    if value is None:
        return None
    taken = column.take(value, session.root.zone)
    if column.kind == "decimal":
        return f"{taken:.4f}"
    taken = _fitting(fact, taken)
    return None if taken == fact.default else taken


def _fitting(fact: Any, value: Any) -> Any:
    if fact.max_length and isinstance(value, str):
        return value[: fact.max_length]
    return value


def require_known(kept: Values, *names: str) -> None:
    """Refuse unknown keys that decide rights or ownership (fields.md D3)."""
    for name in names:
        if kept.get(f"{CARRIED}{name}"):
            raise Unwritable(DENIED)


def own_entity(session: Session, itemtype: ItemType, values: Values) -> None:
    """Put what names no entity where the session works."""
    column = itemtype.fields.get("entities_id")
    if column is not None and column.writes and column.writes not in values:
        values[column.writes] = session.entity_id


@dataclass(frozen=True)
class NounWriter:
    """Writes rows of a noun; `preset` are values that the type itself stands for."""

    noun: Noun
    preset: Callable[[], Values] | None = None
    owner_fields: tuple[str, ...] = ()

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make a row."""
        values, kept = translated(session, itemtype, given)
        require_known(kept, *self.owner_fields)
        own_entity(session, itemtype, values)
        self._carry(values, kept, {})
        if self.preset is not None:
            values |= self.preset()
        return int(nouns.create_row(session.actor, self.noun, values).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a row."""
        values, kept = translated(session, itemtype, given)
        require_known(kept, *self.owner_fields)
        row = nouns.rows_of(self.noun).get(pk=number)
        self._carry(values, kept, getattr(row, "wire_extra", {}))
        nouns.change(session.actor, self.noun, number, values)

    def trash(self, session: Session, number: int) -> None:
        """Put a row in the trash."""
        nouns.trash(session.actor, self.noun, number)

    def restore(self, session: Session, number: int) -> None:
        """Take a row out of the trash."""
        nouns.restore(session.actor, self.noun, number)

    def purge(self, session: Session, number: int) -> None:
        """Remove a row."""
        nouns.purge(session.actor, self.noun, number)

    def _carry(self, values: Values, kept: Values, extra: Values) -> None:
        carries = any(known.name == "wire_extra" for known in self.noun.model._meta.fields)
        if carries and kept:
            values["wire_extra"] = merged(extra, kept)


@dataclass(frozen=True, kw_only=True)
class DraftWriter:
    """Writes rows through operations that take drafts and patches.

    `plain` names fields of drafts that take the number of a row instead of the row.
    """

    make: Callable[..., Any]
    update: Callable[..., Any]
    draft: Callable[..., Any]
    patch: Callable[..., Any]
    remove: Callable[..., Any]
    bring_back: Callable[..., Any]
    erase: Callable[..., Any]
    extra_of: Callable[[int], Values]
    plain: tuple[str, ...] = ()
    fixed: tuple[tuple[str, Any], ...] = ()
    named: str = "name"

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make a row."""
        values, kept = translated(session, itemtype, given)
        own_entity(session, itemtype, values)
        values = {**dict(self.fixed), **self._numbers(values)}
        values.setdefault(self.named, "")
        return int(self.make(session.actor, self.draft(**values, wire_extra=merged({}, kept))).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a row."""
        values, kept = translated(session, itemtype, given)
        values = self._numbers(values)
        if kept:
            values["wire_extra"] = merged(self.extra_of(number), kept)
        self.update(session.actor, number, self.patch(**values))

    def trash(self, session: Session, number: int) -> None:
        """Put a row in the trash."""
        self.remove(session.actor, number)

    def restore(self, session: Session, number: int) -> None:
        """Take a row out of the trash."""
        self.bring_back(session.actor, number)

    def purge(self, session: Session, number: int) -> None:
        """Remove a row."""
        self.erase(session.actor, number)

    def _numbers(self, values: Values) -> Values:
        return {
            (f"{name}_id" if name in self.plain else name): (
                value.pk if name in self.plain and value is not None else value
            )
            for name, value in values.items()
        }
