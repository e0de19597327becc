"""State verbs of the contract's cases (world_state): configuration, clients, tokens, pictures."""

import base64
import binascii
from collections.abc import Callable
from ipaddress import IPv4Address, summarize_address_range
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from accounts import operations as accounts
from accounts.operations.imports import import_clients, import_picture
from accounts.operations.sign_in import clear_limiter
from accounts.queries import user_by_login
from accounts.vocabulary import SETTINGS
from api_compat.glpi import snapshot
from api_compat.glpi.config import PREFIX
from api_compat.glpi.session import DOOR
from audit.actor import Actor

ACTOR = Actor.system("import")
EVERYWHERE = "*"


@transaction.atomic
def apply(verbs: dict[str, Any]) -> None:
    """Apply the verbs of one object, all or none. Raises CommandError."""
    for verb, value in verbs.items():
        if verb not in VERBS:
            raise CommandError(f"Unknown state verb: {verb}")
        try:
            VERBS[verb](value)
        except ValidationError as error:
            raise CommandError(f"{verb}: {' '.join(error.messages)}") from error


def networks_of(row: dict[str, Any]) -> list[str]:
    """Return the networks of a client; without a beginning of the range it is any address."""
    first = row.get("ipv4_range_start")
    if not first:
        return [EVERYWHERE]
    last = row.get("ipv4_range_end") or first
    try:
        ranges = summarize_address_range(IPv4Address(first), IPv4Address(last))
        networks = [str(network) for network in ranges]
    except ValueError as error:
        raise CommandError(f"No range of addresses: {first} to {last}") from error
    return [*networks, f"{row['ipv6']}/128"] if row.get("ipv6") else networks


def set_clients(rows: list[dict[str, Any]]) -> None:
    """Replace the API clients."""
    clients = [
        {
            "name": row.get("name") or f"Client {position}",
            "is_active": bool(row.get("is_active", True)),
            "networks": networks_of(row),
            "secret": row.get("app_token") or "",
        }
        for position, row in enumerate(rows, start=1)
    ]
    import_clients(ACTOR, DOOR, clients)


def set_config(values: dict[str, Any]) -> None:
    """Change settings of the dialect."""
    known = {name: value for name, value in values.items() if f"{PREFIX}{name}" in SETTINGS}
    unknown = sorted(set(values) - set(known) - {"note"})
    if unknown:
        raise CommandError(f"Unknown settings: {unknown}")
    accounts.change_settings(ACTOR, {f"{PREFIX}{name}": value for name, value in known.items()})


def _tokens(values: dict[str, str]) -> None:
    for login, secret in values.items():
        accounts.import_token(ACTOR, _user(login), secret, name="world_state")


def _pictures(values: dict[str, str]) -> None:
    for login, text in values.items():
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise CommandError(f"No base64: {login}") from error
        import_picture(ACTOR, _user(login), content)


def _user(login: str) -> Any:
    user = user_by_login(login)
    if user is None:
        raise CommandError(f"There is no user {login}.")
    return user


def _reset(wanted: bool) -> None:
    if wanted:
        snapshot.restore(ACTOR)
        clear_limiter()


VERBS: dict[str, Callable[[Any], None]] = {
    "config": set_config,
    "api_clients": set_clients,
    "user_api_tokens": _tokens,
    "user_picture": _pictures,
    "reset": _reset,
}
