"""The people of a ticket: rows are the truth, two columns copy the first of a role (fields.md
D26).
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.actor import Actor
from audit.journal import Changes, record
from notify.policies import is_address
from tickets import policies, queries
from tickets.models import Ticket, TicketPerson
from tickets.operations.status import refuse_locked
from tickets.vocabulary import Role

ADDED_ROLES = (Role.OBSERVER, Role.COLLABORATOR, Role.ASSIGNEE)
"""Roles that people are added to beside the first of it, which update_ticket sets."""


@transaction.atomic
def add_person(actor: Actor, ticket_id: int, somebody: User | str, role: str) -> TicketPerson:
    """Let a person, or a bare address, take part in a ticket; the existing row comes back.

    Records "ticket.person_added". Raises Ticket.DoesNotExist, PermissionDenied, ValidationError
    code "role" or "address". Customers add observers only.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    if role not in ADDED_ROLES:
        raise ValidationError({"role": ValidationError(_("Not a role to add."), code="role")})
    if role != Role.OBSERVER and not policies.works_on_tickets(actor):
        raise PermissionDenied("ticket.write")
    if isinstance(somebody, str) and (role != Role.OBSERVER or not is_address(somebody)):
        raise ValidationError({"email": ValidationError(_("Not an address."), code="address")})
    return _add(actor, ticket, somebody, role)


@transaction.atomic
def remove_person(actor: Actor, ticket_id: int, person_id: int) -> None:
    """Take somebody out of a ticket by the number of the row. Records "ticket.person_removed".

    Oneself may always go. Raises TicketPerson.DoesNotExist, PermissionDenied; ValidationError code
    "first" for the requester and the assignee of the ticket.
    """
    ticket = queries.ticket_for(actor, ticket_id, lock=True)
    row = TicketPerson.objects.get(pk=person_id, ticket=ticket)
    is_self = actor.person is not None and row.user_id == actor.person.pk
    if not is_self and not policies.may_for(actor, "ticket.write", ticket):
        raise PermissionDenied("ticket.write")
    if row.role == Role.REQUESTER or (
        row.role == Role.ASSIGNEE and row.user_id == ticket.assignee_id
    ):
        message = _("The ticket itself names this person.")
        raise ValidationError({"role": ValidationError(message, code="first")})
    _remove(actor, ticket, row)


@transaction.atomic
def watch_ticket(actor: Actor, ticket_id: int, *, watches: bool = True) -> None:
    """Let the actor be told about a visible ticket, or not any more. Recorded as add_person and
    remove_person do; nothing when it is so already.
    """
    ticket = queries.ticket_for(actor, ticket_id, lock=True)
    if actor.person is None:
        raise PermissionDenied("ticket.read")
    mine = TicketPerson.objects.filter(ticket=ticket, user=actor.person, role=Role.OBSERVER).first()
    if watches and mine is None:
        _add(actor, ticket, actor.person, Role.OBSERVER)
    elif not watches and mine is not None:
        _remove(actor, ticket, mine)


def _add(actor: Actor, ticket: Ticket, somebody: User | str, role: str) -> TicketPerson:
    wanted = _row(ticket, somebody, role)
    found = TicketPerson.objects.filter(
        ticket=ticket, user=wanted.user, email_key=wanted.email_key, role=role
    ).first()
    if found is not None:
        return found
    wanted.save(force_insert=True)
    _record(actor, "ticket.person_added", ticket, wanted, is_there=True)
    return wanted


def _remove(actor: Actor, ticket: Ticket, row: TicketPerson) -> None:
    _record(actor, "ticket.person_removed", ticket, row, is_there=False)
    row.delete()


def _record(actor: Actor, verb: str, ticket: Ticket, row: TicketPerson, *, is_there: bool) -> None:
    ticket.activity_at = timezone.now()
    ticket.save(update_fields=["activity_at"])
    value = row.user_id or row.email
    word = row.user.username if row.user is not None else row.email
    changes: Changes = {row.role: [None, value] if is_there else [value, None]}
    names: Changes = {row.role: [None, word] if is_there else [word, None]}
    record(actor, verb, ticket, changes, names=names, part=row)


def add_people(ticket: Ticket, observers: Sequence[User | str]) -> list[TicketPerson]:
    """Write the rows of a new ticket: requester, assignee, observers (people or bare addresses)."""
    rows = [
        TicketPerson(ticket=ticket, user=user, role=role)
        for role, user in ((Role.REQUESTER, ticket.requester), (Role.ASSIGNEE, ticket.assignee))
        if user is not None
    ]
    seen: set[object] = set()
    for somebody in observers:
        row = _observer(ticket, somebody)
        key = row.user_id or row.email_key
        if key not in seen:
            seen.add(key)
            rows.append(row)
    return TicketPerson.objects.bulk_create(rows)


def replace_first(ticket: Ticket, role: str, user: User | None) -> None:
    """Make the person the first of a role in place of the one before; others of the role stay."""
    rows = list(TicketPerson.objects.filter(ticket=ticket, role=role).order_by("id"))
    if user is None:
        if rows:
            rows[0].delete()
        return
    for row in rows[1:]:
        if row.user_id == user.pk:
            row.delete()
    if not rows:
        TicketPerson.objects.create(ticket=ticket, user=user, role=role)
    elif rows[0].user_id != user.pk:
        rows[0].user, rows[0].email, rows[0].email_key = user, "", ""
        rows[0].save()


def _observer(ticket: Ticket, somebody: User | str) -> TicketPerson:
    return _row(ticket, somebody, Role.OBSERVER)


def _row(ticket: Ticket, somebody: User | str, role: str) -> TicketPerson:
    if isinstance(somebody, User):
        return TicketPerson(ticket=ticket, user=somebody, role=role)
    return TicketPerson(ticket=ticket, email=somebody, email_key=somebody.casefold(), role=role)
