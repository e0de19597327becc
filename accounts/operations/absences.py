"""Absences: a time in which a person is given no tickets."""

from datetime import datetime

from django.db import transaction

from accounts import policies
from accounts.models import Absence, User
from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def create_absence(
    actor: Actor, user: User, *, starts_at: datetime, ends_at: datetime, comment: str = ""
) -> Absence:
    """Note that a person is away: oneself, or anybody for who manages people.

    Records "user.absence_added" on the person. Raises ValidationError if it ends before it starts.
    """
    _require_own_or_manager(actor, user)
    absence = Absence(user=user, starts_at=starts_at, ends_at=ends_at, comment=comment)
    absence.full_clean()
    absence.save(force_insert=True)
    changes = {"absence": [None, [starts_at.isoformat(), ends_at.isoformat()]]}
    record(actor, "user.absence_added", user, changes, part=absence)
    return absence


@transaction.atomic
def delete_absence(actor: Actor, absence_id: int) -> None:
    """Take an absence back. Records "user.absence_removed" on the person."""
    absence = Absence.objects.select_related("user").get(pk=absence_id)
    _require_own_or_manager(actor, absence.user)
    changes = {"absence": [[absence.starts_at.isoformat(), absence.ends_at.isoformat()], None]}
    record(actor, "user.absence_removed", absence.user, changes, part=absence)
    absence.delete()


def _require_own_or_manager(actor: Actor, user: User) -> None:
    own = actor.person is not None and actor.person.pk == user.pk
    policies.require(own or policies.may(actor, "user.manage"), "user.manage")
