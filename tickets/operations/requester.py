"""What people who ask do with their tickets: open, reply, withdraw, reopen."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from files.operations import Content, all_received
from tickets import queries
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.models import Followup, Ticket, TicketPerson
from tickets.operations.create import create_ticket
from tickets.operations.lifecycle import reopen_ticket
from tickets.operations.people import add_person
from tickets.operations.saved import attach_to_draft
from tickets.operations.solutions import refuse_solution
from tickets.operations.update import update_ticket
from tickets.operations.work import add_followup, attach_file
from tickets.queries.portal import colleague_with_address
from tickets.vocabulary import Category, CloseReason, DraftKind, Role, WaitingReason

Uploads = Sequence[tuple[str, Content]]


def open_with_files(actor: Actor, draft: TicketDraft, uploads: Uploads = ()) -> Ticket:
    """Open a ticket with files. Records "ticket.created" and each "ticket.file_added"."""
    with all_received(uploads) as kept, transaction.atomic():
        ticket = create_ticket(actor, draft)
        for name, content in kept:
            attach_file(actor, ticket.pk, file_name=name, content=content)
    return ticket


def reply(actor: Actor, ticket_id: int, body: str, uploads: Uploads = ()) -> Followup:
    """Add the requester's words and files; a ticket that waited for them goes on.

    Records "ticket.followup_added" and, caused by it, "ticket.updated". Raises as add_followup
    does, ValidationError (code "required") for neither words nor files.
    """
    if not body.strip() and not uploads:
        raise ValidationError({"body": ValidationError(_("Write something."), code="required")})
    queries.ticket_for(actor, ticket_id)  # nothing is kept for those who do not see the ticket
    with all_received(uploads) as kept, transaction.atomic():
        line = _line(actor, ticket_id, body, kept)
        ticket = queries.ticket_for(actor, ticket_id)
        waits = ticket.status.category == Category.WAITING
        if waits and ticket.waiting_reason in ("", WaitingReason.CUSTOMER):
            patch = TicketPatch(status=queries.status_by_code("in_progress"))
            update_ticket(replace(actor, expects=None), ticket_id, patch, tells=False)
    return line


@transaction.atomic
def withdraw_ticket(actor: Actor, ticket_id: int, *, reason: str = "") -> Ticket:
    """Close a ticket that is not needed any more. Records "ticket.updated"."""
    if reason.strip():
        _line(actor, ticket_id, reason, ())
    patch = TicketPatch(status=queries.status_by_code("closed"))
    return update_ticket(actor, ticket_id, patch, close_reason=CloseReason.CANCELLED)


@transaction.atomic
def tell_colleague(actor: Actor, ticket_id: int, address: str) -> TicketPerson:
    """Let a colleague follow the actor's ticket: one of the same company also in the portal,
    anybody else by mail. Records "ticket.person_added". Raises as add_person does.
    """
    colleague = colleague_with_address(actor, address)
    return add_person(actor, ticket_id, colleague or address, Role.OBSERVER)


@transaction.atomic
def ask_again(actor: Actor, ticket_id: int, reason: str) -> Ticket:
    """Bring a ticket that was resolved or closed back to work, with what is still wrong.

    Raises ValidationError (code "required") for an empty reason, code "move" for an open ticket.
    """
    if not reason.strip():
        raise ValidationError({"body": ValidationError(_("Say what is wrong."), code="required")})
    ticket = queries.ticket_for(actor, ticket_id)
    if ticket.status.category == Category.RESOLVED:
        refuse_solution(actor, ticket_id, reason)
        return queries.ticket_for(actor, ticket_id)
    if ticket.status.category != Category.CLOSED:
        message = _("The ticket is open.")
        raise ValidationError({"status": ValidationError(message, code="move")})
    _line(actor, ticket_id, reason, ())
    return reopen_ticket(actor, ticket_id)


def _line(actor: Actor, ticket_id: int, body: str, uploads: Uploads) -> Followup:
    stored = [
        attach_to_draft(actor, ticket_id, DraftKind.MESSAGE, file_name=name, content=content)
        for name, content in uploads
    ]
    draft = FollowupDraft(body=body, file_ids=[file.pk for file in stored])
    return add_followup(actor, ticket_id, draft)
