"""Who calls: address list, limiter, API password, then user and password or a bearer token.

Every failure looks the same (contract section 4): an empty 200, at once. Source of the order:
threats.md rule 14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.http import HttpRequest
from structlog.contextvars import get_contextvars

from accounts import policies, queries
from accounts.operations import find_client, sign_in, sign_in_with_token
from accounts.operations.sign_in import count_failure, is_paused, may_enter
from accounts.vocabulary import username_key
from api_compat.integria.call import Call
from api_compat.integria.errors import Refusal
from api_compat.wire.query import DoubtfulCredential, Parameters
from audit.actor import Actor
from audit.uses import count_use
from tickets.policies import ANSWERS_LATER

if TYPE_CHECKING:
    from accounts.models import Token, User

DOOR = "integria"
BEARER = "Bearer "


def authenticate(request: HttpRequest, params: Parameters) -> Call:
    """Return the call of an authenticated caller. Raises Refusal for every reason alike."""
    address = request.META.get("REMOTE_ADDR", "")
    settings = queries.settings_of("integria.")
    try:
        secret = params.credential("pass")
        client, is_listed = find_client(DOOR, address, secret)
        if not is_listed:
            raise Refusal
        token = _bearer(request, params, address)
        user = token.user if token is not None else None
        if user is None:
            if client is None:
                if secret:
                    count_failure("", address)
                raise Refusal
            user = _user(params, address, has_secret=bool(client.secret_hash), settings=settings)
    except DoubtfulCredential as error:
        raise Refusal from error
    count_use(
        DOOR,
        client_id=client.pk if client else 0,
        token_id=token.pk if token else 0,
        user_id=user.pk,
    )
    actor = Actor(
        user=user,
        door=DOOR,
        address=address,
        request_id=get_contextvars().get("request_id", ""),
        liberties=_liberties(settings),
    )
    zone = ZoneInfo(settings["integria.timezone"] or django_settings.DESK_TIME_ZONE)
    wants_commas = params.text("change_comma") not in ("", "0")
    edition = (client.edition if client else "") or settings["integria.api_edition"]
    return Call(actor, settings, zone, params.array("params"), wants_commas, edition)


def _bearer(request: HttpRequest, params: Parameters, address: str) -> Token | None:
    """Return a bearer token; a `user` beside it must be its owner. None without one."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(BEARER) or params.credential("user_pass"):
        return None
    token = sign_in_with_token(header.removeprefix(BEARER).strip(), address=address)
    if token is None:
        raise Refusal
    named = params.credential("user")
    if named and username_key(named) != token.user.username_key:
        raise Refusal
    return token


def _user(params: Parameters, address: str, *, has_secret: bool, settings: dict[str, Any]) -> User:
    login, password = params.credential("user"), params.credential("user_pass")
    user = sign_in(login, password, address=address) if password else None
    if user is None and not password and has_secret and settings["integria.allow_no_user_password"]:
        user = _known_by_name(login, address)
    if user is None:
        raise Refusal
    return user


def _known_by_name(login: str, address: str) -> User | None:
    """Old plugins call with the API password alone; administrators never."""
    user = queries.user_by_login(login)
    if user is None or is_paused(login, address, user):
        return None
    return user if may_enter(user) and not user.is_administrator else None


def _liberties(settings: dict[str, Any]) -> frozenset[str]:
    names = (policies.OPEN_SOURCE_RIGHTS, policies.UNCHECKED_CRM)
    taken = frozenset(name for name in names if settings[f"integria.{name}"])
    return taken | {ANSWERS_LATER}
