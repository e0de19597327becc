"""A name and a password in exchange for a token; one's own tokens."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.mixins import CreateModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.api.authentication import SCHEME, refuse_paused
from accounts.models import Token
from accounts.operations import create_token, revoke_token, sign_in
from accounts.operations.sign_in import LONGEST_SECRET
from accounts.queries import tokens_of
from accounts.vocabulary import TokenKind
from audit.actor import Actor
from doors.rest.callers import PerMinute, actor_of, scopes_of
from doors.rest.inputs import Input, Line
from doors.rest.rows import Key, Rows
from doors.rest.views import Deletes, refuse_unknown

SCOPE_PATTERN = r"^([a-z-]+:)?(read|write)$"


class ScopesField(serializers.ListField):
    """Words that limit a token: "read", "write", "tickets:read" …; none = no limit."""

    def __init__(self, **kwargs: Any) -> None:
        word = serializers.RegexField(SCOPE_PATTERN, max_length=64)
        super().__init__(child=word, max_length=50, **kwargs)


class TokenOut(Rows):
    """A token without its secret."""

    id = Key()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The first characters of the secret.")
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenOut(serializers.Serializer[Any]):
    """A new token; the secret is shown this once."""

    id = serializers.IntegerField()
    token = serializers.CharField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField(allow_null=True)


class TokenIn(Input):
    """A token for oneself."""

    draft = dict
    name = Line()
    scopes = ScopesField(required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class SignInIn(TokenIn):
    """A name, a password, and what the token shall be."""

    username = serializers.CharField(max_length=LONGEST_SECRET, trim_whitespace=False)
    password = serializers.CharField(max_length=LONGEST_SECRET, trim_whitespace=False)
    name = Line(required=False)


class SignInView(APIView):
    """Exchanges a name and a password for a token; behind the limiter of all doors."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes: list[type[BaseThrottle]] = [PerMinute]
    rate_headers: dict[str, str]

    def get_authenticate_header(self, request: Request) -> str:
        """Return what `WWW-Authenticate` says."""
        return SCHEME

    @extend_schema(request=SignInIn, responses={201: NewTokenOut}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Sign in with name and password; the answer holds a token, shown this once."""
        refuse_unknown(request, ())
        given = SignInIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        address = request.META.get("REMOTE_ADDR", "")
        login, password = values.pop("username"), values.pop("password")
        user = sign_in(login, password, address=address)
        if user is None:
            refuse_paused(login, address)
            raise AuthenticationFailed("Name or password is wrong.", code="wrong_password")
        request.user = user
        return Response(
            _new_token(actor_of(request), {"name": "API", **values}),
            status=201,
            headers={"Cache-Control": "private, no-store", **self.rate_headers},
        )


class TokenViewSet(CreateModelMixin, Deletes):
    """One's own tokens. A token that is limited by scopes cannot make others."""

    scope = "tokens"
    rows = TokenOut
    keeps_answers = False
    delete_row = revoke_token

    def visible(self, actor: Actor) -> QuerySet[Token]:
        """Return the caller's own live tokens."""
        return tokens_of(actor)

    @extend_schema(request=TokenIn, responses={201: NewTokenOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a token for oneself; the secret is shown this once."""
        if scopes_of(request):
            raise PermissionDenied
        made = _new_token(self.actor(), self.read_input(TokenIn))
        location = reverse("tokens-detail", [made["id"]])
        return Response(made, status=201, headers={"Location": location})

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Revoke one of one's own tokens; it ends at once."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)


def _new_token(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    token, secret = create_token(actor, actor.user, kind=TokenKind.PERSONAL, **values)
    return {
        "id": token.pk,
        "token": secret,
        "name": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at,
    }
