"""The answer of a search: rows keyed by option numbers (contract section 12)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.queries import has_entities
from api_compat.glpi import registry
from api_compat.glpi.answers import Answer
from api_compat.glpi.errors import bad_request, right_missing
from api_compat.glpi.facts import groups
from api_compat.glpi.pages import MOST_ROWS, page_of, require_within
from api_compat.glpi.parameters import Bag, truth
from api_compat.glpi.registry import ItemType
from api_compat.glpi.search.criteria import NOTHING, Criteria
from api_compat.glpi.search.options import ITIL, Target, target_of
from api_compat.glpi.session import Session

ALL_ASSETS = "AllAssets"
NAME, NUMBER, ENTITY = 1, 2, 80


@dataclass(frozen=True)
class Wanted:
    """What a search is about: a type, its rows, and whether rows name their own type."""

    itemtype: ItemType
    name: str
    rows: QuerySet[Any]
    types: tuple[ItemType, ...] = ()


def search(session: Session, name: str, bag: Bag) -> Answer:
    """Search items of a type, or all assets at once."""
    wanted = _wanted(session, name)
    itemtype = wanted.itemtype
    criteria = Criteria(session, itemtype, timezone.now())
    rows = itemtype.kept(wanted.rows, in_trash=truth(bag.get("is_deleted")))
    if bag.get("criteria"):
        rows = rows.filter(criteria.compile(bag["criteria"]))
    sort, order = _sorting(itemtype, bag)
    numbers = _columns(session, itemtype, bag, [*criteria.used, *sort])
    beyond = 0 if session.flavour.search_lists_sorts else 1
    page = page_of(bag, size=session.page_size, rows_beyond=beyond, told_beyond=beyond)
    total = rows.order_by().count()
    require_within(page, total)
    end, told = page.cut(total)
    keys = _page(session, itemtype, rows, sort, order)[page.start : end + 1]
    found = _values(session, itemtype, list(keys), numbers)
    return _answer(session, wanted, bag, found, numbers, sort, order, (page.start, told, total))


def _wanted(session: Session, name: str) -> Wanted:
    if name.lower() == ALL_ASSETS.lower():
        names = [registry.find(one) for one in groups()["assets"]]
        types = tuple(one for one in names if one is not None and one.may_read(session))
        if not types:
            raise right_missing()
        first = registry.type_of("Computer")
        seen = NOTHING
        for one in types:
            seen |= _same_table(session, one)
        return Wanted(first, ALL_ASSETS, first.model._default_manager.filter(seen), types)
    itemtype = registry.type_of(name)
    if not itemtype.may_read(session):
        raise right_missing()
    return Wanted(itemtype, itemtype.name, itemtype.rows(session))


def _same_table(session: Session, itemtype: ItemType) -> Any:
    return Q(pk__in=itemtype.rows(session).order_by().values("pk"))


def _sorting(itemtype: ItemType, bag: Bag) -> tuple[list[int], list[str]]:
    """Return the options and directions; what makes no sense falls back to name, upwards."""
    given = bag.get("sort", NAME)
    wanted = given if isinstance(given, list) else [given]
    options = itemtype.facts.options
    sort = [int(one) for one in wanted if str(one).isdecimal() and int(one) in options]
    sort = sort or [NAME]
    given = bag.get("order", "ASC")
    directions = given if isinstance(given, list) else [given]
    order = ["DESC" if str(one).upper() == "DESC" else "ASC" for one in directions]
    return sort, (order + ["ASC"] * len(sort))[: len(sort)]


def _columns(session: Session, itemtype: ItemType, bag: Bag, used: list[int]) -> list[int]:
    options = itemtype.facts.options
    first = [NUMBER, NAME] if itemtype.name in ITIL else [NAME]
    several = len(session.entities) > 1 or (itemtype.facts.is_recursive and has_entities())
    if several and ENTITY in options:
        first.append(ENTITY)
    forced = bag.get("forcedisplay")
    if forced is None:
        chosen = list(itemtype.facts.columns)
    else:
        given = forced if isinstance(forced, list) else [forced]
        if isinstance(forced, dict):
            given = list(forced.values())
        chosen = [int(one) for one in given if str(one).isdecimal()]
        hidden = [one for one in chosen if one in options and options[one].nodisplay]
        if hidden:
            raise bad_request("Forbidden field ID in forcedisplay")
    wanted = [*first, *chosen, *used]
    return [one for one in dict.fromkeys(wanted) if one in options]


def _page(
    session: Session, itemtype: ItemType, rows: QuerySet[Any], sort: list[int], order: list[str]
) -> QuerySet[Any]:
    by: list[Any] = []
    for number, direction in zip(sort, order, strict=True):
        target = _target(session, itemtype, number)
        if target is not None:
            expression = target.sorted_by()
            by.append(expression.desc() if direction == "DESC" else expression.asc())
    return rows.order_by(*by, F("pk").asc()).values_list("pk", flat=True)


def _target(session: Session, itemtype: ItemType, number: int) -> Target | None:
    if number not in itemtype.facts.options:
        return None
    return target_of(session, itemtype, number)


def _values(
    session: Session, itemtype: ItemType, keys: list[int], numbers: list[int]
) -> dict[int, dict[int, Any]]:
    """Return {row: {option: value}} of a page: one statement, and one for each option of many."""
    targets = {number: _target(session, itemtype, number) for number in numbers}
    single = {n: t for n, t in targets.items() if t is not None and (t.below is None or t.counts)}
    rows = itemtype.model._default_manager.filter(pk__in=keys)
    aliases = {number: f"wire_{number}" for number in single}
    selects = {aliases[n]: _select(session, t) for n, t in single.items()}
    found: dict[int, dict[int, Any]] = {key: {} for key in keys}
    for row in rows.annotate(**selects).values("pk", *selects):
        for number, target in single.items():
            found[row["pk"]][number] = _shown(session, target, row[aliases[number]])
    for number, other in targets.items():
        if other is not None and other.below is not None and not other.counts:
            _many(session, other, keys, number, found)
    return {key: {n: found[key].get(n) for n in numbers} for key in keys}


def _select(session: Session, target: Target) -> Any:
    if target.counts:
        return target.sorted_by()
    if target.shows_key and target.key is not None:
        return target.key.expression()
    if target.column.carried:
        return F("wire_extra")
    return target.column.expression()


def _shown(session: Session, target: Target, value: Any) -> Any:
    if target.counts:
        return value or 0
    if target.shows_key:
        return str(value) if value else None
    shown = target.column.show(value, session.root.zone)
    if target.key is not None and value is None:
        return None
    return None if shown == "" and target.key is not None else shown


def _many(
    session: Session,
    target: Target,
    keys: list[int],
    number: int,
    found: dict[int, dict[int, Any]],
) -> None:
    """Add the values of rows that hang on the page's: one alone, several as a list."""
    values: dict[int, list[Any]] = {}
    for way in target.ways:
        if way.below is None:
            continue
        rows = way.below.annotate(wire_owner=way.tie, wire_value=_select(session, way))
        seen = rows.filter(wire_owner__in=keys).order_by("pk")
        for owner, value in seen.values_list("wire_owner", "wire_value"):
            values.setdefault(owner, []).append(_shown(session, way, value))
    for key in keys:
        all_of = values.get(key, [])
        found[key][number] = None if not all_of else all_of[0] if len(all_of) == 1 else all_of


def _answer(
    session: Session,
    wanted: Wanted,
    bag: Bag,
    found: dict[int, dict[int, Any]],
    numbers: list[int],
    sort: list[int],
    order: list[str],
    page: tuple[int, int, int],
) -> Answer:
    start, told, total = page
    place = f"{start}-{told}/{total}"
    lists = session.flavour.search_lists_sorts
    value: dict[str, Any] = {
        "totalcount": total,
        "count": len(found),
        "sort": sort if lists else str(sort[0]),
        "order": order if lists else order[0],
    }
    if found:
        value |= _data(session, wanted, bag, found, numbers)
    value["content-range"] = place
    if truth(bag.get("rawdata")):
        value["rawdata"] = _raw(wanted, bag, value, numbers)
    headers = {"Accept-Range": f"{wanted.name} {MOST_ROWS}"}
    if total:
        headers["Content-Range"] = place
    return Answer(value, status=200 if len(found) == total else 206, headers=headers)


def _data(
    session: Session,
    wanted: Wanted,
    bag: Bag,
    found: dict[int, dict[int, Any]],
    numbers: list[int],
) -> dict[str, Any]:
    options = wanted.itemtype.facts.options
    uses_uids = truth(bag.get("uid_cols"))
    names = {one: options[one].uid if uses_uids else str(one) for one in numbers}
    rows: dict[int, Any] = {
        key: {names[number]: value for number, value in row.items()} or []
        for key, row in found.items()
    }
    if wanted.types:
        for key, name in _types(session, wanted, list(rows)).items():
            rows[key] = {"id": key, "itemtype": name, **rows[key]}
    data: dict[str, Any] = {"data": list(rows.values())}
    if truth(bag.get("withindexes")):
        data["data"] = {str(key): row for key, row in rows.items()}
    if truth(bag.get("giveItems")):
        data["data_html"] = [
            {name: escape("" if one is None else str(one)) for name, one in row.items()}
            for row in rows.values()
            if isinstance(row, dict)
        ]
    return data


def _types(session: Session, wanted: Wanted, keys: list[int]) -> dict[int, str]:
    """Return the item type of each row of a search over several."""
    found: dict[int, str] = {}
    for one in wanted.types:
        numbers = one.rows(session).filter(pk__in=keys).values_list("pk", flat=True)
        found |= dict.fromkeys(numbers, one.name)
    return {key: found.get(key, "") for key in keys}


def _raw(wanted: Wanted, bag: Bag, value: dict[str, Any], numbers: list[int]) -> dict[str, Any]:
    return {
        "itemtype": wanted.name,
        "search": {
            "criteria": bag.get("criteria", []),
            "sort": value["sort"],
            "order": value["order"],
            "is_deleted": int(truth(bag.get("is_deleted"))),
        },
        "toview": numbers,
        "data": {"totalcount": value["totalcount"], "count": value["count"]},
    }
