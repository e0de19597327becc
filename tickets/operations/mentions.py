"""People named with @ in a line."""

import re

from django.utils import timezone

from accounts.models import User
from accounts.vocabulary import username_key
from audit.actor import Actor
from tickets import policies
from tickets.models import Followup, Mention, Ticket

MENTION = re.compile(r"(?<![\w@./+-])@([\w][\w.+-]{0,149})")
MOST_MENTIONS = 20


def mention_people(actor: Actor, ticket: Ticket, line: Followup) -> list[User]:
    """Write down whom an agent names in a new line: agents who may read it, each once.

    What the desk does by itself and what customers write names nobody.
    """
    if actor.person is None or not policies.works_on_tickets(actor):
        return []
    named = {
        username_key(name.rstrip(".+-")) for name in MENTION.findall(line.body)[:MOST_MENTIONS]
    }
    if not named:
        return []
    people = User.objects.filter(
        username_key__in=named, is_agent=True, is_active=True, deleted_at=None
    ).exclude(pk=actor.person.pk)
    readers = [person for person in people.order_by("pk") if _reads(person, ticket, line)]
    Mention.objects.bulk_create(
        Mention(followup=line, user=person, author=actor.person) for person in readers
    )
    return readers


def see_mentions(actor: Actor, ticket_id: int) -> None:
    """Note that the actor has seen where they were named on a ticket; no change of the ticket."""
    Mention.objects.filter(followup__ticket=ticket_id, user=actor.person, seen_at=None).update(
        seen_at=timezone.now()
    )


def _reads(person: User, ticket: Ticket, line: Followup) -> bool:
    reader = Actor(user=person, door="mention")
    return policies.may_for(reader, "ticket.read", ticket) and (
        line.is_public or policies.reads_internal(reader)
    )
