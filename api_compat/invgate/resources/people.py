"""Users: one, all, found; created, changed, switched off, let in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from accounts import operations
from accounts import queries as accounts
from accounts.drafts import UserDraft, UserPatch
from accounts.operations.base_data import CUSTOMER
from accounts.operations.links import request_password_reset, send_invitation
from accounts.vocabulary import Origin, TokenKind, username_key
from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.errors import Unfit
from api_compat.invgate.pages import numbered, page
from api_compat.invgate.params import flag, integer, integers, text
from api_compat.invgate.resources.flow import OK
from api_compat.invgate.users import LOCALIZATION, render

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Location, User

PER_PAGE = 10
SESSION_LIFE = timedelta(hours=1)
NEW_USER, RESET_PASSWORD = "NEW_USER", "RESET_PASSWORD"

COLUMNS = {
    "name": "first_name",
    "lastname": "last_name",
    "phone": "phone",
    "mobile": "mobile",
    "office": "office_phone",
    "fax": "fax",
    "other": "other_phone",
    "position": "position",
    "department": "department",
    "employee_number": "employee_number",
    "doc": "doc",
    "address": "address",
    "city": "city",
    "country": "country",
    "birthday": "birthday",
    "other_email": "other_email",
    "email": "email",
    "username": "username",
}
_ID = integer("id", required=True)
_PLAIN = (
    text("phone"),
    text("mobile"),
    text("office"),
    text("fax"),
    text("other"),
    text("position"),
    text("department"),
    text("employee_number"),
    text("doc"),
    text("address"),
    text("city"),
    text("country"),
    text("birthday"),
    text("other-email", help="second address"),
    text("localization", help="name of a place, or any text"),
    integer("manager_id"),
)
_DISABLED = flag("include_disabled", help="disabled users too")


def known(call: Call, *, include_disabled: bool | None = False) -> QuerySet[User]:
    """Return the users the caller may see, by number."""
    people = accounts.visible_users(call.actor).select_related("location").order_by("pk")
    return people if include_disabled else people.filter(is_active=True)


@endpoint("GET", "user", _ID, _DISABLED)
def show(call: Call, *, id: int, include_disabled: bool | None) -> dict[str, Any]:
    """One user."""
    return render([known(call, include_disabled=include_disabled).get(pk=id)])[0]


@endpoint("GET", "user.by", text("username"), text("email"))
def show_by(call: Call, *, username: str | None, email: str | None) -> dict[str, Any]:
    """One user by login name or address."""
    if username:
        found = known(call).filter(username_key=username_key(username))
    elif email:
        found = known(call) & accounts.people_with_email(call.actor, email)
    else:
        raise Unfit("Parameter username or email is required.")
    return render([found[:1].get()])[0]


@endpoint(
    "POST",
    "user",
    text("username", required=True),
    text("email", required=True),
    text("name", required=True),
    text("lastname", required=True),
    text("pass", help="first password"),
    flag("force_password_change", help="ask for another one at the first sign-in"),
    flag("send_set_password_email", help="mail a link with which to choose one"),
    flag("is_external", help="known by mail only, cannot sign in"),
    *_PLAIN,
)
def create(
    call: Call,
    *,
    pass_: str | None,
    force_password_change: bool | None,
    send_set_password_email: bool | None,
    is_external: bool | None,
    localization: str | None,
    manager_id: int | None,
    **columns: str | None,
) -> dict[str, Any]:
    """Create an end user."""
    values: dict[str, Any] = _columns(columns)
    if pass_:
        validate_password(pass_)
    draft = UserDraft(
        **values,
        password=pass_ or None,
        must_change_password=bool(force_password_change),
        is_agent=False,
        is_external=bool(is_external),
        origin=Origin.CUSTOMER,
        manager=call.person(manager_id, "manager_id") if manager_id else None,
        **_place(call, localization),
    )
    role = accounts.roles().filter(name=CUSTOMER, is_builtin=True).first()
    user = operations.create_user(call.actor, draft, role=role)
    if send_set_password_email:
        send_invitation(call.actor, user)
    return render([known(call).get(pk=user.pk)])[0]


@endpoint(
    "PUT",
    "user",
    _ID,
    text("username"),
    text("email"),
    text("name"),
    text("lastname"),
    text("language", choices=codes.LANGUAGES),
    *_PLAIN,
)
def change(
    call: Call,
    *,
    id: int,
    localization: str | None,
    manager_id: int | None,
    language: str | None,
    **columns: str | None,
) -> dict[str, str]:
    """Change what is given of a user."""
    values: dict[str, Any] = _columns(columns)
    if manager_id is not None:
        values["manager"] = call.person(manager_id, "manager_id") if manager_id else None
    if language:
        values["language"] = language.replace("_", "-").lower()
    if localization is not None:
        values |= _place(call, localization) or {"location": None}
    operations.update_user(call.actor, id, UserPatch(**values))
    return OK


def _columns(given: dict[str, str | None]) -> dict[str, Any]:
    """Return the texts that were sent, by column. Raises ValidationError for a bad address."""
    values = {COLUMNS[name]: value for name, value in given.items() if value is not None}
    for column in ("email", "other_email"):
        if values.get(column):
            validate_email(values[column])
    if "email" in values and not values["email"]:
        raise ValidationError({"email": ValidationError("An address is needed.", code="required")})
    return values


def _place(call: Call, name: str | None) -> dict[str, Any]:
    """Return the place of this name, or the text to carry."""
    if not name:
        return {}
    location: Location | None = (
        accounts.visible_locations(call.actor).filter(name=name).order_by("pk").first()
    )
    if location is not None:
        return {"location": location}
    return {"wire_extra": {LOCALIZATION: name}}


@endpoint("DELETE", "user", _ID)
def delete(call: Call, *, id: int) -> dict[str, str]:
    """Delete a user."""
    operations.delete_user(call.actor, id)
    return OK


@endpoint("POST", "user.convert", _ID)
def convert(call: Call, *, id: int) -> dict[str, str]:
    """Let a user who is known by mail only sign in, and mail a link to set a password."""
    user = call.person(id, "id")
    if not user.is_external:
        raise ValidationError("This user is no external one.", code="internal")
    operations.update_user(call.actor, id, UserPatch(is_external=False))
    if user.email:
        send_invitation(call.actor, call.person(id, "id"))
    return OK


@endpoint("PUT", "user.disable", _ID)
def disable(call: Call, *, id: int) -> dict[str, str]:
    """Keep a user out of everything."""
    operations.update_user(call.actor, id, UserPatch(is_active=False))
    return OK


@endpoint("PUT", "user.enable", _ID)
def enable(call: Call, *, id: int) -> dict[str, str]:
    """Let a user in again."""
    operations.update_user(call.actor, id, UserPatch(is_active=True))
    return OK


@endpoint(
    "PUT",
    "user.password",
    _ID,
    text("password", required=True),
    flag("force_password_change", help="ask for another one at the next sign-in"),
)
def set_password(
    call: Call, *, id: int, password: str, force_password_change: bool | None
) -> dict[str, str]:
    """Set a user's password."""
    user = call.person(id, "id")
    validate_password(password, user)
    operations.set_password(call.actor, id, password)
    if force_password_change is not None:
        patch = UserPatch(must_change_password=force_password_change)
        operations.update_user(call.actor, id, patch)
    return OK


@endpoint(
    "POST",
    "user.password.reset",
    _ID,
    text("type", required=True, choices=(NEW_USER, RESET_PASSWORD)),
)
def reset_password(call: Call, *, id: int, type: str) -> dict[str, str]:
    """Mail a user a link with which to choose a password."""
    user = call.person(id, "id")
    if type == NEW_USER:
        send_invitation(call.actor, user)
    else:
        request_password_reset(call.actor, user.username)
    return OK


@endpoint("POST", "user.token", _ID)
def token(call: Call, *, id: int) -> dict[str, str]:
    """Make a token that stands for a user for an hour."""
    user = call.person(id, "id")
    if not user.is_active:
        raise ValidationError("This user is disabled.", code="disabled")
    _, secret = operations.create_token(
        call.actor,
        user,
        name="user.token",
        kind=TokenKind.BEARER,
        expires_at=timezone.now() + SESSION_LIFE,
    )
    return {"token": secret}


@endpoint("GET", "users", integers("ids"), _DISABLED)
def show_all(
    call: Call, *, ids: list[int] | None, include_disabled: bool | None
) -> list[dict[str, Any]]:
    """All users, or those of the given numbers."""
    people = known(call, include_disabled=include_disabled)
    return render(people.filter(pk__in=ids) if ids is not None else people)


_SEARCH = (
    text("username"),
    text("email"),
    text("phones", help="any of the five numbers"),
    flag("exact_match", help="the whole value instead of a part"),
    _DISABLED,
    text("page_key", help="cursor; absent = the first page"),
)


@endpoint(
    "GET",
    "users.by",
    *_SEARCH,
    text("employee_number"),
    text("phone"),
    text("office_phone"),
    text("mobile_phone"),
    text("fax_phone"),
    text("other_phone"),
)
def find(
    call: Call,
    *,
    exact_match: bool | None,
    include_disabled: bool | None,
    page_key: str | None,
    **wanted: str | None,
) -> dict[str, Any]:
    """Users that match all that is given, ten a page."""
    people = accounts.matching(
        known(call, include_disabled=include_disabled),
        {name: value for name, value in wanted.items() if value},
        exactly=bool(exact_match),
    )
    rows, next_key = page(people, page_key, PER_PAGE)
    return {"data": {row["id"]: row for row in render(rows)} or [], "next_page_key": next_key}


@endpoint(
    "GET",
    "users.by.extended",
    *_SEARCH,
    text("search", help="part of a name, login name or address"),
    integer("page", help="page number from 1"),
    integer("page_size", help="rows of a page, at most 500"),
    is_newer=True,
)
def find_more(
    call: Call,
    *,
    exact_match: bool | None,
    include_disabled: bool | None,
    page_key: str | None,
    page_size: int | None,
    **wanted: Any,
) -> dict[str, Any]:
    """Users that match all that is given, by cursor or by page number."""
    number = wanted.pop("page")
    people = accounts.matching(
        known(call, include_disabled=include_disabled),
        {name: value for name, value in wanted.items() if value},
        exactly=bool(exact_match),
    )
    if number is not None or page_size is not None:
        return {"data": render(numbered(people, number, page_size)), "next_page_key": None}
    rows, next_key = page(people, page_key, PER_PAGE)
    return {"data": render(rows), "next_page_key": next_key}
