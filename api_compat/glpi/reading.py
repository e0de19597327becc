"""Items as rows of the wire: fields, expanded keys, links (contract sections 6 and 7)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from api_compat.glpi import registry
from api_compat.glpi.columns import CARRIED, Beside, Column, Read
from api_compat.glpi.parameters import Bag, truth
from api_compat.glpi.registry import ItemType
from api_compat.glpi.session import Session
from api_compat.glpi.texts import TreeName, encode

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a reader asked for."""

    expands: bool = False
    links: bool = True
    sha1: bool = False
    key_names: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    only_id: bool = False

    @classmethod
    def of(cls, bag: Bag) -> "Options":
        """Read them from the parameters."""
        names = bag.get("add_keys_names")
        return cls(
            expands=truth(bag.get("expand_dropdowns")),
            links=truth(bag.get("get_hateoas", True)),
            sha1=truth(bag.get("get_sha1")),
            key_names=tuple(str(name) for name in names) if isinstance(names, list) else (),
            blocks=tuple(name for name in bag if name.startswith("with_") and truth(bag[name])),
            only_id=truth(bag.get("only_id")),
        )


def fetch(
    session: Session, itemtype: ItemType, rows: QuerySet[Any], names: Iterable[str] | None = None
) -> list[Row]:
    """Return the fields of rows in their order (one statement, and one for each that is shared by
    columns that are read beside).
    """
    return [row for row, _ in fetch_with(session, itemtype, rows, names)]


def fetch_with(
    session: Session,
    itemtype: ItemType,
    rows: QuerySet[Any],
    names: Iterable[str] | None = None,
    *,
    stored: str = "",
) -> list[tuple[Row, Any]]:
    """Return what `fetch` does, with what is stored in one of the fields, None without a name."""
    fields = itemtype.fields
    hidden = itemtype.facts.fields
    wanted = {name: fields[name] for name in names} if names is not None else fields
    wanted = {name: column for name, column in wanted.items() if not hidden[name].undisclosed}
    paths, queryset = _selected(rows, wanted)
    carries = "wire_extra" in {known.name for known in itemtype.model._meta.fields}
    selected = list(dict.fromkeys(["pk", *(path for each in paths.values() for path in each)]))
    if carries and "wire_extra" not in selected:
        selected.append("wire_extra")
    found = list(queryset.values_list(*selected))
    beside = _beside(wanted, [values[0] for values in found])
    places = {path: place for place, path in enumerate(selected)}
    ways = [
        (name, column, _value_of(column, [places[path] for path in paths[name]], beside))
        for name, column in wanted.items()
    ]
    keys = [
        (name, f"{CARRIED}{name}")
        for name, column in wanted.items()
        if column.kind == "key" and not column.carried
    ]
    zone = session.root.zone
    kept = next((value_of for name, _, value_of in ways if name == stored), _nothing)
    shown = []
    for values in found:
        row = {name: column.show(value_of(values), zone) for name, column, value_of in ways}
        if carries:
            _dangling(row, keys, values[places["wire_extra"]])
        shown.append((row, kept(values)))
    return shown


def _selected(
    rows: QuerySet[Any], columns: Mapping[str, Column]
) -> tuple[dict[str, tuple[str, ...]], QuerySet[Any]]:
    """Return the paths that each column is made of, and the queryset that has them all."""
    paths: dict[str, tuple[str, ...]] = {}
    expressions: dict[str, Any] = {}
    for name, column in columns.items():
        if isinstance(column.read, Read):
            paths[name] = column.read.paths
        elif isinstance(column.read, Beside):
            paths[name] = ()
        elif isinstance(column.select, str):
            paths[name] = (column.select,)
        else:
            alias = f"wire_{len(expressions)}"
            expressions[alias] = column.select
            paths[name] = (alias,)
    return paths, rows.annotate(**expressions) if expressions else rows


_Loads = dict[Callable[[list[int]], Mapping[int, Any]], Mapping[int, Any]]


def _beside(columns: Mapping[str, Column], keys: list[int]) -> _Loads:
    """Return what is read beside the rows, by how it is loaded."""
    loads = [column.read.load for column in columns.values() if isinstance(column.read, Beside)]
    return {load: load(keys) for load in dict.fromkeys(loads)} if keys else {}


def _value_of(column: Column, places: list[int], beside: _Loads) -> Callable[[Sequence[Any]], Any]:
    """Return how a column's value is made of the values that were selected."""
    read = column.read
    if isinstance(read, Beside):
        loaded = beside.get(read.load, {})
        return lambda values: read.value_of(loaded.get(values[0]))
    if isinstance(read, Read):
        return lambda values: read.value_of(*(values[place] for place in places))
    return itemgetter(places[0])


def _nothing(values: Sequence[Any]) -> None:
    return None


def _dangling(row: Row, keys: list[tuple[str, str]], extra: dict[str, Any] | None) -> None:
    """Show keys that point nowhere as they were received (fields.md D3)."""
    if not extra:
        return
    for name, carried in keys:
        if not row[name] and isinstance(extra.get(carried), int):
            row[name] = extra[carried]


def keys_of(itemtype: ItemType, row: Row) -> Iterable[tuple[str, str, int]]:
    """Return (field, type, number) of the foreign keys of a row that are set."""
    for name, one in itemtype.facts.fields.items():
        number = row.get(name)
        if not one.target or not isinstance(number, int):
            continue
        target = one.target
        if target.startswith("<"):
            target = str(row.get("itemtype") or "")
        if target and (number > 0 or (name == "entities_id" and number == 0)):
            yield name, target, number


def names_for(session: Session, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Return the names of items by (type, number), one statement a type; hidden ones have none."""
    by_type: dict[str, set[int]] = {}
    for target, number in wanted:
        by_type.setdefault(target, set()).add(number)
    found: dict[tuple[str, int], Any] = {}
    for target, numbers in by_type.items():
        itemtype = registry.find(target)
        if itemtype is None:
            continue
        rows = itemtype.rows(session).filter(pk__in=numbers).values_list("pk", itemtype.names)
        for number, name in rows:
            # names of trees made at read time have their separator encoded, so plain texts do
            found[target, number] = name or ""
    return found


def expand(session: Session, itemtype: ItemType, rows: list[Row]) -> None:
    """Put names in the place of keys."""
    keys = [list(keys_of(itemtype, row)) for row in rows]
    names = names_for(session, {(target, number) for one in keys for _, target, number in one})
    for row, found in zip(rows, keys, strict=True):
        for name, target, number in found:
            row[name] = names.get((target, number), "")


def key_names(session: Session, itemtype: ItemType, rows: list[Row], wanted: Sequence[str]) -> None:
    """Add the names of keys beside the rows."""
    keys = [
        {name: (target, number) for name, target, number in keys_of(itemtype, row)} for row in rows
    ]
    names = names_for(session, {pair for one in keys for pair in one.values()})
    own = names_for(session, {(itemtype.name, row["id"]) for row in rows})
    for row, found in zip(rows, keys, strict=True):
        told: Row = {}
        for name in wanted:
            if name == "id":
                told["id"] = own.get((itemtype.name, row["id"]), "")
            elif itemtype.facts.fields.get(name) and itemtype.facts.fields[name].target:
                told[name] = names.get(found[name], "") if name in found else ""
        row["_keys_names"] = told


def links(session: Session, itemtype: ItemType, row: Row) -> list[Row]:
    """Return the links of a row: one per key, one per child class."""
    base = session.root.url
    found = [
        {"rel": target, "href": f"{base}/{target}/{number}"}
        for _, target, number in keys_of(itemtype, row)
    ]
    found += [
        {"rel": child, "href": f"{base}/{itemtype.name}/{row['id']}/{child}/"}
        for child in itemtype.facts.children
    ]
    return found


def written(session: Session, row: Any, *, raw: bool = False) -> Any:
    """Return a value with its texts encoded as this root does."""
    if raw and session.flavour.decodes_on_request:
        return row
    return encode(row, session.flavour)


def plain(value: Any) -> Any:
    """Return texts of trees as plain ones."""
    return str(value) if isinstance(value, TreeName) else value
