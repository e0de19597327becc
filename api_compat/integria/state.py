"""Change the state of a loaded desk between two calls of a test (world_state; contract section
9).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from accounts import operations as accounts
from accounts.operations.sign_in import clear_limiter
from accounts.queries import clients_of, user_by_login
from accounts.vocabulary import SETTINGS
from api_compat.integria import snapshot
from api_compat.integria.world import SOURCE, networks_of
from api_compat.integria.world_reader import ACTOR
from assets import operations as assets
from crm import operations as crm
from notify.operations import abort_waiting_mail
from tickets import operations as tickets
from tickets.queries import ticket_for

if TYPE_CHECKING:
    from accounts.models import User

CLEARED: dict[str, Callable[[], object]] = {
    "inventories": lambda: assets.clear_items(ACTOR),
    "invoices": lambda: crm.clear_invoices(ACTOR),
    "pending_mails": lambda: abort_waiting_mail(ACTOR),
}


@transaction.atomic
def apply(verbs: dict[str, Any]) -> None:
    """Apply the verbs of one object. Raises CommandError for an unknown one, or a value that a
    setting refuses; then nothing is changed.
    """
    for verb, value in verbs.items():
        if verb not in VERBS:
            raise CommandError(f"Unknown state verb: {verb}")
        try:
            VERBS[verb](value)
        except ValidationError as error:
            raise CommandError(f"{verb}: {' '.join(error.messages)}") from error


def _config(values: dict[str, Any]) -> None:
    values = dict(values)
    client = clients_of(SOURCE).first()
    if client is None:
        raise CommandError("This desk has no API client for the dialect.")
    if "api_password" in values:
        accounts.set_client_secret(ACTOR, client.pk, values.pop("api_password") or "")
    if "api_acl" in values:
        accounts.update_api_client(
            ACTOR, client.pk, {"networks": networks_of(values.pop("api_acl"))}
        )
    settings = {
        f"integria.{name}": _typed(f"integria.{name}", value) for name, value in values.items()
    }
    accounts.change_settings(ACTOR, settings)


def _typed(name: str, value: Any) -> Any:
    """Turn 0, 1 and words of the old configuration into the setting's type."""
    spec = SETTINGS.get(name)
    if spec is None:
        raise CommandError(f"Unknown setting: {name}")
    if spec.kind is bool:
        return value not in (0, "0", "", False, None)
    return "" if value is None else spec.kind(value)


def _delete_all(kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in CLEARED:
            raise CommandError(f"Cannot delete all {kind}.")
        CLEARED[kind]()


def _cron(name: str) -> Callable[[int], None]:
    def tell(minutes: int) -> None:
        moment = timezone.now() - timedelta(minutes=minutes)
        accounts.change_settings(ACTOR, {f"integria.{name}": moment.isoformat()})

    return tell


def _samples(series: dict[str, list[list[int]]]) -> None:
    for number, samples in series.items():
        rows = [(datetime.fromtimestamp(second, UTC), bool(met)) for second, met in samples]
        tickets.import_sla_samples(ACTOR, ticket_for(ACTOR, int(number)), rows)


def _passwords(values: dict[str, str]) -> None:
    for login, password in values.items():
        accounts.set_password(ACTOR, _user(login).pk, password)


def _tokens(values: dict[str, str]) -> None:
    for login, secret in values.items():
        accounts.import_token(ACTOR, _user(login), secret, name="world_state")


def _reset(wanted: bool) -> None:
    if wanted:
        snapshot.restore(ACTOR)
        clear_limiter()


def _user(login: str) -> User:
    user = user_by_login(login)
    if user is None:
        raise CommandError(f"There is no user {login}.")
    return user


VERBS: dict[str, Callable[[Any], None]] = {
    "config": _config,
    "delete_all": _delete_all,
    "last_cron_minutes_ago": _cron("last_cron_run"),
    "previous_cron_minutes_ago": _cron("previous_cron_run"),
    "sla_samples": _samples,
    "user_password": _passwords,
    "user_token": _tokens,
    "reset": _reset,
}
