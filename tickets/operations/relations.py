"""Ties between tickets: related, duplicate, child, effect."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from audit.journal import Changes, record
from tickets import queries
from tickets.drafts import TicketPatch
from tickets.models import Ticket, TicketLink
from tickets.operations.status import refuse_locked
from tickets.operations.update import update_ticket
from tickets.vocabulary import LinkKind


@transaction.atomic
def link_tickets(actor: Actor, source_id: int, target_id: int, kind: str) -> TicketLink:
    """Tie two visible tickets; `source` is the child, the duplicate, the effect. The existing tie
    comes back.

    A child's parent is set by update_ticket, and recorded as it does; other kinds record
    "ticket.linked" on the source. Raises Ticket.DoesNotExist, PermissionDenied, ValidationError
    code "self", "kind" or "cycle".
    """
    if source_id == target_id:
        raise ValidationError({"target": ValidationError(_("The same ticket."), code="self")})
    if kind not in LinkKind.values:
        raise ValidationError({"kind": ValidationError(_("No such tie."), code="kind")})
    target = queries.ticket_for(actor, target_id)
    if kind == LinkKind.CHILD:
        update_ticket(actor, source_id, TicketPatch(parent=target))
        return TicketLink.objects.get(source=source_id, target=target, kind=kind)
    source = queries.writable_ticket(actor, source_id)
    refuse_locked(source)
    link, made = TicketLink.objects.get_or_create(source=source, target=target, kind=kind)
    if made:
        _record(actor, "ticket.linked", source, target, link, is_there=True)
    return link


@transaction.atomic
def unlink_tickets(actor: Actor, ticket_id: int, link_id: int) -> None:
    """Untie a ticket from another by the number of the tie. Records "ticket.unlinked" on the
    source, or what update_ticket does for a child.

    Raises TicketLink.DoesNotExist for ties of other or hidden tickets, PermissionDenied.
    """
    seen = queries.ticket_for(actor, ticket_id)
    link = queries.links_of(actor, seen).get(pk=link_id)
    if link.kind == LinkKind.CHILD:
        update_ticket(actor, link.source_id, TicketPatch(parent=None))
        return
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    link = queries.links_of(actor, ticket).select_related("source", "target").get(pk=link_id)
    _record(actor, "ticket.unlinked", link.source, link.target, link, is_there=False)
    link.delete()


def _record(
    actor: Actor, verb: str, source: Ticket, target: Ticket, link: TicketLink, *, is_there: bool
) -> None:
    source.activity_at = timezone.now()
    source.save(update_fields=["activity_at"])
    changes: Changes = {link.kind: [None, target.pk] if is_there else [target.pk, None]}
    names: Changes = {link.kind: [None, target.title] if is_there else [target.title, None]}
    record(actor, verb, source, changes, names=names, part=link)
