"""Groups with a part in a ticket, and people beside the primary ones (fields.md D26).

Rows are the truth; `Ticket.support_group` copies the first group of the assignees.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Group
from audit.actor import Actor
from audit.journal import record
from tickets import policies, queries
from tickets.drafts import Party
from tickets.models import Ticket, TicketGroup, TicketPerson
from tickets.operations.status import refuse_locked
from tickets.vocabulary import Role


def add_parties(
    ticket: Ticket, parties: Sequence[Party], present: Sequence[TicketPerson]
) -> list[TicketPerson]:
    """Write the rows of a new ticket that come beside the people present, and its groups; returns
    everybody.
    """
    known = {(row.role, row.user_id, row.email_key) for row in present}
    people: dict[tuple[Any, ...], TicketPerson] = {}
    groups: dict[tuple[str, int], TicketGroup] = {}
    if ticket.support_group_id is not None:
        first = TicketGroup(ticket=ticket, group_id=ticket.support_group_id, role=Role.ASSIGNEE)
        groups[Role.ASSIGNEE, ticket.support_group_id] = first
    for party in parties:
        if party.group is not None:
            row = TicketGroup(ticket=ticket, group=party.group, role=party.role)
            groups.setdefault((party.role, party.group.pk), row)
            continue
        key = (party.role, party.user.pk if party.user else None, party.email.casefold())
        if key not in known:
            people.setdefault(key, person_of(ticket, party))
    TicketPerson.objects.bulk_create(people.values())
    TicketGroup.objects.bulk_create(groups.values())
    return [*present, *people.values()]


def person_of(ticket: Ticket, party: Party) -> TicketPerson:
    """Return the unsaved row of a person or an address."""
    return TicketPerson(
        ticket=ticket,
        user=party.user,
        email=party.email,
        email_key=party.email.casefold(),
        role=party.role,
        wants_mail=party.wants_mail,
    )


def told_people(
    rows: Sequence[TicketPerson],
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return the change and the names of everybody with a part in a new ticket."""
    if not rows:
        return {}, {}
    keys = [[row.role, row.user_id] for row in rows]
    names = [row.user.username if row.user is not None else row.email for row in rows]
    return {"people": [None, keys]}, {"people": [None, names]}


def replace_group(ticket: Ticket, old_id: int | None) -> None:
    """Make the support group the first group of the assignees in place of the one before."""
    rows = TicketGroup.objects.filter(ticket=ticket, role=Role.ASSIGNEE)
    if old_id is not None:
        rows.filter(group=old_id).delete()
    if ticket.support_group_id is not None:
        TicketGroup.objects.get_or_create(
            ticket=ticket, group_id=ticket.support_group_id, role=Role.ASSIGNEE
        )


@transaction.atomic
def add_group(actor: Actor, ticket_id: int, group: Group, role: str) -> TicketGroup:
    """Give a group a part in a ticket; the existing row comes back. The first group of the
    assignees becomes the support group.

    Records "ticket.group_added". Raises Ticket.DoesNotExist, PermissionDenied, ValidationError.
    Customers add observers only.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    _refuse(actor, ticket, role)
    row, made = TicketGroup.objects.get_or_create(ticket=ticket, group=group, role=role)
    if made:
        if role == Role.ASSIGNEE and ticket.support_group_id is None:
            ticket.support_group = group
        _touch(ticket)
        names = {role: [None, group.name]}
        record(actor, "ticket.group_added", ticket, {role: [None, group.pk]}, names=names, part=row)
    return row


@transaction.atomic
def remove_group(actor: Actor, ticket_id: int, row_id: int) -> None:
    """Take a group's part in a ticket away; the next group of the assignees becomes the support
    group. Records "ticket.group_removed". Customers take observers away only.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    row = TicketGroup.objects.select_related("group").get(pk=row_id, ticket=ticket)
    _refuse(actor, ticket, row.role)
    group, role, key = row.group, row.role, row.pk
    row.delete()
    row.pk = key
    if role == Role.ASSIGNEE and ticket.support_group_id == group.pk:
        rest = TicketGroup.objects.filter(ticket=ticket, role=role).order_by("pk").first()
        ticket.support_group = rest.group if rest is not None else None
    _touch(ticket)
    names = {role: [group.name, None]}
    record(actor, "ticket.group_removed", ticket, {role: [group.pk, None]}, names=names, part=row)


def _refuse(actor: Actor, ticket: Ticket, role: str) -> None:
    refuse_locked(ticket)
    if role != Role.OBSERVER and not policies.works_on_tickets(actor):
        raise PermissionDenied("ticket.write")


def _touch(ticket: Ticket) -> None:
    ticket.activity_at = ticket.updated_at = timezone.now()
    ticket.save(update_fields=["support_group", "activity_at", "updated_at"])
