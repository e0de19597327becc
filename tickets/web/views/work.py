"""What is done on the page of a problem or change, and how one is opened out of a ticket."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries import visible_entities
from doors.pages import actor_of, for_agents, show
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.operations import (
    LinePatch,
    TaskValues,
    add_task,
    change_line,
    open_from,
    resolve_together,
    update_ticket,
)
from tickets.queries import visible_followups, visible_tickets
from tickets.vocabulary import FollowupKind, Risk, TaskState
from tickets.web.contexts.ticket import ticket_with_people
from tickets.web.contexts.work import TEXTS
from tickets.web.forms import LONGEST_TEXT, BadChoice, key_of, moment_of, person_in
from tickets.web.refusals import words_of
from tickets.web.views.ticket import back, refused

MOST_ENTITIES = 500
NAMED_LEFT = 20
"""Tickets that a message names."""


@require_POST
@for_agents
def plan(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Write the long texts; what the writer left as it was stays as it is now."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    names = [name for name in TEXTS.get(row.kind, {}) if name in request.POST]
    wanted = {name: _text(request, name) for name in names}
    seen = {name: _text(request, f"seen_{name}") for name in names}
    if request.POST.get("risk", "") in ("", *Risk.values):
        wanted["risk"], seen["risk"] = request.POST.get("risk", ""), _text(request, "seen_risk")
    changed = {name: text for name, text in wanted.items() if text != seen[name]}
    try:
        if changed:
            before = TicketPatch(plan={name: seen[name] for name in changed})
            update_ticket(actor, ticket_id, TicketPatch(plan=changed), seen=before)
            messages.success(request, _("Saved."))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def task_add(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Plan a task; the requester does not see it."""
    actor = actor_of(request)
    try:
        body = _text(request, "body").strip()
        if not body:
            raise BadChoice(_("Say what has to be done."), code="required")
        draft = FollowupDraft(body=body, kind=FollowupKind.TASK, is_public=False)
        add_task(actor, ticket_id, draft, TaskValues(**_planning(request)))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def task_change(request: HttpRequest, ticket_id: int, line_id: int) -> HttpResponseBase:
    """Tick a task off or on again, or plan it anew."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    line = visible_followups(actor, row).filter(kind=FollowupKind.TASK).get(pk=line_id)
    try:
        values: dict[str, Any] = {}
        if request.POST.get("state") in (TaskState.TO_DO, TaskState.DONE):
            values["state"] = request.POST["state"]
        else:
            values = _planning(request)
        change_line(actor, line.pk, LinePatch(), TaskValues(**values))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def open_out_of(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Open a problem or change out of the ticket, and go there."""
    actor = actor_of(request)
    try:
        made = open_from(actor, ticket_id, request.POST.get("kind", ""))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Opened out of #%(number)s.") % {"number": ticket_id})
    return HttpResponseRedirect(reverse("desk:ticket", args=[made.pk]))


@require_POST
@for_agents
def solve(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Resolve a problem or change and all open tickets that hang on it, with one text."""
    actor = actor_of(request)
    try:
        body = _text(request, "body").strip()
        if not body:
            raise BadChoice(_("Say what solved it."), code="required")
        done = resolve_together(actor, ticket_id, FollowupDraft(body=body))
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    count = len(done.resolved)
    text = ngettext(
        "Resolved, and %(count)d ticket with it.", "Resolved, and %(count)d tickets with it.", count
    )
    messages.success(request, text % {"count": count} if count else _("Resolved."))
    if done.left:
        numbers = ", ".join(f"#{number}" for number in done.left[:NAMED_LEFT])
        more = len(done.left) - NAMED_LEFT
        if more > 0:
            words = ngettext("%(count)d more", "%(count)d more", more) % {"count": more}
            numbers = f"{numbers}, {words}"
        messages.warning(request, _("Still open: %(numbers)s.") % {"numbers": numbers})
    return HttpResponseRedirect(reverse("desk:ticket", args=[ticket_id]))


@require_http_methods(["GET", "POST"])
@for_agents
def move(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Choose the entity that a ticket belongs to from now on."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    entities = visible_entities(actor, "ticket.write").order_by("full_name", "pk")
    problem = ""
    if request.method == "POST":
        try:
            key = key_of(request.POST.get("entity", ""))
            entity = entities.filter(pk=key).first() if key is not None else None
            if entity is None:
                raise BadChoice(_("Choose an entity."), code="required")
            update_ticket(actor, ticket_id, TicketPatch(entity=entity))
        except ValidationError as refusal:
            problem = words_of(refusal)
        else:
            name = entity.full_name or entity.name
            messages.success(request, _("The ticket is in %(name)s now.") % {"name": name})
            if visible_tickets(actor).filter(pk=ticket_id).exists():
                return HttpResponseRedirect(reverse("desk:ticket", args=[ticket_id]))
            return HttpResponseRedirect(reverse("desk:ticket-list"))
    context = {"ticket": row, "entities": list(entities[:MOST_ENTITIES]), "problem": problem}
    return show(request, "desk/ticket/move.html", context, status=422 if problem else 200)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").replace("\0", "")[:LONGEST_TEXT]


def _planning(request: HttpRequest) -> dict[str, Any]:
    """Return who does a task, from when to when. Raises BadChoice."""
    starts, ends = (moment_of(request.POST.get(name, "")) for name in ("starts_at", "ends_at"))
    if starts is not None and ends is not None and ends < starts:
        raise BadChoice(_("It cannot end before it begins."), code="order")
    assignee = person_in(actor_of(request), request.POST.get("assignee", ""))
    return {"assignee": assignee, "starts_at": starts, "ends_at": ends}
