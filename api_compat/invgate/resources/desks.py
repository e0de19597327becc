"""Help desks and their levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import flag, integer, text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Group

_ONE = integer("id", help="only this one")
_DELETED = flag("include_deleted", help="deleted ones too")


@endpoint("GET", "helpdesks", _ONE, text("name"), _DELETED)
def helpdesks(
    call: Call, *, id: int | None, name: str | None, include_deleted: bool | None
) -> list[dict[str, Any]]:
    """Help desks."""
    rows = desks(call, include_deleted=bool(include_deleted)).filter(level_order=None)
    if id is not None:
        rows = rows.filter(pk=id)
    if name:
        rows = rows.filter(name=name)
    return [_without(row, "members_ids", "level_order") for row in _desk_rows(rows)]


@endpoint("GET", "levels", _ONE, flag("include_deleted", help="on unless it is false"))
def levels(call: Call, *, id: int | None, include_deleted: bool | None) -> list[dict[str, Any]]:
    """Levels of help desks; deleted ones too unless told otherwise."""
    rows = desks(call, include_deleted=include_deleted is not False)
    rows = rows.filter(level_order__isnull=False)
    if id is not None:
        rows = rows.filter(pk=id)
    return [row | {"type_id": codes.LEVEL_TYPE} for row in _desk_rows(rows)]


@endpoint("GET", "helpdesksandlevels", _ONE, _DELETED)
def helpdesks_and_levels(
    call: Call, *, id: int | None, include_deleted: bool | None
) -> list[dict[str, Any]]:
    """Help desks and levels in one list."""
    rows = desks(call, include_deleted=bool(include_deleted))
    return _desk_rows(rows.filter(pk=id) if id is not None else rows)


def desks(call: Call, *, include_deleted: bool = False) -> QuerySet[Group]:
    """Return help desks and levels."""
    rows = (
        accounts.groups_with_deleted(call.actor)
        if include_deleted
        else accounts.visible_groups(call.actor)
    )
    return rows.filter(is_support=True).order_by("pk")


def _desk_rows(rows: QuerySet[Group]) -> list[dict[str, Any]]:
    found = list(rows)
    members = accounts.member_ids([group.pk for group in found])
    return [
        {
            "id": group.pk,
            "name": group.name,
            "parent_id": group.parent_id,
            "level_order": group.level_order,
            "status_id": codes.GROUP_STATE_OF[group.state],
            "engine_id": codes.ENGINE_OF[group.engine],
            "total_members": len(members.get(group.pk, [])),
            "members_ids": members.get(group.pk, []),
        }
        for group in found
    ]


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
