"""The everyday answers as Django's own layer gives them, without anything of a desk around it.

What the goals' ratios refer to: rows through `values()`, a new row through `save()`, all of one
create in one transaction.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.models import JournalEntry
from tickets.models import Ticket, TicketPerson, TicketText
from tickets.vocabulary import Category, Role

COLUMNS = (
    "id", "opened_at", "last_closed_at", "title", "description", "assignee__username",
    "status__code", "status__category", "priority", "support_group_id",
    "support_group__level_order", "support_group__parent_id", "updated_at",
    "submitter__username", "resolution", "closing_text", "parent_id", "sla_is_disabled",
    "form_id", "rating", "closed_by__username", "extra1", "extra2", "extra3", "extra4",
    "is_locked", "wire_extra", "work_seconds", "followup_count",
)  # fmt: skip


def listing(owner: int) -> list[Any]:
    """Return the open tickets of a person, and who watches them by address."""
    tickets = Ticket.objects.filter(assignee=owner, deleted_at=None)
    still_open = tickets.exclude(status__category=Category.CLOSED)
    rows = list(still_open.order_by("-updated_at", "-id").values(*COLUMNS)[:5000])
    return [rows, _addresses([row["id"] for row in rows])]


def detail(id: int) -> list[Any]:
    """Return one ticket, and who watches it by address."""
    rows = list(Ticket.objects.filter(pk=id, deleted_at=None).values(*COLUMNS))
    return [rows, _addresses([id])]


def create(id: int) -> list[Any]:
    """Write a ticket like this one: its row, its folded text, its people and its first entry."""
    now = timezone.now()
    ticket = Ticket.objects.get(pk=id)
    text = TicketText.objects.get(ticket=id)
    people = list(TicketPerson.objects.filter(ticket=id))
    entry = JournalEntry.objects.filter(noun="ticket", object_id=id).order_by("id")[0]
    with transaction.atomic():
        ticket.pk = None
        ticket.created_at = ticket.updated_at = ticket.opened_at = ticket.activity_at = now
        ticket.save(force_insert=True)
        text.pk = ticket.pk
        text.save(force_insert=True)
        for person in people:
            person.pk, person.ticket = None, ticket
        TicketPerson.objects.bulk_create(people)
        entry.pk, entry.object_id, entry.recorded_at = None, ticket.pk, now
        entry.save(force_insert=True)
    return [ticket.pk]


def _addresses(tickets: list[int]) -> list[Any]:
    people = TicketPerson.objects.filter(ticket__in=tickets, role=Role.OBSERVER).order_by("id")
    return [row for row in people.values("ticket_id", "user_id", "email") if not row["user_id"]]


ANSWERS: dict[str, Callable[..., list[Any]]] = {
    "list": listing,
    "detail": detail,
    "create": create,
}
