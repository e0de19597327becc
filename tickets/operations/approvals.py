"""Approvals that begin and end by themselves: the category wants one, the ticket is over."""

from django.core.exceptions import ValidationError

from approvals.drafts import RequestDraft
from approvals.operations import request_approval, withdraw_requests
from audit.actor import Actor
from audit.journal import record
from tickets.models import Ticket


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
