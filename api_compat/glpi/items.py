"""Read one item, lists, sub-items, several items at once (contract sections 6 and 7)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from api_compat.glpi import blocks, patterns
from api_compat.glpi.answers import Answer, changed_at
from api_compat.glpi.errors import bad_array, bad_request, missing_item, right_missing
from api_compat.glpi.pages import MOST_ROWS, page_of, require_within
from api_compat.glpi.parameters import Bag, truth
from api_compat.glpi.reading import (
    Options,
    Row,
    expand,
    fetch,
    fetch_with,
    key_names,
    links,
    written,
)
from api_compat.glpi.registry import ItemType, type_of
from api_compat.glpi.session import Session


def get_item(session: Session, itemtype: ItemType, number: int, bag: Bag) -> Answer:
    """One item with its options."""
    options = Options.of(bag)
    row, moment = _dated(session, itemtype, number, options)
    if options.sha1:
        return Answer(_sha1(session, row))
    return Answer(row, headers=changed_at(moment) if moment is not None else {})


def one(session: Session, itemtype: ItemType, number: int, options: Options) -> Row:
    """Return one item as the options ask. Raises Refusal."""
    return _dated(session, itemtype, number, options)[0]


def _dated(
    session: Session, itemtype: ItemType, number: int, options: Options
) -> tuple[Row, datetime | None]:
    """Return one item and when it changed, None where the type does not tell."""
    if not itemtype.may_read(session):
        raise right_missing()
    found = _one(session, itemtype, number)
    if not found:
        raise missing_item()
    row, moment = found[0]
    rows = [row]
    told = links(session, itemtype, row) if options.links else []
    if options.key_names:
        key_names(session, itemtype, rows, options.key_names)
    blocks.add(session, itemtype, row, options)
    if options.expands:
        expand(session, itemtype, rows)
    if told:
        row["links"] = told
    return row, moment


def _one(session: Session, itemtype: ItemType, number: int) -> list[tuple[Row, datetime | None]]:
    """What is hidden and what is not there look the same (threats.md rule 3)."""
    if itemtype.stands_alone and itemtype.composed is not None:
        composed = itemtype.composed(session, itemtype, 0)
        return [(row, None) for row in composed if row["id"] == number]
    rows = itemtype.rows(session).filter(pk=number)
    return fetch_with(session, itemtype, rows, stored="date_mod" if itemtype.has_moment else "")


def get_list(
    session: Session,
    itemtype: ItemType,
    bag: Bag,
    *,
    parent: tuple[ItemType, int] | None = None,
) -> Answer:
    """A page of items."""
    if itemtype.composed is not None:
        return _composed(session, itemtype, bag, parent)
    rows = itemtype.rows(session)
    if parent is not None:
        rows = _below(session, itemtype, rows, *parent)
    if not itemtype.may_read(session):
        raise right_missing()
    rows = _in_trash(itemtype, rows, truth(bag.get("is_deleted")))
    rows = patterns.filtered(session, itemtype, rows, bag.get("searchText"))
    page = page_of(
        bag,
        size=session.page_size,
        rows_beyond=session.flavour.default_rows_beyond,
        told_beyond=1,
    )
    ordered = _ordered(itemtype, rows, bag)
    total = rows.order_by().count()
    require_within(page, total)
    end, told = page.cut(total)
    options = Options.of(bag)
    names = _names(itemtype, options)
    shown = ordered[page.start : end + 1]
    if page.start:
        # rows that are passed over cost least when nothing is joined to them
        shown = ordered.filter(pk__in=list(shown.values_list("pk", flat=True)))
    found = fetch(session, itemtype, shown, names)
    _decorate(session, itemtype, found, options)
    headers = {"Accept-Range": f"{itemtype.name} {MOST_ROWS}"}
    if total:
        headers["Content-Range"] = f"{page.start}-{told}/{total}"
    status = 200 if len(found) == total else 206
    return Answer(found, status=status, headers=headers)


def _composed(
    session: Session, itemtype: ItemType, bag: Bag, parent: tuple[ItemType, int] | None
) -> Answer:
    """A page of rows that are computed for their parent; there are none without one."""
    found: list[Row] = []
    if parent is not None and itemtype.composed is not None:
        above, number = parent
        if not above.may_read(session):
            raise right_missing()
        if not above.rows(session).filter(pk=number).exists():
            raise missing_item()
        found = itemtype.composed(session, above, number)
    elif not itemtype.may_read(session):
        raise right_missing()
    elif itemtype.stands_alone and itemtype.composed is not None:
        found = itemtype.composed(session, itemtype, 0)
    if str(bag.get("order", "ASC")).upper() == "DESC":
        found.reverse()
    beyond = session.flavour.default_rows_beyond
    page = page_of(bag, size=session.page_size, rows_beyond=beyond, told_beyond=1)
    total = len(found)
    require_within(page, total)
    end, told = page.cut(total)
    shown = found[page.start : end + 1]
    _decorate(session, itemtype, shown, Options.of(bag))
    headers = {"Accept-Range": f"{itemtype.name} {MOST_ROWS}"}
    if total:
        headers["Content-Range"] = f"{page.start}-{told}/{total}"
    return Answer(shown, status=200 if len(shown) == total else 206, headers=headers)


def get_multiple(session: Session, bag: Bag) -> Answer:
    """Several items of any types; one that is missing fails them all."""
    wanted = bag.get("items")
    if not isinstance(wanted, list):
        raise bad_array()
    options = Options.of(bag)
    found = []
    for each in wanted:
        if not isinstance(each, dict) or not str(each.get("items_id")).isdecimal():
            raise bad_array()
        itemtype = type_of(str(each.get("itemtype")))
        found.append(one(session, itemtype, int(each["items_id"]), options))
    return Answer(found)


def _names(itemtype: ItemType, options: Options) -> Iterable[str] | None:
    if not options.only_id:
        return None
    targets = [name for name, one in itemtype.facts.fields.items() if one.target]
    needed = {"id", *targets, *({"itemtype"} & itemtype.facts.fields.keys())}
    return needed if options.links else {"id"}


def _decorate(session: Session, itemtype: ItemType, rows: list[Row], options: Options) -> None:
    told = [links(session, itemtype, row) if options.links else [] for row in rows]
    if options.key_names:
        key_names(session, itemtype, rows, options.key_names)
    if options.expands:
        expand(session, itemtype, rows)
    if "with_networkports" in options.blocks:
        blocks.add_ports(session, itemtype, rows)
    for row, found in zip(rows, told, strict=True):
        if options.only_id:
            kept = row["id"]
            row.clear()
            row["id"] = kept
        if found:
            row["links"] = found


def _below(
    session: Session, child: ItemType, rows: QuerySet[Any], parent: ItemType, number: int
) -> QuerySet[Any]:
    """Return the rows of a child type under a parent: the first way that fits (section 7)."""
    if not parent.may_read(session):
        raise right_missing()
    above = fetch(session, parent, parent.rows(session).filter(pk=number))
    if not above:
        raise missing_item()
    fields, row = child.facts.fields, above[0]
    if parent.facts.key in fields:
        return rows.filter(patterns.equal(child.fields[parent.facts.key], number))
    if {"itemtype", "items_id"} <= fields.keys():
        named = patterns.equal(child.fields["itemtype"], parent.name)
        return rows.filter(patterns.equal(child.fields["items_id"], number)).filter(named)
    if child.facts.key in row:
        return rows.filter(pk=row[child.facts.key])
    if {"itemtype", "items_id"} <= row.keys():
        return rows.filter(pk=row["items_id"]) if row["itemtype"] == child.name else rows.none()
    return rows


def _in_trash(itemtype: ItemType, rows: QuerySet[Any], in_trash: bool) -> QuerySet[Any]:
    if not itemtype.facts.has_trash:
        return rows
    column = itemtype.fields.get("is_deleted")
    if column is None or column.kind != "gone":
        return rows.none() if in_trash else rows
    return rows.filter(**{f"{column.select}__isnull": not in_trash})


def _ordered(itemtype: ItemType, rows: QuerySet[Any], bag: Bag) -> QuerySet[Any]:
    order = str(bag.get("order", "ASC")).upper()
    if order not in ("ASC", "DESC"):
        raise bad_request("order must be DESC or ASC")
    name = str(bag.get("sort", "id"))
    if name not in itemtype.fields:
        raise bad_request(f"sort param is not a field of {itemtype.facts.table}")
    expression = itemtype.fields[name].expression()
    by = F("pk") if name == "id" else expression
    turned = by.desc() if order == "DESC" else by.asc()
    return rows.order_by(turned, "pk") if name != "id" else rows.order_by(turned)


def _sha1(session: Session, row: Row) -> str:
    """Return the checksum of an item's fields: numeric texts count as numbers."""
    text = json.dumps(_numeric(written(session, row)), separators=(",", ":")).replace("/", "\\/")
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _numeric(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numeric(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_numeric(one) for one in value]
    if isinstance(value, str) and value.isdecimal() and str(int(value)) == value:
        return int(value)
    return value
