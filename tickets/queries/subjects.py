"""What voters are told of a ticket about which they are asked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from approvals.subjects import Subject
from audit.actor import Actor
from tickets.models import Ticket
from tickets.queries.lists import visible_tickets


def subjects(actor: Actor, keys: Iterable[int]) -> dict[int, Subject]:
    """Return {ticket: what a voter has to know} (two statements).

    Who is asked about a ticket reads its subject and description without seeing the rest of it.
    """
    wanted = list(keys)
    seen = set(visible_tickets(actor).filter(pk__in=wanted).order_by().values_list("pk", flat=True))
    rows = Ticket.objects.filter(pk__in=wanted, deleted_at=None)
    return {
        row.pk: Subject(
            key=row.pk,
            name=f"#{row.pk} {row.title}",
            text=row.description,
            text_format=row.description_format,
            facts=_facts(row),
            is_visible=row.pk in seen,
        )
        for row in rows.select_related("requester", "category")
    }


def _facts(ticket: Ticket) -> tuple[tuple[str, str], ...]:
    requester, category = ticket.requester, ticket.category
    facts = (
        (_("For"), requester.shown_name if requester is not None else ""),
        (_("Category"), (category.full_name or category.name) if category is not None else ""),
    )
    return tuple((name, text) for name, text in facts if text)
