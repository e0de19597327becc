"""Administrators who look at the desk as somebody else sees it, under both names."""

from django.db import transaction

from accounts import policies
from accounts.models import User
from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def begin_acting(actor: Actor, user_id: int) -> User:
    """Let an administrator act for a person. Records "user.acting_begun" in both names.

    Raises User.DoesNotExist for the deleted and the system user, PermissionDenied for all others
    whom the actor may not act for.
    """
    user = User.objects.get(pk=user_id, deleted_at=None, is_system=False)
    policies.require(policies.can_act_for(actor, user), "act for")
    record(actor.for_whom(user), "user.acting_begun", user)
    return user


@transaction.atomic
def end_acting(actor: Actor) -> None:
    """Note that the actor is only itself again. Records "user.acting_ended" in both names."""
    record(actor, "user.acting_ended", actor.acted_for)
