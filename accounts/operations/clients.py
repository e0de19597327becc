"""API clients: which machines may call a dialect, and with which API password."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts import policies, queries
from accounts.models import ApiClient, Token, User
from accounts.networks import validate_network, within
from accounts.operations.sign_in import count_failure, is_paused, may_enter
from accounts.secrets import PREFIX_LENGTH, client_secret_hash, new_token, token_hash
from accounts.vocabulary import EDITIONS, TokenKind
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged


def find_client(dialect: str, address: str, secret: str) -> tuple[ApiClient | None, bool]:
    """Return (client, address_is_listed) for a caller of a dialect.

    A client without a secret asks for none. `(None, True)` means a wrong secret.
    """
    near = [client for client in queries.clients_of(dialect) if within(address, client.networks)]
    offered = client_secret_hash(secret)
    for client in near:
        if not client.secret_hash or constant_time_compare(client.secret_hash, offered):
            return client, True
    return None, bool(near)


ALL_SCOPES = "*"
ACCESS_LIFE = timedelta(hours=1)
LONGEST_SECRET = 1024


def sign_in_client(dialect: str, login: str, secret: str, *, address: str) -> ApiClient | None:
    """Return the client that calls a dialect under this name, or None.

    Its secret, its networks and the person it acts as must let it in. A wrong secret counts against
    the address; nobody can lock the client out by guessing.
    """
    if not 0 < len(secret) <= LONGEST_SECRET or is_paused("", address, None):
        return None
    client = queries.client_by_login(dialect, login)
    offered = client_secret_hash(secret)
    known = client.secret_hash if client is not None else ""
    if client is None or not known or not constant_time_compare(known, offered):
        count_failure("", address)
        return None
    is_near = not client.networks or within(address, client.networks)
    may_act = client.user is not None and client.user.deleted_at is None and may_enter(client.user)
    return client if is_near and may_act else None


@transaction.atomic
def create_access_token(actor: Actor, client: ApiClient, scopes: list[str]) -> str:
    """Give a client a token for some of its scopes; it ends after an hour and opens only the
    client's door. Returns the secret. Records "apiclient.token_created" without it.
    """
    allowed = scopes if ALL_SCOPES in client.scopes else [s for s in scopes if s in client.scopes]
    secret, now = new_token(), timezone.now()
    token = Token(
        user=client.user,
        client=client,
        name=client.name[:255],
        kind=TokenKind.ACCESS,
        scopes=sorted(set(allowed)),
        token_hash=token_hash(secret),
        prefix=secret[:PREFIX_LENGTH],
        expires_at=now + ACCESS_LIFE,
    )
    client.tokens.filter(expires_at__lt=now).delete()
    token.save(force_insert=True)
    record(actor, "apiclient.token_created", client, {"token": [None, token.prefix]}, part=token)
    return secret


def fits_secret(client: ApiClient, secret: str) -> bool:
    """Tell whether this is the client's secret; a client without one has none that fits."""
    offered = client_secret_hash(secret)
    return bool(client.secret_hash) and constant_time_compare(client.secret_hash, offered)


@transaction.atomic
def create_api_client(
    actor: Actor,
    *,
    name: str,
    dialect: str,
    networks: list[str],
    secret: str = "",
    comment: str = "",
    edition: str = "",
    login: str = "",
    user: User | None = None,
    scopes: list[str] | None = None,
) -> ApiClient:
    """Let machines of these networks call a dialect; with a login they act as a person whom the
    actor manages, within the scopes. Records "apiclient.created".
    """
    policies.require_desk_wide(actor, "setting.manage")
    policies.require(user is None or policies.can_manage(actor, user), "user.manage")
    client = new_client(
        name=name,
        dialect=dialect,
        networks=networks,
        secret=secret,
        comment=comment,
        edition=edition,
        login=login,
        user=user,
        scopes=scopes,
    )
    client.save(force_insert=True)
    record(actor, "apiclient.created", client, {"name": [None, name], "networks": [None, networks]})
    return client


def new_client(
    *,
    name: str,
    dialect: str,
    networks: list[str],
    secret: str = "",
    comment: str = "",
    edition: str = "",
    login: str = "",
    user: User | None = None,
    scopes: list[str] | None = None,
) -> ApiClient:
    """Return an unsaved, checked row."""
    client = ApiClient(
        name=name,
        dialect=dialect,
        networks=networks,
        comment=comment,
        edition=edition,
        login=login,
        user=user,
        scopes=scopes or [],
    )
    for network in networks:
        validate_network(network)
    if secret:
        client.secret_hash, client.secret_changed_at = client_secret_hash(secret), timezone.now()
    _check(client)
    return client


def _check(client: ApiClient) -> None:
    known = EDITIONS.get(client.dialect, ())
    if client.edition and client.edition not in known:
        message = (
            _("Editions are %(names)s.") % {"names": ", ".join(known)}
            if known
            else _("This API has no editions.")
        )
        raise ValidationError({"edition": ValidationError(message, code="edition")})
    if bool(client.login) != (client.user_id is not None):
        message = _("A login and the person it acts as come together.")
        raise ValidationError({"login": ValidationError(message, code="login")})
    client.full_clean()


@transaction.atomic
def update_api_client(actor: Actor, client_id: int, values: dict[str, Any]) -> ApiClient:
    """Change name, comment, networks, edition, login with person, scopes, or whether it is active.
    Records "apiclient.updated".
    """
    policies.require_desk_wide(actor, "setting.manage")
    person = values.get("user")
    policies.require(person is None or policies.can_manage(actor, person), "user.manage")
    client = ApiClient.objects.select_for_update().get(pk=client_id, deleted_at=None)
    require_unchanged(actor, client)
    for network in values.get("networks", []):
        validate_network(network)
    changes = apply_values(client, values)
    if changes:
        client.updated_at = timezone.now()
        _check(client)
        client.save()
        record(actor, "apiclient.updated", client, changes)
    return client


@transaction.atomic
def set_client_secret(actor: Actor, client_id: int, secret: str) -> None:
    """Set the API password of a client; empty = none is asked for. Records
    "apiclient.secret_changed".
    """
    policies.require_desk_wide(actor, "setting.manage")
    client = ApiClient.objects.select_for_update().get(pk=client_id, deleted_at=None)
    client.secret_hash = client_secret_hash(secret) if secret else ""
    client.secret_changed_at = client.updated_at = timezone.now()
    client.save(update_fields=["secret_hash", "secret_changed_at", "updated_at"])
    record(actor, "apiclient.secret_changed", client, {"secret": ["changed", "changed"]})
