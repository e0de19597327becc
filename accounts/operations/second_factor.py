"""Codes and passkeys beside the password; allauth keeps them, the journal tells of them."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from accounts import policies
from accounts.models import User
from accounts.notifications import tell_of_access
from audit.actor import Actor
from audit.journal import record

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@transaction.atomic
def note_second_factor(actor: Actor, kind: str, change: str) -> User:
    """Note that the actor added, removed or reset a factor: `kind` "totp", "webauthn" or
    "recovery_codes", `change` "added", "removed" or "reset".

    Tells the person by mail. Records "user.second_factor_" with the change.
    """
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    _take_over(user)
    entry = record(actor, f"user.second_factor_{change}", user, {kind: [None, change]})
    if (kind, change) != ("recovery_codes", "added"):  # they come with the first factor
        tell_of_access(user, entry, f"{kind}_{change}")
    return user


@transaction.atomic
def remove_second_factor(actor: Actor, user_id: int) -> User:
    """Take codes and passkeys away from somebody who lost them; the password alone lets in again,
    until a role demands a new second factor.

    Records "user.second_factor_removed". Raises PermissionDenied for somebody whom the actor does
    not manage.
    """
    user = User.objects.select_for_update().get(pk=user_id, deleted_at=None, is_system=False)
    policies.require(policies.can_manage(actor, user), "user.manage")
    found = Authenticator.objects.filter(user=user)
    kinds = sorted(set(found.values_list("type", flat=True)))
    if not kinds:
        return user
    found.delete()
    _take_over(user)
    entry = record(
        actor, "user.second_factor_removed", user, {kind: ["set", None] for kind in kinds}
    )
    tell_of_access(user, entry, "all_removed")
    return user


def _take_over(user: User) -> None:
    """Keep `second_factor_at` in step with what allauth stores."""
    has_one = Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
    if has_one != (user.second_factor_at is not None):
        user.second_factor_at = timezone.now() if has_one else None
        user.save(update_fields=["second_factor_at"])
