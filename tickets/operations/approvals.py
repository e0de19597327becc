"""Approvals of tickets: ask, ask because the category does, withdraw, follow the verdict."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from approvals.drafts import RequestDraft
from approvals.models import ApprovalRequest
from approvals.operations import request_approval, withdraw_requests
from audit.actor import Actor
from audit.journal import record
from audit.models import JournalEntry
from audit.versions import require_unchanged
from tickets import queries
from tickets.models import Ticket
from tickets.operations.sla import recount
from tickets.vocabulary import DONE_CATEGORIES


@transaction.atomic
def ask_approval(actor: Actor, ticket_id: int, draft: RequestDraft) -> ApprovalRequest:
    """Ask for approval of a visible ticket. Records "ticket.approval_requested".

    Raises Ticket.DoesNotExist, PermissionDenied, and ValidationError as request_approval does, or
    with code "done" for a ticket that is resolved or closed.
    """
    ticket = queries.ticket_for(actor, ticket_id, lock=True)
    require_unchanged(actor, ticket)
    if ticket.status.category in DONE_CATEGORIES:
        raise ValidationError("The ticket is done: there is nothing to approve.", code="done")
    request = request_approval(actor, ticket, draft)
    if request.pauses_sla:
        recount(actor, ticket, request.created_at)
    return request


def ask_for_category(actor: Actor, ticket: Ticket) -> bool:
    """Ask for what the category of a new ticket wants approved; tell whether that stops its clocks.

    Nobody needs the right to ask for it. Where a template has nobody left to ask, the ticket is
    opened all the same and "ticket.approval_not_asked" says so.
    """
    if ticket.category is None:
        return False
    pauses = False
    for template in ticket.category.approval_templates.filter(deleted_at=None).order_by("pk"):
        draft = RequestDraft(template_id=template.pk, description=ticket.title)
        try:
            request = request_approval(actor, ticket, draft, right="ticket.write")
        except ValidationError as refusal:
            if "steps" not in getattr(refusal, "error_dict", {}):
                raise
            changes = {"template": [None, template.pk]}
            names = {"template": [None, template.title]}
            record(actor, "ticket.approval_not_asked", ticket, changes, names=names)
            continue
        pauses |= request.pauses_sla
    return pauses


def withdraw_approvals(actor: Actor, ticket: Ticket) -> None:
    """End what still waits for an approval of a ticket that is closed or thrown away."""
    withdraw_requests(actor, ticket)


@transaction.atomic
def follow_verdict(entry: JournalEntry) -> None:
    """Let the clocks of a ticket run again after an approval ended, from that moment on."""
    ticket = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("status")
        .filter(pk=entry.object_id, deleted_at=None)
        .first()
    )
    if ticket is not None and ticket.clocks_from_at is not None:
        at = min(entry.recorded_at, timezone.now())
        recount(Actor.system("approvals", caused_by=entry.pk), ticket, at)
