"""Problems and changes: opened out of another ticket, resolved together with what hangs on them."""

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policies as accounts_policies
from audit.actor import Actor
from audit.models import JournalEntry
from tickets import policies, queries
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.models import Ticket
from tickets.operations.answers import answer_ticket, solution_of
from tickets.operations.create import create_ticket
from tickets.operations.relations import link_tickets
from tickets.operations.status import refuse_locked
from tickets.vocabulary import DONE_CATEGORIES, OPEN_CATEGORIES, Kind, LinkKind

TIE = {Kind.PROBLEM: LinkKind.CAUSED_BY, Kind.CHANGE: LinkKind.SOLVED_BY_CHANGE}
"""How a ticket hangs on a problem, and on a change."""

MOST_TOGETHER = 200
"""Tickets in one transaction, which others wait for."""


@dataclass(frozen=True)
class Together:
    """What became of the tickets on a problem or change: numbers of those resolved, and of those
    that stay open because the actor may not, something forbids it, or there are too many.
    """

    resolved: list[int]
    left: list[int]


@transaction.atomic
def open_from(actor: Actor, ticket_id: int, kind: str) -> Ticket:
    """Open a problem or a change out of a ticket that the actor may change, and tie the two.

    Text, category, place, urgency, impact and items come along; people do not. Records
    "ticket.created", and "ticket.linked" on the first. Raises Ticket.DoesNotExist,
    PermissionDenied, ValidationError with code "kind" where no such step is.
    """
    source = queries.writable_ticket(actor, ticket_id)
    accounts_policies.require(policies.works_on_tickets(actor), "ticket.write")
    refuse_locked(source)
    if kind not in TIE or source.kind in (kind, Kind.CHANGE):
        raise ValidationError({"kind": ValidationError(_("No such step."), code="kind")})
    draft = TicketDraft(
        kind=kind,
        title=source.title,
        description=source.description,
        description_format=source.description_format,
        category=source.category,
        location=source.location,
        urgency=source.urgency,
        impact=source.impact,
        entity_id=source.entity_id,
        cis=list(queries.items_of(source)),
    )
    made = create_ticket(actor, draft)
    link_tickets(actor, source.pk, made.pk, TIE[Kind(kind)])
    return made


@transaction.atomic
def resolve_together(actor: Actor, ticket_id: int, draft: FollowupDraft) -> Together:
    """Resolve a problem or change with a solution, and with the same words the open tickets that
    hang on it and that the actor may change, the oldest MOST_TOGETHER of them; others are left.

    Records on each "ticket.followup_added" and "ticket.updated", those of the others caused by the
    first. Raises as answer_ticket does; ValidationError with code "kind" or "solved".
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    accounts_policies.require(policies.works_on_tickets(actor), "ticket.write")
    if ticket.kind not in TIE:
        raise ValidationError(_("Neither a problem nor a change."), code="kind")
    if ticket.status.category in DONE_CATEGORIES:
        raise ValidationError(_("It is done already."), code="solved")
    solution = solution_of(draft)
    patch = TicketPatch(status=queries.status_by_code("resolved"))
    line = answer_ticket(actor, ticket_id, solution, patch=patch)
    entry = JournalEntry.objects.get(
        verb="ticket.followup_added", part_noun="followup", part_id=line.pk
    )
    because = replace(actor, caused_by=entry.pk, expects=None)
    numbers = open_on(actor, ticket)
    resolved, left = [], numbers[MOST_TOGETHER:]
    for number in numbers[:MOST_TOGETHER]:
        try:
            with transaction.atomic():
                answer_ticket(because, number, replace(solution, file_ids=()), patch=patch)
        except (PermissionDenied, ValidationError):
            left.append(number)
        else:
            resolved.append(number)
    return Together(resolved, left)


def open_on(actor: Actor, ticket: Ticket) -> list[int]:
    """Return the numbers of the visible open tickets that hang on a problem or change."""
    rows = queries.links_of(actor, ticket).filter(
        target=ticket, kind=TIE[Kind(ticket.kind)], source__status__category__in=OPEN_CATEGORIES
    )
    return list(rows.order_by("source_id").values_list("source_id", flat=True).distinct())
