"""POST /oauth/v2.0/access_token: client credentials for a token (contract section 2)."""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from structlog.contextvars import get_contextvars

from accounts.operations import create_access_token, sign_in_client
from accounts.operations.clients import ACCESS_LIFE
from api_compat.invgate.auth import DIALECT, DOOR, basic, refuse_paused
from api_compat.invgate.errors import Refusal
from api_compat.invgate.reading import UNREADABLE, read_body
from audit.actor import Actor


@csrf_exempt
def access_token(request: HttpRequest) -> JsonResponse:
    """Answer a token request as RFC 6749 does; credentials come in a Basic header or the body."""
    if request.method != "POST":
        return _refused(405, "invalid_request", "Ask by POST.", {"Allow": "POST"})
    try:
        values = read_body(request).values
    except (*UNREADABLE, Refusal):
        return _refused(400, "invalid_request", "The request cannot be read.")
    if values.get("grant_type") != "client_credentials":
        return _refused(400, "unsupported_grant_type", "Only client_credentials is offered.")
    address = request.META.get("REMOTE_ADDR", "")
    login, secret = _credentials(request, values)
    client = sign_in_client(DIALECT, login, secret, address=address)
    if client is None:
        try:
            refuse_paused(address)
        except Refusal as refusal:
            return _refused(429, "invalid_client", str(refusal), refusal.headers)
        return _refused(401, "invalid_client", "The client is unknown or its secret is wrong.")
    actor = Actor(
        user=client.user,
        door=DOOR,
        address=address,
        request_id=get_contextvars().get("request_id", ""),
    )
    scopes = values.get("scope", "")
    with transaction.atomic():
        token = create_access_token(actor, client, scopes.split() if scopes else [])
    return _answer(
        200,
        {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
        },
    )


def _credentials(request: HttpRequest, values: dict[str, object]) -> tuple[str, str]:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return basic(credentials, is_form_encoded=True)
    login, secret = values.get("client_id", ""), values.get("client_secret", "")
    is_plain = isinstance(login, str) and isinstance(secret, str)
    return (login, secret) if is_plain else ("", "")  # type: ignore[return-value]  # two texts


def _refused(
    status: int, error: str, text: str, headers: dict[str, str] | None = None
) -> JsonResponse:
    return _answer(status, {"error": error, "error_description": text}, headers)


def _answer(
    status: int, body: dict[str, object], headers: dict[str, str] | None = None
) -> JsonResponse:
    response = JsonResponse(body, status=status, headers=headers)
    response["Cache-Control"] = "no-store"
    return response
