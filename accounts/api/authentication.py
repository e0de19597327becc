"""Who calls: `Authorization: Bearer TOKEN`, or a name and a password in exchange for a token."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from accounts.operations import sign_in_with_token
from accounts.operations.pauses import pause_seconds
from accounts.operations.sign_in import LONGEST_SECRET

SCHEME = "Bearer"
WRONG = "The token is unknown, revoked or expired."


class BearerToken(BaseAuthentication):
    """Signs a caller in by token; never by cookie (threats.md rules 7, 10, 12)."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return (person, token), None without the header. Raises AuthenticationFailed."""
        header = get_authorization_header(request)
        if not header:
            return None
        scheme, _, secret = header.partition(b" ")
        if scheme.lower() != SCHEME.lower().encode() or not _is_plain(secret):
            raise AuthenticationFailed(WRONG, code="bad_token")
        address = request.META.get("REMOTE_ADDR", "")
        token = sign_in_with_token(secret.decode(), address=address)
        if token is None:
            refuse_paused("", address)
            raise AuthenticationFailed(WRONG, code="bad_token")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return what `WWW-Authenticate` says."""
        return SCHEME


def refuse_paused(login: str, address: str) -> None:
    """Raise Throttled when the limiter pauses the account or address."""
    seconds = pause_seconds(login, address)
    if seconds:
        raise Throttled(seconds)


def _is_plain(secret: bytes) -> bool:
    """A token is one word of visible ASCII."""
    return 0 < len(secret) <= LONGEST_SECRET and all(0x21 <= byte <= 0x7E for byte in secret)


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """Describes the token in the schema."""

    target_class = "accounts.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme as OpenAPI names it."""
        return {"type": "http", "scheme": "bearer"}
