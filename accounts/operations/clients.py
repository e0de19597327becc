"""API clients: which machines may call a dialect, and with which API password."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import policies, queries
from accounts.models import ApiClient
from accounts.networks import validate_network, within
from accounts.secrets import client_secret_hash
from accounts.vocabulary import EDITIONS
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
) -> ApiClient:
    """Let machines of these networks call a dialect. Records "apiclient.created"."""
    policies.require_right(actor, "setting.manage")
    client = new_client(
        name=name,
        dialect=dialect,
        networks=networks,
        secret=secret,
        comment=comment,
        edition=edition,
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
) -> ApiClient:
    """Return an unsaved, checked row."""
    client = ApiClient(
        name=name, dialect=dialect, networks=networks, comment=comment, edition=edition
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
        message = f"Editions are {', '.join(known) or 'none'}."
        raise ValidationError({"edition": ValidationError(message, code="edition")})
    client.full_clean()


@transaction.atomic
def update_api_client(actor: Actor, client_id: int, values: dict[str, Any]) -> ApiClient:
    """Change name, comment, networks, edition or whether it is active. Records
    "apiclient.updated".
    """
    policies.require_right(actor, "setting.manage")
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
    policies.require_right(actor, "setting.manage")
    client = ApiClient.objects.select_for_update().get(pk=client_id, deleted_at=None)
    client.secret_hash = client_secret_hash(secret) if secret else ""
    client.secret_changed_at = client.updated_at = timezone.now()
    client.save(update_fields=["secret_hash", "secret_changed_at", "updated_at"])
    record(actor, "apiclient.secret_changed", client, {"secret": ["changed", "changed"]})
