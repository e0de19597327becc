"""The mail addresses of people; the default one is copied to User.email."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import User, UserEmail
from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def add_address(
    actor: Actor, user: User, email: str, *, is_default: bool = False, is_dynamic: bool = False
) -> UserEmail:
    """Add an address of a person; the first becomes the default. Records "user.address_added".

    Raises ValidationError for what is no address, or is the person's already.
    """
    _require(actor, user)
    validate_email(email)
    key = email.casefold()
    if user.emails.filter(email_key=key).exists():
        raise ValidationError({"email": ValidationError(_("It is there already."), code="unique")})
    is_first = not user.emails.exists()
    row = UserEmail(user=user, email=email, email_key=key, is_dynamic=is_dynamic)
    row.full_clean()
    row.save(force_insert=True)
    if is_default or is_first:
        make_default(actor, row)
    record(actor, "user.address_added", user, {"email": [None, email]}, part=row)
    return row


@transaction.atomic
def make_default(actor: Actor, row: UserEmail) -> None:
    """Write to this address from now on."""
    _require(actor, row.user)
    row.user.emails.exclude(pk=row.pk).filter(is_default=True).update(is_default=False)
    row.is_default = True
    row.save(update_fields=["is_default"])
    User.objects.filter(pk=row.user_id).update(email=row.email)


@transaction.atomic
def change_address(actor: Actor, row: UserEmail, email: str) -> None:
    """Correct an address. Records "user.address_changed"."""
    _require(actor, row.user)
    validate_email(email)
    if row.email == email:
        return
    old, row.email, row.email_key = row.email, email, email.casefold()
    row.full_clean()
    row.save()
    if row.is_default:
        User.objects.filter(pk=row.user_id).update(email=email)
    record(actor, "user.address_changed", row.user, {"email": [old, email]}, part=row)


@transaction.atomic
def remove_address(actor: Actor, row: UserEmail) -> None:
    """Remove an address; the oldest of the others becomes the default one."""
    user, key = row.user, row.pk
    _require(actor, user)
    was_default = row.is_default
    row.delete()
    row.pk = key
    record(actor, "user.address_removed", user, {"email": [row.email, None]}, part=row)
    rest = user.emails.order_by("pk").first()
    if was_default and rest is not None:
        make_default(actor, rest)
    elif rest is None:
        User.objects.filter(pk=user.pk).update(email="")


def _require(actor: Actor, user: User) -> None:
    own = actor.person is not None and actor.person.pk == user.pk
    if not own and not policies.can_manage(actor, user):
        raise PermissionDenied("user.manage")
