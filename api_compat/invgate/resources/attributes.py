"""Catalogues of codes, and the version."""

from collections.abc import Mapping
from typing import Any

from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.pages import numbered
from api_compat.invgate.params import integer, text
from tickets import queries

CATALOGUES: dict[str, tuple[Mapping[int, str], bool]] = {
    "incident.attributes.priority": (codes.PRIORITY_NAMES, False),
    "incident.attributes.source": (codes.SOURCE_NAMES, False),
    "incident.attributes.status": (codes.STATUS_NAMES, False),
    "incident.attributes.statuses": (codes.STATUS_NAMES, True),
    "incident.attributes.type": (codes.TYPE_NAMES, False),
    "breakingnews.attributes.status": (codes.ANNOUNCEMENT_STATE_NAMES, False),
    "breakingnews.attributes.type": (codes.IMPORTANCE_NAMES, False),
}
MAPS: dict[str, Mapping[int, str]] = {
    "incident.approval.status": codes.APPROVAL_STATUS_NAMES,
    "incident.approval.type": codes.APPROVAL_TYPE_NAMES,
    "incident.approval.vote_status": codes.VOTE_STATUS_NAMES,
    "cf.fields.types": codes.FIELD_TYPE_NAMES,
}


def _offer_list(resource: str, names: Mapping[int, str], *, is_newer: bool) -> None:
    @endpoint("GET", resource, integer("id", help="only this entry"), is_newer=is_newer)
    def show(call: Call, *, id: int | None) -> list[dict[str, Any]]:
        """Names of codes, all or one."""
        return [
            {"id": number, "name": name} for number, name in names.items() if id in (None, number)
        ]


def _offer_map(resource: str, names: Mapping[int, str]) -> None:
    @endpoint("GET", resource)
    def show(call: Call) -> dict[int, str]:
        """Names by code."""
        return dict(names)


for _resource, (_names, _is_newer) in CATALOGUES.items():
    _offer_list(_resource, _names, is_newer=_is_newer)
for _resource, _names in MAPS.items():
    _offer_map(_resource, _names)


@endpoint("GET", "sd.version")
def version(call: Call) -> dict[str, str]:
    """The version that clients compare with what they need."""
    return {"version": call.setting("version")}


_CATEGORY_PARAMS = (
    integer("id", help="only this category"),
    text("search", help="part of the name"),
    integer("page", help="page number from 1"),
    integer("page_size", help="rows of a page, 20 unless given, at most 500"),
)


@endpoint("GET", "categories", *_CATEGORY_PARAMS)
@endpoint("GET", "incident.attributes.category", *_CATEGORY_PARAMS, is_newer=True)
def categories(
    call: Call, *, id: int | None, search: str | None, page: int | None, page_size: int | None
) -> list[dict[str, Any]]:
    """The tree of categories as a flat list; all of it unless a page is asked for."""
    rows = queries.categories().order_by("pk")
    if id is not None:
        rows = rows.filter(pk=id)
    if search:
        rows = rows.filter(name__icontains=search)
    found = numbered(rows, page, page_size)
    return [
        {"id": str(key), "name": name, "parent_category_id": parent_id or 0}
        for key, name, parent_id in found.values_list("pk", "name", "parent_id")
    ]
