"""A user, printed: many at once, with a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from accounts import queries as accounts
from api_compat.invgate import codes

if TYPE_CHECKING:
    from accounts.models import User

LOCALIZATION = "invgate.localization"
"""A text that names no place of the desk is carried and shown again (fields.md)."""


def render(people: Iterable[User]) -> list[dict[str, Any]]:
    """Return users in their order (three statements). Ask for their `location` before."""
    rows = list(people)
    keys = [user.pk for user in rows]
    roles = accounts.strongest_roles(keys)
    others = accounts.other_addresses(keys)
    return [
        {
            "id": user.pk,
            "username": user.username,
            "email": user.email,
            "other_email": others.get(user.pk, ""),
            "name": user.first_name or user.real_name,
            "lastname": user.last_name,
            "type": codes.ORIGIN_OF[user.origin],
            "user_type": codes.AGENT if user.is_agent else codes.END_USER,
            "role_name": roles.get(user.pk, ""),
            "is_deleted": user.deleted_at is not None,
            "is_disabled": not user.is_active,
            "is_external": user.is_external,
            "manager_id": user.manager_id,
            "employee_number": user.employee_number,
            "phone": user.phone,
            "mobile": user.mobile,
            "office": user.office_phone,
            "fax": user.fax,
            "other": user.other_phone,
            "position": user.position,
            "department": user.department,
            "doc": user.doc,
            "address": user.address,
            "city": user.city,
            "country": user.country,
            "birthday": user.birthday,
            "location": user.location.name
            if user.location is not None
            else user.wire_extra.get(LOCALIZATION, ""),
        }
        for user in rows
    ]
