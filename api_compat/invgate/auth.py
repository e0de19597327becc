"""Who calls: HTTP Basic with the name and key of an API user, or a bearer token (contract
section 2).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from django.http import HttpRequest
from structlog.contextvars import get_contextvars

from accounts.networks import within
from accounts.operations import sign_in_client, sign_in_with_token
from accounts.operations.clients import ALL_SCOPES
from accounts.operations.pauses import pause_seconds
from accounts.policies import PRINCIPAL_RIGHTS
from accounts.vocabulary import TokenKind
from api_compat.invgate.errors import Refusal
from audit.actor import Actor
from tickets.policies import ANSWERS_LATER

if TYPE_CHECKING:
    from accounts.models import ApiClient, Token

DOOR = DIALECT = "invgate"
WRONG = "The credentials are unknown or wrong."
CHALLENGE = {"WWW-Authenticate": 'Basic realm="api", charset="UTF-8"'}


@dataclass(frozen=True)
class Caller:
    """An API user or the bearer of a token, and the scopes it may use."""

    actor: Actor
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Raise the refusal 403 without the scope."""
        if scope not in self.scopes and ALL_SCOPES not in self.scopes:
            raise Refusal(403, f"The scope {scope} is missing.")


def authenticate(request: HttpRequest) -> Caller:
    """Return the caller. Raises the refusal 401, or 429 while the limiter pauses the address."""
    address = request.META.get("REMOTE_ADDR", "")
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    client: ApiClient | None = None
    scopes: list[str] = []
    if scheme.lower() == "bearer":
        token = _token(credentials.strip(), address)
        if token is not None:
            client, scopes = token.client, token.scopes
    elif scheme.lower() == "basic":
        login, secret = basic(credentials)
        client = sign_in_client(DIALECT, login, secret, address=address)
        scopes = client.scopes if client is not None else []
    if client is None:
        refuse_paused(address)
        raise Refusal(401, WRONG, headers=CHALLENGE)
    actor = Actor(
        user=client.user,
        door=DOOR,
        address=address,
        request_id=get_contextvars().get("request_id", ""),
        liberties=frozenset({PRINCIPAL_RIGHTS, ANSWERS_LATER}),
    )
    return Caller(actor, frozenset(scopes))


def refuse_paused(address: str) -> None:
    """Raise the refusal 429 when the limiter pauses the address."""
    seconds = pause_seconds("", address)
    if seconds:
        raise Refusal(
            429,
            "Too many wrong credentials came from there.",
            headers={"Retry-After": f"{seconds}"},
        )


def basic(credentials: str, *, is_form_encoded: bool = False) -> tuple[str, str]:
    """Return name and secret of a Basic header; empty texts for one that cannot be read."""
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    login, _, secret = text.partition(":")
    if is_form_encoded:
        return unquote_plus(login), unquote_plus(secret)
    return login, secret


def _token(secret: str, address: str) -> Token | None:
    """Return the live access token of a client that may call from there."""
    if not secret.isascii():
        return None
    token = sign_in_with_token(secret, address=address, kinds=(TokenKind.ACCESS,))
    if token is None or token.client is None or token.client.dialect != DIALECT:
        return None
    networks = token.client.networks
    return token if not networks or within(address, networks) else None
