"""Browsers in which a person is signed in."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def end_web_session(actor: Actor, session_id: int) -> None:
    """Sign the actor out of one of the actor's own browsers. Records "user.session_ended".

    Raises UserSession.DoesNotExist for those of others.
    """
    session = UserSession.objects.get(pk=session_id, user_id=actor.user_id)
    session.end()
    record(actor, "user.session_ended", actor.user, {"address": [session.ip, None]})


@transaction.atomic
def end_other_web_sessions(actor: Actor, session_key: str | None) -> int:
    """Sign the actor out everywhere but here; return in how many browsers. One entry each."""
    own = UserSession.objects.filter(user_id=actor.user_id)
    others = list(own.exclude(session_key=session_key))
    for session in others:
        end_web_session(actor, session.pk)
    return len(others)


def follow_session(old_key: str | None, new_key: str | None) -> None:
    """Keep the list of browsers in step when a session gets another id."""
    UserSession.objects.filter(session_key=old_key).update(session_key=new_key)
