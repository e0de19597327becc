"""allauth tells of codes and passkeys by signals; the operation notes them."""

from typing import Any

from allauth.mfa import signals
from django.http import HttpRequest

from accounts.operations import note_second_factor
from doors.pages import actor_of


def listen() -> None:
    """Connect once, when the app is ready."""
    signals.authenticator_added.connect(_added, dispatch_uid="accounts.second_factor_added")
    signals.authenticator_removed.connect(_removed, dispatch_uid="accounts.second_factor_removed")
    signals.authenticator_reset.connect(_reset, dispatch_uid="accounts.second_factor_reset")


def _added(sender: Any, request: HttpRequest, authenticator: Any, **more: Any) -> None:
    note_second_factor(actor_of(request), str(authenticator.type), "added")


def _removed(sender: Any, request: HttpRequest, authenticator: Any, **more: Any) -> None:
    note_second_factor(actor_of(request), str(authenticator.type), "removed")


def _reset(sender: Any, request: HttpRequest, authenticator: Any, **more: Any) -> None:
    note_second_factor(actor_of(request), str(authenticator.type), "reset")
