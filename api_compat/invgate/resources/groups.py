"""User groups with their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import operations as accounts_operations
from accounts import queries as accounts
from accounts.drafts import GroupDraft
from api_compat.invgate.call import Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import integer, integers, text
from api_compat.invgate.resources.flow import OK

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Group, User

_ID = integer("id", required=True)
_ONE = integer("id", help="only this one")
_NAME = text("name", required=True)
_USERS = integers("users", required=True)
_USER = integer("user_id", help="only this one")


@endpoint("GET", "groups", _ONE, text("name"))
def groups(call: Call, *, id: int | None, name: str | None) -> list[dict[str, Any]]:
    """User groups."""
    rows = user_groups(call)
    if id is not None:
        rows = rows.filter(pk=id)
    if name:
        rows = rows.filter(name=name)
    return with_totals(rows)


@endpoint("POST", "groups", _NAME)
def create_group(call: Call, *, name: str) -> dict[str, int]:
    """Create a user group."""
    draft = GroupDraft(name=name, is_people_group=True, is_support=False)
    return {"id": accounts_operations.create_group(call.actor, draft).pk}


@endpoint("DELETE", "groups", _ID)
def delete_group(call: Call, *, id: int) -> dict[str, str]:
    """Delete a user group."""
    user_groups(call).get(pk=id)
    accounts_operations.delete_group(call.actor, id)
    return OK


@endpoint("GET", "groups.users", _ID, _USER)
def group_users(call: Call, *, id: int, user_id: int | None) -> list[dict[str, Any]]:
    """Members of a user group."""
    group = user_groups(call).get(pk=id)
    people = accounts.visible_users(call.actor).filter(memberships__group=group)
    return people_rows(people.order_by("pk"), user_id)


@endpoint("POST", "groups.users", _ID, _USERS)
def add_group_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Put people into a user group."""
    user_groups(call).get(pk=id)
    for person in call.people(users, "users"):
        accounts_operations.add_member(call.actor, id, person)
    return dict.fromkeys(users, True)


@endpoint("DELETE", "groups.users", _ID, _USERS)
def remove_group_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Take people out of a user group."""
    user_groups(call).get(pk=id)
    for person in call.people(users, "users"):
        accounts_operations.remove_member(call.actor, id, person)
    return dict.fromkeys(users, True)


def user_groups(call: Call) -> QuerySet[Group]:
    """Return the user groups."""
    return accounts.visible_groups(call.actor).filter(is_people_group=True).order_by("pk")


def several_groups(call: Call, keys: list[int]) -> list[Group]:
    """Return the user groups with these keys. Raises what an unknown one is answered with."""
    found = user_groups(call).in_bulk(keys)
    missing = [key for key in keys if key not in found]
    if missing:
        raise unknown("groups", missing[0])
    return [found[key] for key in keys]


def with_totals(rows: QuerySet[Group]) -> list[dict[str, Any]]:
    """Return groups with the number of their members."""
    found = list(rows)
    members = accounts.member_ids([group.pk for group in found])
    return [
        {"id": group.pk, "name": group.name, "total": len(members.get(group.pk, []))}
        for group in found
    ]


def people_rows(people: QuerySet[User], user_id: int | None) -> list[dict[str, Any]]:
    """Return people in few words; `user_id`: that one alone."""
    rows = people.filter(pk=user_id) if user_id is not None else people
    return [
        {"id": user.pk, "username": user.username, "email": user.email, "name": user.shown_name}
        for user in rows
    ]
