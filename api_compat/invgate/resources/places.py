"""Places with the people there."""

from __future__ import annotations

from typing import Any

from accounts import operations as accounts_operations
from accounts import queries as accounts
from api_compat.invgate.call import Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import integer, integers, text
from api_compat.invgate.resources.flow import OK
from api_compat.invgate.resources.groups import people_rows

_ID = integer("id", required=True)
_ONE = integer("id", help="only this one")
_NAME = text("name", required=True)
_USERS = integers("users", required=True)
_USER = integer("user_id", help="only this one")


@endpoint("GET", "locations", _ONE)
def locations(call: Call, *, id: int | None) -> list[dict[str, Any]]:
    """Places, with the number of people there."""
    rows = accounts.visible_locations(call.actor).order_by("pk")
    found = list(rows.filter(pk=id) if id is not None else rows)
    counts = accounts.people_at([row.pk for row in found])
    return [
        {
            "id": row.pk,
            "name": row.name,
            "parent_id": row.parent_id,
            "total": counts.get(row.pk, 0),
        }
        for row in found
    ]


@endpoint("POST", "locations", _NAME, integer("parent_id"))
def create_location(call: Call, *, name: str, parent_id: int | None) -> dict[str, int]:
    """Create a place, perhaps below another one."""
    parent = _location(call, parent_id, "parent_id") if parent_id else None
    return {"id": accounts_operations.create_location(call.actor, name=name, parent=parent).pk}


@endpoint("DELETE", "locations", _ID)
def delete_location(call: Call, *, id: int) -> dict[str, str]:
    """Delete a place and everything below it."""
    accounts_operations.delete_location_branch(call.actor, _location(call, id, "id"))
    return OK


@endpoint("GET", "locations.users", _ID, _USER)
def location_users(call: Call, *, id: int, user_id: int | None) -> list[dict[str, Any]]:
    """People at a place."""
    place = accounts.visible_locations(call.actor).get(pk=id)
    people = accounts.visible_users(call.actor).filter(location=place)
    return people_rows(people.order_by("pk"), user_id)


@endpoint("POST", "locations.users", _ID, _USERS)
def add_location_users(call: Call, *, id: int, users: list[int]) -> list[dict[str, Any]]:
    """Put people at a place."""
    people = call.people(users, "users")
    moved = accounts_operations.put_people(call.actor, _location(call, id, "id"), people)
    return outcomes(users, moved)


@endpoint("DELETE", "locations.users", _ID, _USERS)
def remove_location_users(call: Call, *, id: int, users: list[int]) -> list[dict[str, Any]]:
    """Take people off a place."""
    people = call.people(users, "users")
    taken = accounts_operations.take_people(call.actor, _location(call, id, "id"), people)
    return outcomes(users, taken)


def _location(call: Call, key: int, name: str) -> Any:
    found = accounts.visible_locations(call.actor).filter(pk=key).first()
    if found is None:
        raise unknown(name, key)
    return found


def outcomes(keys: list[int], values: list[bool]) -> list[dict[str, Any]]:
    """Return what became of each person."""
    return [{"id": key, "value": value} for key, value in zip(keys, values, strict=True)]
