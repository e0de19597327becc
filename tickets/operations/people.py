"""The people of a ticket: rows are the truth, two columns copy the first of a role (fields.md
D26).
"""

from collections.abc import Sequence

from accounts.models import User
from tickets.models import Ticket, TicketPerson
from tickets.vocabulary import Role


def add_people(ticket: Ticket, observers: Sequence[User | str]) -> None:
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
    TicketPerson.objects.bulk_create(rows)


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
    if isinstance(somebody, User):
        return TicketPerson(ticket=ticket, user=somebody, role=Role.OBSERVER)
    return TicketPerson(
        ticket=ticket, email=somebody, email_key=somebody.casefold(), role=Role.OBSERVER
    )
