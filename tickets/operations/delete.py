"""Put tickets in the trash."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.actor import Actor
from audit.journal import record
from audit.versions import require_unchanged
from tickets import policies, queries
from tickets.models import Ticket
from tickets.operations.approvals import withdraw_approvals
from tickets.operations.links import count_open_children


@transaction.atomic
def delete_ticket(actor: Actor, ticket_id: int) -> int:
    """Put a ticket and everything below it in the trash; gone from every list at once.

    Records "ticket.deleted" on each. Returns how many went. Raises Ticket.DoesNotExist,
    PermissionDenied.
    """
    ticket = queries.ticket_for(actor, ticket_id, lock=True)
    if not policies.can_delete(actor, ticket):
        raise PermissionDenied("ticket.manage")
    require_unchanged(actor, ticket)
    family = _with_children(ticket)
    now = timezone.now()
    for member in family:
        member.deleted_at = member.updated_at = now
        member.save(update_fields=["deleted_at", "updated_at"])
        withdraw_approvals(actor, member)
        record(actor, "ticket.deleted", member, {"deleted_at": [None, now.isoformat()]})
    if ticket.parent_id is not None:
        count_open_children(ticket.parent_id)
    return len(family)


def _with_children(ticket: Ticket) -> list[Ticket]:
    family, layer = [ticket], [ticket.pk]
    while layer:
        children = list(
            Ticket.objects.select_for_update().filter(parent__in=layer, deleted_at=None)
        )
        family += children
        layer = [child.pk for child in children]
    return family
