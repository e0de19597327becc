"""Parents, and the configuration items a ticket is about."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.queries import settings_of
from assets.models import ConfigurationItem
from assets.queries import visible_items
from audit.actor import Actor
from audit.journal import record
from audit.turns import leads_to
from tickets import queries
from tickets.models import Ticket, TicketCI, TicketLink
from tickets.operations.status import refuse_locked
from tickets.vocabulary import DONE_CATEGORIES, LinkKind


@transaction.atomic
def link_item(actor: Actor, ticket_id: int, item_id: int) -> TicketCI:
    """Link a visible configuration item to a ticket; the existing link comes back.

    Records "ticket.ci_linked". Raises DoesNotExist for a hidden ticket or item, PermissionDenied.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    item = visible_items(actor).get(pk=item_id)
    link, made = TicketCI.objects.get_or_create(ticket=ticket, ci=item)
    if made:
        ticket.activity_at = timezone.now()
        ticket.save(update_fields=["activity_at"])
        changes, names = item_change([], [item])
        record(actor, "ticket.ci_linked", ticket, changes, names=names, part=link)
    return link


def link_items(ticket: Ticket, items: Sequence[ConfigurationItem]) -> None:
    """Write the links of a new ticket."""
    TicketCI.objects.bulk_create([TicketCI(ticket=ticket, ci=item) for item in items])


def item_change(
    old: Sequence[ConfigurationItem], new: Sequence[ConfigurationItem]
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return the journal's change and names for a set of items; empty when nothing differs."""
    if not old and not new:
        return {}, {}
    changes: dict[str, list[Any]] = {"cis": [[item.pk for item in old], [item.pk for item in new]]}
    return changes, {"cis": [[item.name for item in old], [item.name for item in new]]}


def link_parent(ticket: Ticket, old_id: int | None) -> None:
    """Keep the child link and the parents' counters in step with `Ticket.parent`, once saved."""
    if old_id is not None:
        TicketLink.objects.filter(source=ticket, target=old_id, kind=LinkKind.CHILD).delete()
    if ticket.parent is not None:
        TicketLink.objects.get_or_create(source=ticket, target=ticket.parent, kind=LinkKind.CHILD)
    for parent_id in (old_id, ticket.parent_id):
        if parent_id is not None:
            count_open_children(parent_id)


def count_open_children(parent_id: int) -> None:
    """Set the counter of a parent from its children."""
    still_open = Q(parent=parent_id, deleted_at=None, closed_at=None, resolved_at=None)
    Ticket.objects.filter(pk=parent_id).update(
        open_child_count=Ticket.objects.filter(still_open).count()
    )


def refuse_open_children(ticket: Ticket) -> None:
    """Raise ValidationError(code="open_children") when a ticket was ended before its children,
    unless the setting tickets.guard_parents is off.
    """
    if ticket.status.category not in DONE_CATEGORIES or not ticket.open_child_count:
        return
    if settings_of("tickets.")["tickets.guard_parents"]:
        number = ticket.open_child_count
        message = ngettext(
            "%(number)s ticket below this one is still open.",
            "%(number)s tickets below this one are still open.",
            number,
        ) % {"number": number}
        raise ValidationError({"status": ValidationError(message, code="open_children")})


@transaction.atomic
def unlink_item(actor: Actor, ticket_id: int, item_id: int) -> None:
    """Take a visible item off a ticket. Records "ticket.ci_unlinked".

    Raises TicketCI.DoesNotExist for an item that is not on it.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    item = visible_items(actor).get(pk=item_id)
    link = TicketCI.objects.get(ticket=ticket, ci=item)
    ticket.activity_at = timezone.now()
    ticket.save(update_fields=["activity_at"])
    changes, names = item_change([item], [])
    record(actor, "ticket.ci_unlinked", ticket, changes, names=names, part=link)
    link.delete()


def refuse_cycle(ticket: Ticket) -> None:
    """Raise ValidationError(code="cycle") when the ticket's parent lies below it.

    Whoever gives a ticket a parent takes the turn of the table first.
    """
    if leads_to(ticket, ticket.parent_id):
        message = _("A ticket cannot be below itself.")
        raise ValidationError({"parent": ValidationError(message, code="cycle")})
