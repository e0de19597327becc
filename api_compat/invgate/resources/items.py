"""Configuration items: by number, on requests, and how many open requests each has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import epoch, flag, integer, integers, text, texts
from assets import queries as assets
from tickets import operations, queries

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assets.models import ConfigurationItem
    from tickets.models import Ticket

GROUPS = ("Asset", "BusinessApplication")
MOST_RELATED = 100
"""A keyword that fits more items than this is too short to be meant."""


def _external(item: ConfigurationItem) -> int | str:
    """Return the item's number in its inventory: digits as a number."""
    return int(item.external_id) if item.external_id.isdecimal() else item.external_id


@endpoint(
    "GET",
    "cis.by.id",
    integers("ci_internal_ids", required=True),
    integer("ci_source_id"),
)
def by_id(
    call: Call, *, ci_internal_ids: list[int], ci_source_id: int | None
) -> list[dict[str, Any]]:
    """Items by their numbers in the desk."""
    items = assets.visible_items(call.actor).filter(pk__in=ci_internal_ids).order_by("pk")
    if ci_source_id is not None:
        items = items.filter(source=ci_source_id)
    return [
        {
            "ci_internal_id": item.pk,
            "ci_external_id": _external(item) if item.external_id else 0,
            "ci_name": item.name,
        }
        for item in items
    ]


@endpoint(
    "GET",
    "incidents.by.cis",
    text("group", required=True, choices=GROUPS),
    texts("ci_ids", required=True, help="numbers in the inventory"),
    integer("cis_source_id", required=True),
)
def by_items(
    call: Call, *, group: str, ci_ids: list[str], cis_source_id: int
) -> list[dict[str, Any]]:
    """Open requests of items, counted by status and by type."""
    items = _of_source(call, cis_source_id).filter(external_id__in=ci_ids, external_group=group)
    return _counted(call, list(items))


@endpoint(
    "GET",
    "incident.linked_cis.counters.from",
    epoch("from", required=True, kind="INTEGER", help="seconds since 1970"),
    integer("cis_source_id", required=True),
)
def counters(call: Call, *, from_: datetime, cis_source_id: int) -> list[dict[str, Any]]:
    """Items whose open requests changed since a moment, counted by status and by type."""
    return _counted(call, _changed_since(call, from_, cis_source_id))


@endpoint(
    "GET",
    "assets.linked.assets.counters.from",
    integer("assets_source_id", required=True),
    epoch("from", required=True, kind="INTEGER", help="seconds since 1970"),
    is_newer=True,
)
def asset_counters(call: Call, *, assets_source_id: int, from_: datetime) -> list[dict[str, Any]]:
    """The same for assets."""
    return [
        {"asset_id": str(row["ci_id"]), "requests": row["requests"]}
        for row in _counted(call, _changed_since(call, from_, assets_source_id))
    ]


def _changed_since(call: Call, begin: datetime, source_id: int) -> list[ConfigurationItem]:
    keys = queries.items_of_tickets(
        queries.visible_tickets(call.actor).filter(activity_at__gte=begin)
    )
    return list(_of_source(call, source_id).filter(pk__in=keys))


def _counted(call: Call, items: list[ConfigurationItem]) -> list[dict[str, Any]]:
    tickets = queries.tickets_of_items(call.actor, [item.pk for item in items])
    return [
        {
            "group": item.external_group or GROUPS[0],
            "ci_id": _external(item),
            "requests": _counts(tickets.get(item.pk, [])),
        }
        for item in items
    ]


def _counts(tickets: Iterable[Ticket]) -> dict[str, Any]:
    rows = list(tickets)
    by_status = Counter(codes.shown_status(row.status.code, row.status.category) for row in rows)
    by_type = Counter(codes.TYPE_OF[row.kind] for row in rows)
    return {"by_status": dict(by_status) or [], "by_type": dict(by_type) or []}


@endpoint(
    "GET",
    "assets",
    integer("assets_source_id", required=True),
    texts("assets_ids", required=True, help="numbers in the inventory"),
    is_newer=True,
)
def requests_of_assets(
    call: Call, *, assets_source_id: int, assets_ids: list[str]
) -> list[dict[str, Any]]:
    """Open requests of assets."""
    items = _of_source(call, assets_source_id).filter(external_id__in=assets_ids)
    return _requests(call, items)


@endpoint("GET", "incidents.by.asset", text("asset_id", required=True), is_newer=True)
def by_asset(call: Call, *, asset_id: str) -> list[dict[str, Any]]:
    """Open requests of an asset, whichever inventory knows it under this number."""
    items = assets.visible_items(call.actor).filter(external_id=asset_id, source__isnull=False)
    return _requests(call, items.order_by("pk"))


def _requests(call: Call, items: QuerySet[ConfigurationItem]) -> list[dict[str, Any]]:
    rows = list(items)
    tickets = queries.tickets_of_items(call.actor, [item.pk for item in rows])
    return [
        {
            "asset_id": item.external_id,
            "incident_id": ticket.pk,
            "status_id": codes.shown_status(ticket.status.code, ticket.status.category),
        }
        for item in rows
        for ticket in tickets.get(item.pk, [])
    ]


def _of_source(call: Call, source_id: int) -> QuerySet[ConfigurationItem]:
    """Return the items of an inventory. Raises CiSource.DoesNotExist."""
    source = assets.sources().get(pk=source_id)
    return assets.visible_items(call.actor).filter(source=source).order_by("pk")


@endpoint(
    "POST",
    "incident.relate.ci.by.keyword",
    integer("request_id", required=True),
    text("keyword", required=True),
    flag("exact_match", help="the whole name instead of a part"),
)
def relate(
    call: Call, *, request_id: int, keyword: str, exact_match: bool | None
) -> dict[str, str]:
    """Relate a request to the items whose name fits a keyword."""
    items = (
        assets.items_named(call.actor, keyword)
        if exact_match
        else assets.items_with_name_part(call.actor, keyword)
    )
    keys = list(items.order_by("pk").values_list("pk", flat=True)[: MOST_RELATED + 1])
    if not keys or len(keys) > MOST_RELATED:
        message = "No CI fits." if not keys else f"More than {MOST_RELATED} CIs fit."
        raise ValidationError({"keyword": ValidationError(message, code="keyword")})
    for key in keys:
        operations.link_item(call.actor, request_id, key)
    return {"status": "OK", "info": f"{len(keys)} CIs were related."}
