"""Create, change and delete people."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies, queries
from accounts.drafts import GrantDraft, UserDraft, UserPatch, given
from accounts.models import Group, Member, Role, User, UserEmail
from accounts.operations.administrators import keeping_an_administrator
from accounts.operations.roles import grant_role
from accounts.vocabulary import username_key
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged


@transaction.atomic
def create_user(
    actor: Actor, draft: UserDraft, *, role: Role | None = None, group: Group | None = None
) -> User:
    """Create a person, with a first role in a group (None = everywhere) and membership of the
    group.

    Without a password the account cannot sign in until one is set. Records "user.created".
    Raises ValidationError(code="unique") for a taken name, PermissionDenied for a role that the
    actor may not grant.
    """
    policies.require_right(actor, "user.manage", group_id=group.pk if group else None)
    user = new_user(draft)
    user.full_clean()
    user.save(force_insert=True)
    _set_address(user)
    set_other_address(user, draft.other_email)
    record(
        actor,
        "user.created",
        user,
        {"username": [None, user.username], "email": [None, user.email]},
    )
    if role is not None:
        grant_role(actor, GrantDraft(user=user, role=role, group=group))
    if group is not None:
        Member.objects.create(group=group, user=user)
    return user


def new_user(draft: UserDraft) -> User:
    """Return an unsaved row for the draft. Raises ValidationError for an empty or taken name."""
    values = dict(vars(draft))
    password = values.pop("password")
    values.pop("other_email")
    user = User(**values)
    user.username_key = username_key(draft.username)
    user.password = make_password(password)
    if password is not None:
        user.password_changed_at = timezone.now()
    _require_free_name(user)
    return user


@transaction.atomic
def update_user(actor: Actor, user_id: int, patch: UserPatch) -> User:
    """Change a person; records "user.updated" with what differs. A disabled person cannot enter
    anywhere.
    """
    policies.require_right(actor, "user.manage")
    user = queries.visible_users(actor).select_for_update().get(pk=user_id)
    policies.require(policies.can_manage(actor, user), "user.manage")
    require_unchanged(actor, user)
    values = given(patch)
    other = values.pop("other_email", None)
    if "wire_extra" in values:
        values["wire_extra"] = {**user.wire_extra, **values["wire_extra"]}
    changes = apply_values(user, values)
    changes |= set_other_address(user, other) if other is not None else {}
    if "username" in changes:
        user.username_key = username_key(user.username)
        _require_free_name(user)
    if not changes:
        return user
    user.updated_at = timezone.now()
    user.full_clean()
    is_disabled = changes.get("is_active") == [True, False]
    with keeping_an_administrator(is_disabled and user.is_administrator, "username"):
        user.save()
    if not user.is_active:
        _end_tokens(user)
    if "email" in changes:
        _set_address(user)
    record(actor, "user.updated", user, changes)
    return user


@transaction.atomic
def set_password(actor: Actor, user_id: int, password: str) -> User:
    """Set a person's password: one's own, or that of somebody whom the actor manages.

    Tokens end at once; so do sessions, which are bound to the hash. Records
    "user.password_changed" without any value.
    """
    own = actor.person is not None and actor.person.pk == user_id
    policies.require(own or policies.may(actor, "user.manage"), "user.manage")
    user = User.objects.select_for_update().get(pk=user_id, deleted_at=None, is_system=False)
    policies.require(own or policies.can_manage(actor, user), "user.manage")
    user.password = make_password(password)
    user.password_changed_at = user.updated_at = timezone.now()
    user.must_change_password = user.must_change_password and not own
    user.save(
        update_fields=["password", "password_changed_at", "must_change_password", "updated_at"]
    )
    _end_tokens(user)
    user.entry_links.filter(used_at=None).update(used_at=user.updated_at)
    record(actor, "user.password_changed", user, {"password": ["changed", "changed"]})
    return user


@transaction.atomic
def delete_user(actor: Actor, user_id: int) -> None:
    """Put a person in the trash: gone from every list, cannot enter; histories keep the name.

    Refuses the caller and the last administrator with ValidationError. Records "user.deleted".
    """
    policies.require_right(actor, "user.manage")
    user = User.objects.select_for_update().get(pk=user_id, deleted_at=None, is_system=False)
    policies.require(policies.can_manage(actor, user), "user.manage")
    require_unchanged(actor, user)
    if actor.person is not None and actor.person.pk == user.pk:
        raise ValidationError(
            {"username": ValidationError(_("Nobody deletes the own account."), code="self")}
        )
    could_administer = user.is_staff
    user.deleted_at = user.updated_at = timezone.now()
    user.is_active = False
    with keeping_an_administrator(could_administer, "username"):
        user.save(update_fields=["deleted_at", "updated_at", "is_active"])
    _end_tokens(user)
    record(actor, "user.deleted", user, {"deleted_at": [None, user.deleted_at.isoformat()]})


def _require_free_name(user: User) -> None:
    if not user.username_key.strip():
        raise ValidationError(
            {"username": ValidationError(_("A login name is needed."), code="required")}
        )
    taken = User.objects.filter(username_key=user.username_key, deleted_at=None).exclude(pk=user.pk)
    if taken.exists():
        raise ValidationError(
            {"username": ValidationError(_("This login name is taken."), code="unique")}
        )


def _end_tokens(user: User) -> None:
    user.tokens.filter(revoked_at=None).update(revoked_at=user.updated_at)


def set_other_address(user: User, address: str) -> dict[str, list[Any]]:
    """Set the second address of a person, none for an empty one; returns the journal's change.

    Raises ValidationError for what is no address.
    """
    rows = user.emails.filter(is_default=False).order_by("pk")
    row = rows.first()
    old = row.email if row is not None else ""
    if old == address:
        return {}
    if address:
        validate_email(address)
        row = row or UserEmail(user=user)
        row.email, row.email_key = address, address.casefold()
        row.save()
    elif row is not None:
        row.delete()
    return {"other_email": [old, address]}


def _set_address(user: User) -> None:
    """Keep the default UserEmail row equal to User.email."""
    if not user.email:
        user.emails.filter(is_default=True).delete()
        return
    values: dict[str, Any] = {"email": user.email, "email_key": user.email.casefold()}
    UserEmail.objects.update_or_create(user=user, is_default=True, defaults=values)
