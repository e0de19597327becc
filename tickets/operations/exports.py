"""What of the desk was taken out as a file."""

from django.db import transaction

from audit.actor import Actor
from audit.journal import record


@transaction.atomic
def note_export(actor: Actor, query: str) -> None:
    """Write down that the actor took a list of tickets as a file. Records "user.exported" on the
    person.
    """
    record(actor, "user.exported", actor.person, {"tickets": [None, query]})
