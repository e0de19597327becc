"""Who watches companies, groups, help desks, levels and places; all that people belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import integer, integers
from api_compat.invgate.resources.companies import customers
from api_compat.invgate.resources.desks import desks
from api_compat.invgate.resources.groups import user_groups
from api_compat.invgate.resources.places import outcomes
from crm import queries as crm
from tickets import operations, queries

if TYPE_CHECKING:
    from django.db.models import QuerySet

_ID = integer("id", required=True)
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
        return outcomes(observer_users, operations.observe(call.actor, owner, people))

    @endpoint("DELETE", f"{resource}.observers", _ID, _OBSERVERS)
    def remove(call: Call, *, id: int, observer_users: list[int]) -> list[dict[str, Any]]:
        """Let people watch one no longer."""
        owner = owners(call).get(pk=id)
        people = call.people(observer_users, "observer_users")
        return outcomes(observer_users, operations.stop_observing(call.actor, owner, people))


_offer_observers("companies", customers)
_offer_observers("groups", user_groups)
_offer_observers("helpdesks", lambda call: desks(call).filter(level_order=None))
_offer_observers("levels", lambda call: desks(call).filter(level_order__isnull=False))
_offer_observers("locations", lambda call: accounts.visible_locations(call.actor).order_by("pk"))


@endpoint("GET", "users.groups", integers("ids", required=True))
def groups_of_users(call: Call, *, ids: list[int]) -> list[dict[str, Any]]:
    """What people are a member of, and what they watch."""
    people = accounts.visible_users(call.actor).filter(pk__in=ids).select_related("location")
    rows = list(people.order_by("pk"))
    member_of = accounts.groups_of_people(ids)
    belong_to = crm.companies_by_person(ids)
    desk_names = {group.pk: group.name for group in desks(call)}
    group_names = {group.pk: group.name for group in user_groups(call)}
    company_names = dict(customers(call).values_list("pk", "name"))
    place_names = dict(accounts.visible_locations(call.actor).values_list("pk", "name"))
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
            "groups": named([g.pk for g in member_of.get(user.pk, [])], group_names),
            "helpdesks": named([g.pk for g in member_of.get(user.pk, [])], desk_names),
            "companies": named([c.pk for c in belong_to.get(user.pk, [])], company_names),
            "locations": named([user.location_id] if user.location_id else [], place_names),
            "groups_observed": named(watched["groups"].get(user.pk, []), group_names),
            "helpdesks_observed": named(watched["groups"].get(user.pk, []), desk_names),
            "companies_observed": named(watched["companies"].get(user.pk, []), company_names),
            "locations_observed": named(watched["locations"].get(user.pk, []), place_names),
        }
        for user in rows
    ]
