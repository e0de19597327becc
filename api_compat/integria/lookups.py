"""Numbers, logins and lists of a call, resolved to rows inside what the caller may see.

Unknown and hidden are alike: ObjectDoesNotExist. A code that does not exist raises ValidationError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from accounts import queries as accounts
from accounts.drafts import UNSET
from accounts.vocabulary import username_key
from api_compat.integria.call import Call
from api_compat.integria.codes import (
    ALL_GROUPS,
    CLOSED,
    priority_to_store,
    resolution_number,
    status_to_store,
)
from api_compat.integria.registry import leading_integer
from assets import queries as assets
from tickets import queries

if TYPE_CHECKING:
    from accounts.models import Group, User
    from assets.models import ConfigurationItem
    from tickets.models import Status, Ticket, TicketForm


def group_of(call: Call, number: int | None) -> Group | None:
    """Return the support group of a number: 1 is none; unknown and hidden ones do not exist."""
    if number is None:
        raise ValidationError({"id_group": "A group is needed."})
    if number == ALL_GROUPS:
        return None
    return accounts.support_groups(call.actor).get(pk=number)


def owner_of(call: Call, login: str, group: Group | None) -> User | None:
    """Return the owner: the named person, else the group's default owner, else the dialect's."""
    named = named_owner(call, login)
    if named is not None:
        return named
    owner = group.default_owner if group is not None else None
    return owner if owner is not None and owner.is_active else last_owner(call)


def named_owner(call: Call, login: str) -> User | None:
    """Return the person of a login if the caller may see them and they are active."""
    people = accounts.visible_users(call.actor).filter(is_active=True)
    return people.filter(username_key=username_key(login)).first() if login else None


def last_owner(call: Call) -> User | None:
    """Return the dialect's owner of what nobody else gets."""
    return accounts.user_by_login(call.setting("default_owner"))


def form_of(call: Call, number: int | None) -> TicketForm | None:
    """Return the form (ticket type) of a number; 0 is none."""
    return queries.forms(call.actor).get(pk=number) if number else None


def parent_of(call: Call, number: int) -> Ticket | None:
    return queries.visible_tickets(call.actor).get(pk=number) if number else None


def items_of(call: Call, numbers: str) -> Any:
    """Return the inventory objects of `1:2:3`; none at all leaves the group's default."""
    wanted = [number for number in (leading_integer(part) for part in numbers.split(":")) if number]
    if not wanted:
        return UNSET
    found: dict[int, ConfigurationItem] = assets.visible_items(call.actor).in_bulk(wanted)
    missing = [number for number in wanted if number not in found]
    if missing:
        raise ObjectDoesNotExist(missing)
    return [found[number] for number in wanted]


def values_of(form: TicketForm | None, texts: tuple[str, ...], *, overwrites: bool) -> Any:
    """Return custom values by field, in the order of the form; `overwrites` lets empty ones
    clear.
    """
    if form is None:
        return {} if not overwrites else UNSET
    fields = queries.form_fields(form.pk)
    pairs = zip(fields, texts, strict=False)
    return {place.field_id: value for place, value in pairs if value or overwrites}


def priority_of(number: int, stored: int | None = None) -> int:
    found = priority_to_store(number, stored)
    if found is None:
        raise ValidationError({"priority": "There is no such priority."})
    return found


def status_of(call: Call, number: int, stored: Status | None = None) -> Status:
    found = status_to_store(number, call.statuses, stored)
    if found is None:
        raise ValidationError({"status": "There is no such status."})
    return found


def resolution_of(number: int, status: int) -> int:
    """Return the resolution; only a closed ticket has one."""
    if status != CLOSED:
        return 0
    if not 0 <= number <= 9:
        raise ValidationError({"resolution": "There is no such resolution."})
    return number


def kept_resolution(ticket: Ticket, number: int, status: int) -> int:
    """Writing back the resolution that was read leaves the stored one."""
    if status == CLOSED and resolution_number(ticket.resolution, ticket.status.code) == number:
        return ticket.resolution
    return resolution_of(number, status)
