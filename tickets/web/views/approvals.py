"""Approvals on the page of a ticket: ask, add a voter, withdraw."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from approvals.drafts import RequestDraft, StepDraft
from approvals.operations import add_voter, cancel_request
from approvals.queries import requests_of
from approvals.vocabulary import Mode
from audit.actor import Actor
from doors.pages import actor_of, for_agents, go
from tickets.operations import ask_approval
from tickets.queries import offered_templates, ticket_for, visible_tickets
from tickets.vocabulary import Kind
from tickets.web.forms import BadChoice, key_of, person_in
from tickets.web.views.ticket import back, refused

MOST_VOTERS = 50


@require_POST
@for_agents
def ask(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Ask for approval: by a template, or people who are named here."""
    actor = actor_of(request)
    ticket = ticket_for(actor, ticket_id)
    try:
        template = key_of(request.POST.get("template", ""))
        if template is not None and not offered_templates(actor, ticket).filter(pk=template):
            raise BadChoice(_("No such approval."), code="choice")
        draft = RequestDraft(
            template_id=template,
            description=request.POST.get("description", "").strip().replace("\0", ""),
            steps=() if template is not None else (_step(actor, request),),
            pauses_sla=request.POST.get("pauses") == "yes",
        )
        ask_approval(actor, ticket_id, draft)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Asked. The voters get a mail."))
    if ticket.kind == Kind.CHANGE:
        # asking is a step in its life, which the whole page shows
        return go(request, "desk:ticket", ticket_id)
    return back(request, ticket_id)


@require_POST
@for_agents
def cancel(request: HttpRequest, ticket_id: int, request_id: int) -> HttpResponseBase:
    """Withdraw a request for approval."""
    actor = actor_of(request)
    asked = requests_of(ticket_for(actor, ticket_id)).get(pk=request_id)
    try:
        cancel_request(actor, asked.pk, owners=visible_tickets(actor))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Withdrawn."))
    return back(request, ticket_id)


@require_POST
@for_agents
def add(request: HttpRequest, ticket_id: int, request_id: int) -> HttpResponseBase:
    """Ask one more person."""
    actor = actor_of(request)
    asked = requests_of(ticket_for(actor, ticket_id)).get(pk=request_id)
    try:
        voter = person_in(actor, request.POST.get("person", ""))
        if voter is None:
            raise BadChoice(_("Name somebody."), code="required")
        add_voter(actor, asked.pk, voter, owners=visible_tickets(actor))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Asked."))
    return back(request, ticket_id)


def _step(actor: Actor, request: HttpRequest) -> StepDraft:
    mode = request.POST.get("mode", Mode.ALL)
    if mode not in Mode.values:
        raise BadChoice("No such choice.", code="choice")
    percent = key_of(request.POST.get("percent", "")) if mode == Mode.PERCENT else 100
    if percent is None or not 1 <= percent <= 100:
        raise BadChoice("From 1 to 100.", code="range")
    names = request.POST.get("voters", "").replace(";", ",").split(",")[:MOST_VOTERS]
    found = [person_in(actor, name) for name in names if name.strip()]
    voters: tuple[User, ...] = tuple(somebody for somebody in found if somebody is not None)
    return StepDraft(mode=mode, percent=percent, voters=voters)
