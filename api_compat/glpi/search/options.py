"""What a search option means: a column of the type, of one it points to, or of many below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, IsNull

from api_compat.glpi import patterns, registry
from api_compat.glpi.columns import Column
from api_compat.glpi.facts import Option
from api_compat.glpi.registry import ItemType, Reached
from api_compat.glpi.session import Session

ITIL = frozenset({"Ticket", "Problem", "Change"})
USERS = "glpi_users"


@dataclass(frozen=True)
class Target:
    """Where an option's values stand.

    `column` is compared; `key` is the foreign key to it, if it stands in another type `of`. With
    `below` the two are those of rows that hang on the searched ones by `tie`; `others` are further
    ways to such rows.
    """

    option: Option
    column: Column
    key: Column | None = None
    of: ItemType | None = None
    below: QuerySet[Any] | None = None
    tie: Any = None
    counts: bool = False
    shows_key: bool = False
    others: tuple[Target, ...] = ()

    @property
    def ways(self) -> tuple[Target, ...]:
        """All ways to the rows below."""
        return (self, *self.others)

    def tied(self) -> QuerySet[Any]:
        """Return the rows below the outer row."""
        if self.below is None:
            raise ValueError(self.option.number)
        return self.below.filter(Exact(self.tie, OuterRef("pk")))

    def sorted_by(self) -> Any:
        """Return what rows are sorted by; of many values the first."""
        if self.below is None:
            return self.column.expression()
        if self.counts:
            return count_of(self)
        first = self.tied().order_by("pk").annotate(wire_value=self.column.expression())
        return Subquery(first.values("wire_value")[:1])


def count_of(target: Target) -> Any:
    """Return how many rows hang on the outer row."""
    found = _counted(target)
    for other in target.others:
        found = found + _counted(other)
    return found


def _counted(target: Target) -> Any:
    rows = target.tied().order_by().annotate(wire_all=Value(1)).values("wire_all")
    counted = rows.annotate(wire_count=Count("pk")).values("wire_count")
    return Coalesce(Subquery(counted[:1]), Value(0))


def target_of(session: Session, itemtype: ItemType, number: int) -> Target | None:
    """Return where an option's values stand; None when the desk keeps no such rows."""
    option = itemtype.facts.options[number]
    if number in itemtype.reached:
        first, *others = (_reached(session, option, way) for way in itemtype.reached[number])
        return replace(first, others=tuple(others))
    if option.table == itemtype.facts.table and not option.classes:
        column = itemtype.fields.get(option.field) or itemtype.extras.get(option.field)
        return None if column is None else Target(option, column)
    return _direct(itemtype, option) or _below(session, itemtype, option)


def _reached(session: Session, option: Option, way: Reached) -> Target:
    column = way.column if isinstance(way.column, Column) else way.column()
    found = Target(option, column, way.key, registry.find(way.of) if way.of else None)
    if way.rows is None:
        return found
    return replace(found, below=way.rows(session), tie=F(way.tie), counts=way.counts)


def _of_table(table: str) -> ItemType | None:
    return next((one for one in registry.types() if one.facts.table == table), None)


def _direct(itemtype: ItemType, option: Option) -> Target | None:
    """Follow the type's own foreign key."""
    other = _of_table(option.table)
    if other is None or option.classes not in ((), (other.name,)):
        return None
    key = itemtype.fields.get(option.linkfield)
    if key is None or key.kind != "key" or key.target != other.name:
        return None
    key, column = _followed(itemtype, key, other, option)
    if column is None:
        return None
    shows = option.table == USERS and itemtype.name in ITIL
    return Target(option, column, key, other, shows_key=shows)


def _followed(
    itemtype: ItemType, key: Column, other: ItemType, option: Option
) -> tuple[Column, Column | None]:
    """Return a key of rows of a type, and the option's column of the row that it points to."""
    column = other.fields.get(option.field)
    if key.carried or _is_number(itemtype.model, key.select):
        return _kept(key), _named(key, other, column)
    return key, _through(key, column)


def _is_number(model: Any, path: Any) -> bool:
    """Tell whether a key is a plain number to the database: apps below do not know its table."""
    if not isinstance(path, str):
        return False
    *steps, last = path.split(LOOKUP_SEP)
    for step in steps:
        model = model._meta.get_field(step).related_model
    known = model._meta.concrete_fields
    return not any(one.is_relation and one.attname == last for one in known)


def _number(key: Column, path: Callable[[str], Any]) -> Any:
    """Return the number that a key is kept as; entities alone have one that is 0."""
    if not key.carried:
        return path(key.select)
    number = Cast(KeyTextTransform(key.carried, path("wire_extra")), BigIntegerField())
    return Coalesce(number, Value(0)) if key.target == patterns.ENTITY else number


def _kept(key: Column) -> Column:
    """Return a key as the number it is kept as."""
    return replace(key, select=_number(key, F), carried="", shown=None)


def _named(key: Column, other: ItemType, column: Column | None) -> Column | None:
    """Return a column of the row that a key names by its number."""
    if column is None or column.carried or not isinstance(column.select, str):
        return None
    number = _number(key, OuterRef)
    rows = other.model._default_manager.filter(Exact(F("pk"), number))
    return column.beyond(Subquery(rows.values(column.select)[:1]))


def _through(key: Column, column: Column | None) -> Column | None:
    """Return a column of the row that a key points to; only plain paths can be followed."""
    if column is None or key.carried or column.carried or not isinstance(column.select, str):
        return None
    if isinstance(key.select, str):
        base = key.base or key.select.removesuffix("_id")
        return column.beyond(f"{base}__{column.select}")
    if not key.base:
        return None
    unset = When(IsNull(key.select, True), then=Value(None))
    return column.beyond(Case(unset, default=F(f"{key.base}__{column.select}")))


def _below(session: Session, itemtype: ItemType, option: Option) -> Target | None:
    """Follow rows that hang on the searched ones: a tie, or a part."""
    name = option.classes[0] if option.classes else ""
    child = registry.find(name) or _of_table(option.table)
    if child is None or len(option.classes) > 2:
        return None
    rows = child.hanging.get(itemtype.name, child.rows)(session)
    tie = child.fields.get(itemtype.facts.key)
    if tie is None and {"itemtype", "items_id"} <= child.facts.fields.keys():
        rows = rows.filter(patterns.equal(child.fields["itemtype"], itemtype.name))
        tie = child.fields["items_id"]
    if tie is None or tie.carried:
        return None
    rows = rows.filter(**itemtype.options.get(option.number, {}))
    deleted = child.fields.get("is_deleted")
    if child.facts.has_trash and deleted is not None and deleted.kind == "gone":
        rows = rows.filter(**{f"{deleted.select}__isnull": True})
    found = Target(option, child.fields["id"], below=rows, tie=tie.expression())
    if option.datatype == "count":
        return replace(found, counts=True)
    if option.table == child.facts.table:
        column = child.fields.get(option.field)
        return None if column is None else replace(found, column=column)
    return _beyond(found, itemtype, child, option)


def _beyond(found: Target, itemtype: ItemType, child: ItemType, option: Option) -> Target | None:
    """Follow a tie to the type that it ties to."""
    other = _of_table(option.table)
    if other is None:
        return None
    keys = [
        column
        for name, column in child.fields.items()
        if column.kind == "key" and column.target == other.name and name != itemtype.facts.key
    ]
    if option.linkfield and option.linkfield in child.fields:
        keys.insert(0, child.fields[option.linkfield])
    for one in keys:
        key, column = _followed(child, one, other, option)
        if column is not None:
            shows = option.table == USERS and itemtype.name in ITIL
            return replace(found, column=column, key=key, of=other, shows_key=shows)
    return None


def told(itemtype: ItemType, *, is_raw: bool) -> dict[str, Any]:
    """Return the options of a type as listSearchOptions prints them."""
    found: dict[str, Any] = {}
    group = ""
    for option in itemtype.facts.options.values():
        if option.group and option.group != group:
            key = "common" if not group else option.group.lower().replace(" ", "")
            found.setdefault(key, {"name": option.group})
            group = option.group
        found[str(option.number)] = _raw(option) if is_raw else _printed(option)
    return found


def _printed(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "table": option.table,
        "field": option.field,
        "datatype": option.datatype,
        "nosearch": option.nosearch,
        "nodisplay": option.nodisplay,
        "available_searchtypes": list(option.searchtypes),
        "uid": option.uid,
    }


def _raw(option: Option) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": option.name,
        "table": option.table,
        "field": option.field,
        "linkfield": option.linkfield,
    }
    if option.datatype:
        found["datatype"] = option.datatype
    if option.nosearch:
        found["nosearch"] = True
    if option.nodisplay:
        found["nodisplay"] = True
    if option.multivalued:
        found["forcegroupby"] = True
    classes = option.classes
    found["joinparams"] = {"beforejoin": {"itemtypes": list(classes)}} if classes else []
    return found
