"""Hand out the tickets that wait in a group's queue."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Group
from audit.actor import Actor
from tickets.drafts import TicketPatch
from tickets.operations.engines import AUTOMATIC, choose, is_automatic, waiting_tickets
from tickets.operations.update import update_ticket

MOST_AT_ONCE = 50


@transaction.atomic
def assign_waiting(group_id: int) -> int:
    """Give the waiting tickets of a group to its members, the oldest first; returns how many.

    Each is an ordinary assignment by the actor "engine". Ends when nobody can take another one.
    """
    group = Group.objects.get(pk=group_id)
    if not is_automatic(group):
        return 0
    given = 0
    for ticket in waiting_tickets(group).select_for_update(of=("self",))[:MOST_AT_ONCE]:
        assignee = choose(group, timezone.now())
        if assignee is None:
            break
        update_ticket(Actor.system("engine"), ticket.pk, TicketPatch(assignee=assignee))
        given += 1
    return given


def groups_with_waiting() -> list[int]:
    """Return the groups whose engine has tickets to hand out."""
    groups = Group.objects.filter(engine__in=AUTOMATIC, deleted_at=None).order_by("id")
    return [group.pk for group in groups if is_automatic(group) and waiting_tickets(group).exists()]
