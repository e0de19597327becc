"""Third parties on a ticket."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from crm.queries import visible_companies
from tickets import policies, queries
from tickets.models import Ticket, TicketExternal
from tickets.operations.status import refuse_locked
from tickets.operations.update import go_on
from tickets.vocabulary import Category, WaitingReason


@transaction.atomic
def link_external(
    actor: Actor, ticket_id: int, company_id: int, *, reference: str = ""
) -> TicketExternal:
    """Give a visible supplier a part in a ticket, with the number under which it knows it. The same
    company comes back, with the new number if one is given.

    Records "ticket.external_linked" or "ticket.external_changed". Raises DoesNotExist for what is
    hidden or no supplier, PermissionDenied.
    """
    ticket = _writable(actor, ticket_id)
    company = visible_companies(actor).get(pk=company_id, is_supplier=True)
    link = ticket.externals.filter(company=company, deleted_at=None).order_by("pk").first()
    if link is not None:
        return _changed(actor, ticket, link, reference or link.reference)
    link = TicketExternal(ticket=ticket, company=company, reference=reference)
    check(link)
    link.save(force_insert=True)
    _note(ticket)
    record(
        actor,
        "ticket.external_linked",
        ticket,
        {"company": [None, company.pk], "reference": [None, reference]},
        names={"company": [None, company.name]},
        part=link,
    )
    return link


@transaction.atomic
def unlink_external(actor: Actor, ticket_id: int, link_id: int) -> None:
    """Take a third party off a ticket; a wait for it ends. Records "ticket.external_unlinked".

    Raises TicketExternal.DoesNotExist for a link that is not on the ticket.
    """
    ticket = _writable(actor, ticket_id)
    link = ticket.externals.select_related("company").get(pk=link_id, deleted_at=None)
    link.deleted_at = link.updated_at = timezone.now()
    link.save(update_fields=["deleted_at", "updated_at"])
    _note(ticket)
    entry = record(
        actor,
        "ticket.external_unlinked",
        ticket,
        {"company": [link.company_id, None]},
        names={"company": [link.company.name, None]},
        part=link,
    )
    waits = ticket.status.category == Category.WAITING and ticket.waiting_external_id == link.pk
    if waits and ticket.waiting_reason == WaitingReason.EXTERNAL:
        go_on(ticket.pk, entry)


def _changed(actor: Actor, ticket: Ticket, link: TicketExternal, reference: str) -> TicketExternal:
    changes = apply_values(link, {"reference": reference})
    if changes:
        check(link)
        link.updated_at = timezone.now()
        link.save(update_fields=["reference", "updated_at"])
        _note(ticket)
        record(actor, "ticket.external_changed", ticket, changes, part=link)
    return link


def _writable(actor: Actor, ticket_id: int) -> Ticket:
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    if policies.writable_fields(actor) is not None:
        raise PermissionDenied("ticket.write")
    return ticket


def _note(ticket: Ticket) -> None:
    ticket.activity_at = timezone.now()
    ticket.save(update_fields=["activity_at"])
