"""Put tickets in the trash."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.journal import record
from audit.rows import purge_row
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


@transaction.atomic
def restore_ticket(actor: Actor, ticket_id: int) -> Ticket:
    """Take a ticket out of the trash; what lay below it stays there. Records "ticket.restored".

    Raises Ticket.DoesNotExist, PermissionDenied.
    """
    ticket = _trashed(actor, ticket_id)
    if ticket.deleted_at is None:
        return ticket
    changes = {"deleted_at": [ticket.deleted_at.isoformat(), None]}
    ticket.deleted_at, ticket.updated_at = None, timezone.now()
    ticket.save(update_fields=["deleted_at", "updated_at"])
    record(actor, "ticket.restored", ticket, changes)
    if ticket.parent_id is not None:
        count_open_children(ticket.parent_id)
    return ticket


@transaction.atomic
def purge_ticket(actor: Actor, ticket_id: int) -> None:
    """Remove a ticket with its timeline for good; the journal stays. Records "ticket.purged".

    Raises Ticket.DoesNotExist, PermissionDenied, ValidationError(code="in_use").
    """
    ticket = _trashed(actor, ticket_id)
    parent_id = ticket.parent_id
    try:
        purge_row(actor, ticket)
    except ProtectedError as error:
        raise ValidationError(_("Other rows need this ticket."), code="in_use") from error
    if parent_id is not None:
        count_open_children(parent_id)


def _trashed(actor: Actor, ticket_id: int) -> Ticket:
    """Return a ticket, in the trash or not, that the actor manages."""
    seen = queries.all_tickets(actor).select_for_update(of=("self",))
    ticket = seen.get(pk=ticket_id)
    managed = policies.tickets_where(actor, "ticket.manage", in_trash=ticket.deleted_at is not None)
    if not Ticket.objects.filter(managed, pk=ticket_id).exists():
        raise PermissionDenied("ticket.manage")
    require_unchanged(actor, ticket)
    return ticket
