"""Bring people and groups back from the trash, or remove them for good."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import Group, User
from accounts.operations.administrators import keeping_an_administrator
from audit.actor import Actor
from audit.journal import record
from audit.rows import purge_row, restore_row


@transaction.atomic
def restore_user(actor: Actor, user_id: int) -> User:
    """Take a person out of the trash, active again. Records "user.restored".

    Raises ValidationError(code="unique") when somebody else took the login name.
    """
    policies.require_right(actor, "user.manage")
    user = User.objects.select_for_update().get(pk=user_id, is_system=False)
    policies.require(policies.can_manage(actor, user), "user.manage")
    if user.deleted_at is None:
        return user
    taken = User.objects.filter(username_key=user.username_key, deleted_at=None)
    if taken.exists():
        message = _("The login name already exists.")
        raise ValidationError({"username": ValidationError(message, code="unique")})
    changes = {"deleted_at": [user.deleted_at.isoformat(), None]}
    user.deleted_at, user.is_active, user.updated_at = None, True, timezone.now()
    user.save(update_fields=["deleted_at", "is_active", "updated_at"])
    record(actor, "user.restored", user, changes)
    return user


@transaction.atomic
def purge_user(actor: Actor, user_id: int) -> None:
    """Remove a person for good; histories keep the number and the name. Records "user.purged".

    Refuses the caller and the last administrator with ValidationError.
    """
    policies.require_right(actor, "user.manage")
    user = User.objects.select_for_update().get(pk=user_id, is_system=False)
    policies.require(policies.can_manage(actor, user), "user.manage")
    if actor.person is not None and actor.person.pk == user.pk:
        message = _("Nobody deletes the own account.")
        raise ValidationError({"username": ValidationError(message, code="self")})
    with keeping_an_administrator(user.is_staff, "username"):
        _purge(actor, user)


@transaction.atomic
def restore_group(actor: Actor, group_id: int) -> Group:
    """Take a group out of the trash. Records "group.restored"."""
    policies.require_right(actor, "group.manage")
    group = Group.objects.select_for_update().get(pk=group_id)
    if group.deleted_at is not None:
        restore_row(actor, group)
        group.refresh_from_db()
    return group


@transaction.atomic
def purge_group(actor: Actor, group_id: int) -> None:
    """Remove a group for good; tickets and items lose it. Records "group.purged"."""
    policies.require_right(actor, "group.manage")
    _purge(actor, Group.objects.select_for_update().get(pk=group_id))


def _purge(actor: Actor, row: User | Group) -> None:
    try:
        purge_row(actor, row)
    except models.ProtectedError as error:
        raise ValidationError(_("Other rows need this one."), code="in_use") from error
