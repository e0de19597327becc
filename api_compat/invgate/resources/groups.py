"""Companies, user groups, places, help desks and levels, with their people and observers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from accounts import operations as accounts_operations
from accounts import queries as accounts
from accounts.drafts import GroupDraft
from accounts.vocabulary import username_key
from api_compat.invgate import codes
from api_compat.invgate.call import Call, unknown
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import flag, integer, integers, text
from api_compat.invgate.resources.flow import OK
from crm import operations as crm_operations
from crm import queries as crm
from crm.drafts import CompanyDraft, CompanyPatch
from tickets import operations, queries

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Group, User

_ID = integer("id", required=True)
_ONE = integer("id", help="only this one")
_NAME = text("name", required=True)
_USERS = integers("users", required=True)
_USER = integer("user_id", help="only this one")
_EXTERNAL = text("external_id", help="number in another system")


# --- companies ----------------------------------------------------------------


@endpoint("GET", "companies", _ONE, text("name"), _EXTERNAL)
def companies(
    call: Call, *, id: int | None, name: str | None, external_id: str | None
) -> list[dict[str, Any]]:
    """Companies that are customers."""
    rows = _customers(call)
    if id is not None:
        rows = rows.filter(pk=id)
    if name:
        rows = rows.filter(name_key=username_key(name))
    if external_id:
        rows = rows.filter(external_id=external_id)
    found = list(rows)
    counts = crm.people_counts([row.pk for row in found])
    return [
        {
            "id": row.pk,
            "name": row.name,
            "external_id": row.external_id,
            "total": counts.get(row.pk, 0),
        }
        for row in found
    ]


@endpoint("POST", "companies", _NAME, _EXTERNAL)
def create_company(call: Call, *, name: str, external_id: str | None) -> dict[str, int]:
    """Create a company."""
    draft = CompanyDraft(name=name, external_id=external_id or None)
    return {"id": crm_operations.create_company(call.actor, draft).pk}


@endpoint("PUT", "companies", _ID, text("name"), _EXTERNAL, is_newer=True)
def change_company(
    call: Call, *, id: int, name: str | None, external_id: str | None
) -> dict[str, Any]:
    """Change a company."""
    _customers(call).get(pk=id)
    values: dict[str, Any] = {"name": name} if name else {}
    if external_id is not None:
        values["external_id"] = external_id or None
    row = crm_operations.update_company(call.actor, id, CompanyPatch(**values))
    return {"status": "OK", "id": row.pk, "name": row.name, "external_id": row.external_id}


@endpoint("DELETE", "companies", _ID)
def delete_company(call: Call, *, id: int) -> dict[str, str]:
    """Delete a company."""
    _customers(call).get(pk=id)
    crm_operations.delete_company(call.actor, id)
    return OK


@endpoint("GET", "companies.users", _ID, _USER)
def company_users(call: Call, *, id: int, user_id: int | None) -> list[dict[str, Any]]:
    """People of a company."""
    return _people(crm.people_of(_customers(call).get(pk=id)), user_id)


@endpoint("POST", "companies.users", _ID, _USERS)
def add_company_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Let people belong to a company and to its groups."""
    _customers(call).get(pk=id)
    for person in call.people(users, "users"):
        crm_operations.add_company_user(call.actor, id, person, joins_groups=True)
    return dict.fromkeys(users, True)


@endpoint("DELETE", "companies.users", _ID, _USERS)
def remove_company_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Let people leave a company and its groups."""
    _customers(call).get(pk=id)
    for person in call.people(users, "users"):
        crm_operations.remove_company_user(call.actor, id, person, leaves_groups=True)
    return dict.fromkeys(users, True)


_GROUPS = integers("groups", required=True)


@endpoint("GET", "companies.groups", _ID)
def company_groups(call: Call, *, id: int) -> list[dict[str, Any]]:
    """Groups of a company."""
    return _with_totals(crm.groups_of(_customers(call).get(pk=id)))


@endpoint("POST", "companies.groups", _ID, _GROUPS)
def add_company_groups(call: Call, *, id: int, groups: list[int]) -> dict[int, bool]:
    """Let groups belong to a company."""
    _customers(call).get(pk=id)
    for group in _several_groups(call, groups):
        crm_operations.add_company_group(call.actor, id, group)
    return dict.fromkeys(groups, True)


@endpoint(
    "DELETE",
    "companies.groups",
    _ID,
    _GROUPS,
    flag("unlink_users_too", help="take the company's people out of the groups too"),
)
def remove_company_groups(
    call: Call, *, id: int, groups: list[int], unlink_users_too: bool | None
) -> dict[int, bool]:
    """Let groups leave a company."""
    _customers(call).get(pk=id)
    for group in _several_groups(call, groups):
        crm_operations.remove_company_group(
            call.actor, id, group, takes_users=bool(unlink_users_too)
        )
    return dict.fromkeys(groups, True)


def _customers(call: Call) -> QuerySet[Any]:
    return crm.visible_companies(call.actor).filter(is_customer=True).order_by("pk")


# --- user groups --------------------------------------------------------------


@endpoint("GET", "groups", _ONE, text("name"))
def groups(call: Call, *, id: int | None, name: str | None) -> list[dict[str, Any]]:
    """User groups."""
    rows = _user_groups(call)
    if id is not None:
        rows = rows.filter(pk=id)
    if name:
        rows = rows.filter(name=name)
    return _with_totals(rows)


@endpoint("POST", "groups", _NAME)
def create_group(call: Call, *, name: str) -> dict[str, int]:
    """Create a user group."""
    draft = GroupDraft(name=name, is_people_group=True, is_support=False)
    return {"id": accounts_operations.create_group(call.actor, draft).pk}


@endpoint("DELETE", "groups", _ID)
def delete_group(call: Call, *, id: int) -> dict[str, str]:
    """Delete a user group."""
    _user_groups(call).get(pk=id)
    accounts_operations.delete_group(call.actor, id)
    return OK


@endpoint("GET", "groups.users", _ID, _USER)
def group_users(call: Call, *, id: int, user_id: int | None) -> list[dict[str, Any]]:
    """Members of a user group."""
    group = _user_groups(call).get(pk=id)
    people = accounts.visible_users(call.actor).filter(memberships__group=group)
    return _people(people.order_by("pk"), user_id)


@endpoint("POST", "groups.users", _ID, _USERS)
def add_group_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Put people into a user group."""
    _user_groups(call).get(pk=id)
    for person in call.people(users, "users"):
        accounts_operations.add_member(call.actor, id, person)
    return dict.fromkeys(users, True)


@endpoint("DELETE", "groups.users", _ID, _USERS)
def remove_group_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Take people out of a user group."""
    _user_groups(call).get(pk=id)
    for person in call.people(users, "users"):
        accounts_operations.remove_member(call.actor, id, person)
    return dict.fromkeys(users, True)


def _user_groups(call: Call) -> QuerySet[Group]:
    return accounts.visible_groups(call.actor).filter(is_people_group=True).order_by("pk")


def _several_groups(call: Call, keys: list[int]) -> list[Group]:
    found = _user_groups(call).in_bulk(keys)
    missing = [key for key in keys if key not in found]
    if missing:
        raise unknown("groups", missing[0])
    return [found[key] for key in keys]


def _with_totals(rows: QuerySet[Group]) -> list[dict[str, Any]]:
    found = list(rows)
    members = accounts.member_ids([group.pk for group in found])
    return [
        {"id": group.pk, "name": group.name, "total": len(members.get(group.pk, []))}
        for group in found
    ]


def _people(people: QuerySet[User], user_id: int | None) -> list[dict[str, Any]]:
    rows = people.filter(pk=user_id) if user_id is not None else people
    return [
        {"id": user.pk, "username": user.username, "email": user.email, "name": user.shown_name}
        for user in rows
    ]


# --- places -------------------------------------------------------------------


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
    return _people(people.order_by("pk"), user_id)


@endpoint("POST", "locations.users", _ID, _USERS)
def add_location_users(call: Call, *, id: int, users: list[int]) -> list[dict[str, Any]]:
    """Put people at a place."""
    people = call.people(users, "users")
    moved = accounts_operations.put_people(call.actor, _location(call, id, "id"), people)
    return _outcomes(users, moved)


@endpoint("DELETE", "locations.users", _ID, _USERS)
def remove_location_users(call: Call, *, id: int, users: list[int]) -> list[dict[str, Any]]:
    """Take people off a place."""
    people = call.people(users, "users")
    taken = accounts_operations.take_people(call.actor, _location(call, id, "id"), people)
    return _outcomes(users, taken)


def _location(call: Call, key: int, name: str) -> Any:
    found = accounts.visible_locations(call.actor).filter(pk=key).first()
    if found is None:
        raise unknown(name, key)
    return found


def _outcomes(keys: list[int], values: list[bool]) -> list[dict[str, Any]]:
    return [{"id": key, "value": value} for key, value in zip(keys, values, strict=True)]


# --- help desks and levels ----------------------------------------------------

_DELETED = flag("include_deleted", help="deleted ones too")


@endpoint("GET", "helpdesks", _ONE, text("name"), _DELETED)
def helpdesks(
    call: Call, *, id: int | None, name: str | None, include_deleted: bool | None
) -> list[dict[str, Any]]:
    """Help desks."""
    rows = _desks(call, include_deleted=bool(include_deleted)).filter(level_order=None)
    if id is not None:
        rows = rows.filter(pk=id)
    if name:
        rows = rows.filter(name=name)
    return [_without(row, "members_ids", "level_order") for row in _desk_rows(rows)]


@endpoint("GET", "levels", _ONE, flag("include_deleted", help="on unless it is false"))
def levels(call: Call, *, id: int | None, include_deleted: bool | None) -> list[dict[str, Any]]:
    """Levels of help desks; deleted ones too unless told otherwise."""
    rows = _desks(call, include_deleted=include_deleted is not False)
    rows = rows.filter(level_order__isnull=False)
    if id is not None:
        rows = rows.filter(pk=id)
    return [row | {"type_id": codes.LEVEL_TYPE} for row in _desk_rows(rows)]


@endpoint("GET", "helpdesksandlevels", _ONE, _DELETED)
def helpdesks_and_levels(
    call: Call, *, id: int | None, include_deleted: bool | None
) -> list[dict[str, Any]]:
    """Help desks and levels in one list."""
    rows = _desks(call, include_deleted=bool(include_deleted))
    return _desk_rows(rows.filter(pk=id) if id is not None else rows)


def _desks(call: Call, *, include_deleted: bool = False) -> QuerySet[Group]:
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


# --- observers ----------------------------------------------------------------

_OBSERVERS = integers("observer_users", required=True)


def _offer_observers(resource: str, owners: Callable[[Call], QuerySet[Any]]) -> None:
    @endpoint("GET", f"{resource}.observers", integers("ids", help="only these"))
    def show(call: Call, *, ids: list[int] | None) -> list[dict[str, Any]]:
        """Who watches them: people and groups."""
        rows = list(owners(call).filter(pk__in=ids) if ids is not None else owners(call))
        if not rows:
            return []
        watchers = queries.watchers_of(type(rows[0]), [row.pk for row in rows])
        return [
            {
                "id": row.pk,
                "name": row.name,
                "observer_users": watchers.get(row.pk, ([], []))[0],
                "observer_groups": watchers.get(row.pk, ([], []))[1],
            }
            for row in rows
        ]

    @endpoint("POST", f"{resource}.observers", _ID, _OBSERVERS)
    def add(call: Call, *, id: int, observer_users: list[int]) -> list[dict[str, Any]]:
        """Let people watch one."""
        owner = owners(call).get(pk=id)
        people = call.people(observer_users, "observer_users")
        return _outcomes(observer_users, operations.observe(call.actor, owner, people))

    @endpoint("DELETE", f"{resource}.observers", _ID, _OBSERVERS)
    def remove(call: Call, *, id: int, observer_users: list[int]) -> list[dict[str, Any]]:
        """Let people watch one no longer."""
        owner = owners(call).get(pk=id)
        people = call.people(observer_users, "observer_users")
        return _outcomes(observer_users, operations.stop_observing(call.actor, owner, people))


_offer_observers("companies", _customers)
_offer_observers("groups", _user_groups)
_offer_observers("helpdesks", lambda call: _desks(call).filter(level_order=None))
_offer_observers("levels", lambda call: _desks(call).filter(level_order__isnull=False))
_offer_observers("locations", lambda call: accounts.visible_locations(call.actor).order_by("pk"))


# --- everything of some people ------------------------------------------------


@endpoint("GET", "users.groups", integers("ids", required=True))
def groups_of_users(call: Call, *, ids: list[int]) -> list[dict[str, Any]]:
    """What people are a member of, and what they watch."""
    people = accounts.visible_users(call.actor).filter(pk__in=ids).select_related("location")
    rows = list(people.order_by("pk"))
    member_of = accounts.groups_of_people(ids)
    belong_to = crm.companies_by_person(ids)
    desks = {group.pk: group.name for group in _desks(call)}
    user_groups = {group.pk: group.name for group in _user_groups(call)}
    customers = dict(_customers(call).values_list("pk", "name"))
    places = dict(accounts.visible_locations(call.actor).values_list("pk", "name"))
    watched = {
        name: queries.watched_by(model, ids)
        for name, model in (
            ("groups", accounts.visible_groups(call.actor).model),
            ("companies", crm.visible_companies(call.actor).model),
            ("locations", accounts.visible_locations(call.actor).model),
        )
    }

    def named(keys: list[int], names: dict[int, str]) -> dict[int, str] | list[Any]:
        return {key: names[key] for key in keys if key in names} or []

    return [
        {
            "id": user.pk,
            "username": user.username,
            "email": user.email,
            "groups": named([g.pk for g in member_of.get(user.pk, [])], user_groups),
            "helpdesks": named([g.pk for g in member_of.get(user.pk, [])], desks),
            "companies": named([c.pk for c in belong_to.get(user.pk, [])], customers),
            "locations": named([user.location_id] if user.location_id else [], places),
            "groups_observed": named(watched["groups"].get(user.pk, []), user_groups),
            "helpdesks_observed": named(watched["groups"].get(user.pk, []), desks),
            "companies_observed": named(watched["companies"].get(user.pk, []), customers),
            "locations_observed": named(watched["locations"].get(user.pk, []), places),
        }
        for user in rows
    ]
