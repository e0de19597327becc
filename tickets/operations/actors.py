"""Give people, groups and addresses a part in a ticket in any role, and take it away again."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.actor import Actor
from audit.journal import record
from tickets import queries
from tickets.drafts import Party, TicketPatch
from tickets.models import Ticket, TicketGroup, TicketPerson
from tickets.operations.parties import add_group, person_of
from tickets.operations.status import refuse_locked
from tickets.operations.update import update_ticket
from tickets.vocabulary import Role

COPIES = {Role.REQUESTER: "requester", Role.ASSIGNEE: "assignee"}


@transaction.atomic
def add_party(actor: Actor, ticket_id: int, party: Party) -> TicketPerson | TicketGroup:
    """Give somebody a part in a ticket; a part that exists comes back.

    The first requester or assignee is set as update_ticket does; others record
    "ticket.person_added" or "ticket.group_added". Raises Ticket.DoesNotExist, PermissionDenied,
    ValidationError.
    """
    if party.group is not None:
        return add_group(actor, ticket_id, party.group, party.role)
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    rows = TicketPerson.objects.filter(ticket=ticket, role=party.role)
    found = rows.filter(user=party.user, email_key=party.email.casefold()).first()
    if found is not None:
        return found
    copy = COPIES.get(Role(party.role))
    if copy is not None and party.user is not None and not rows.exists():
        values: dict[str, Any] = {copy: party.user}
        update_ticket(actor, ticket_id, TicketPatch(**values))
        return rows.get(user=party.user)
    row = person_of(ticket, party)
    row.full_clean()
    row.save(force_insert=True)
    _record(actor, "ticket.person_added", ticket, row, is_there=True)
    return row


@transaction.atomic
def change_party(actor: Actor, row: TicketPerson, *, wants_mail: bool) -> None:
    """Say whether somebody wants mail about a ticket. Records "ticket.person_changed"."""
    ticket = queries.writable_ticket(actor, row.ticket_id)
    if row.wants_mail == wants_mail:
        return
    row.wants_mail = wants_mail
    row.save(update_fields=["wants_mail"])
    changes: dict[str, list[Any]] = {"wants_mail": [not wants_mail, wants_mail]}
    record(actor, "ticket.person_changed", ticket, changes, part=row)


@transaction.atomic
def remove_party(actor: Actor, ticket_id: int, row_id: int) -> None:
    """Take a person's or an address's part away; the next of the role becomes the first.

    Records "ticket.person_removed". Raises DoesNotExist, PermissionDenied.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    row = TicketPerson.objects.select_related("user").get(pk=row_id, ticket=ticket)
    role, user_id, key = row.role, row.user_id, row.pk
    row.delete()
    row.pk = key
    copy = COPIES.get(Role(role))
    if copy is not None and getattr(ticket, f"{copy}_id") == user_id and user_id is not None:
        rest = TicketPerson.objects.filter(ticket=ticket, role=role).order_by("pk")
        following = rest.exclude(user=None).select_related("user").first()
        setattr(ticket, copy, following.user if following is not None else None)
    _record(actor, "ticket.person_removed", ticket, row, is_there=False)


def _record(actor: Actor, verb: str, ticket: Ticket, row: TicketPerson, *, is_there: bool) -> None:
    ticket.activity_at = timezone.now()
    ticket.save(update_fields=["activity_at", "requester", "assignee"])
    value = row.user_id or row.email
    word = row.user.username if row.user is not None else row.email
    changes: dict[str, list[Any]] = {row.role: [None, value] if is_there else [value, None]}
    names: dict[str, list[Any]] = {row.role: [None, word] if is_there else [word, None]}
    record(actor, verb, ticket, changes, names=names, part=row)
