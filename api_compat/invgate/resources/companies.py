"""Companies, with their people and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.vocabulary import username_key
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.params import flag, integer, integers, text
from api_compat.invgate.resources.flow import OK
from api_compat.invgate.resources.groups import people_rows, several_groups, with_totals
from crm import operations as crm_operations
from crm import queries as crm
from crm.drafts import CompanyDraft, CompanyPatch

if TYPE_CHECKING:
    from django.db.models import QuerySet

_ID = integer("id", required=True)
_ONE = integer("id", help="only this one")
_NAME = text("name", required=True)
_USERS = integers("users", required=True)
_USER = integer("user_id", help="only this one")
_EXTERNAL = text("external_id", help="number in another system")


@endpoint("GET", "companies", _ONE, text("name"), _EXTERNAL)
def companies(
    call: Call, *, id: int | None, name: str | None, external_id: str | None
) -> list[dict[str, Any]]:
    """Companies that are customers."""
    rows = customers(call)
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
    customers(call).get(pk=id)
    values: dict[str, Any] = {"name": name} if name else {}
    if external_id is not None:
        values["external_id"] = external_id or None
    row = crm_operations.update_company(call.actor, id, CompanyPatch(**values))
    return {"status": "OK", "id": row.pk, "name": row.name, "external_id": row.external_id}


@endpoint("DELETE", "companies", _ID)
def delete_company(call: Call, *, id: int) -> dict[str, str]:
    """Delete a company."""
    customers(call).get(pk=id)
    crm_operations.delete_company(call.actor, id)
    return OK


@endpoint("GET", "companies.users", _ID, _USER)
def company_users(call: Call, *, id: int, user_id: int | None) -> list[dict[str, Any]]:
    """People of a company."""
    return people_rows(crm.people_of(customers(call).get(pk=id)), user_id)


@endpoint("POST", "companies.users", _ID, _USERS)
def add_company_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Let people belong to a company and to its groups."""
    customers(call).get(pk=id)
    for person in call.people(users, "users"):
        crm_operations.add_company_user(call.actor, id, person, joins_groups=True)
    return dict.fromkeys(users, True)


@endpoint("DELETE", "companies.users", _ID, _USERS)
def remove_company_users(call: Call, *, id: int, users: list[int]) -> dict[int, bool]:
    """Let people leave a company and its groups."""
    customers(call).get(pk=id)
    for person in call.people(users, "users"):
        crm_operations.remove_company_user(call.actor, id, person, leaves_groups=True)
    return dict.fromkeys(users, True)


_GROUPS = integers("groups", required=True)


@endpoint("GET", "companies.groups", _ID)
def company_groups(call: Call, *, id: int) -> list[dict[str, Any]]:
    """Groups of a company."""
    return with_totals(crm.groups_of(customers(call).get(pk=id)))


@endpoint("POST", "companies.groups", _ID, _GROUPS)
def add_company_groups(call: Call, *, id: int, groups: list[int]) -> dict[int, bool]:
    """Let groups belong to a company."""
    customers(call).get(pk=id)
    for group in several_groups(call, groups):
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
    customers(call).get(pk=id)
    for group in several_groups(call, groups):
        crm_operations.remove_company_group(
            call.actor, id, group, takes_users=bool(unlink_users_too)
        )
    return dict.fromkeys(groups, True)


def customers(call: Call) -> QuerySet[Any]:
    """Return the companies that are customers."""
    return crm.visible_companies(call.actor).filter(is_customer=True).order_by("pk")
