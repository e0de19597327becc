"""Ask for approval of a ticket, and follow the verdict. A change takes the steps of its life with
it.
"""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.drafts import RequestDraft
from approvals.models import ApprovalRequest
from approvals.operations import request_approval
from approvals.queries import requests_of
from approvals.vocabulary import RequestState
from audit.actor import Actor
from audit.models import JournalEntry
from audit.versions import require_unchanged
from tickets import queries
from tickets.drafts import TicketPatch
from tickets.models import Ticket
from tickets.operations.sla import recount
from tickets.operations.update import update_ticket
from tickets.vocabulary import DONE_CATEGORIES, Kind

BEFORE_APPROVAL = ("new", "evaluation")


@transaction.atomic
def ask_approval(actor: Actor, ticket_id: int, draft: RequestDraft) -> ApprovalRequest:
    """Ask for approval of a visible ticket. Records "ticket.approval_requested" and, for a change
    that is not further yet, moves it to "approval" because of that.

    Raises Ticket.DoesNotExist, PermissionDenied, and ValidationError as request_approval does, or
    with code "done" for a ticket that is resolved or closed.
    """
    ticket = queries.ticket_for(actor, ticket_id, lock=True)
    require_unchanged(actor, ticket)
    if ticket.status.category in DONE_CATEGORIES:
        raise ValidationError(_("The ticket is done: there is nothing to approve."), code="done")
    request = request_approval(actor, ticket, draft)
    if request.pauses_sla:
        recount(actor, ticket, request.created_at)
    asked = JournalEntry.objects.filter(
        noun="ticket", object_id=ticket.pk, verb="ticket.approval_requested"
    )
    _step(ticket, BEFORE_APPROVAL, "approval", asked.latest("pk"))
    return request


@transaction.atomic
def follow_verdict(entry: JournalEntry) -> None:
    """After an approval ended, let the clocks of its ticket run again from that moment on, and
    take a change that was approved, and waits for nobody else, to "accepted".
    """
    ticket = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("status")
        .filter(pk=entry.object_id, deleted_at=None)
        .first()
    )
    if ticket is None:
        return
    if ticket.clocks_from_at is not None:
        at = min(entry.recorded_at, timezone.now())
        recount(Actor.system("approvals", caused_by=entry.pk), ticket, at)
    waits = requests_of(ticket).filter(state=RequestState.WAITING).exists()
    if entry.verb == "ticket.approval_approved" and not waits:
        _step(ticket, ("approval",), "accepted", entry)


def _step(ticket: Ticket, among: Collection[str], code: str, entry: JournalEntry) -> None:
    """Move a change that is in one of some statuses; a locked one stays."""
    if ticket.kind == Kind.CHANGE and ticket.status.code in among and not ticket.is_locked:
        actor = Actor.system("approvals", caused_by=entry.pk)
        update_ticket(actor, ticket.pk, TicketPatch(status=queries.status_by_code(code)))
