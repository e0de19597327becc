"""What stands beside a ticket, and what is changed there: people, ties, assets, time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doors.pages import actor_of, for_agents, number_in, show
from tickets.operations import (
    add_person,
    discard_timer,
    link_item,
    link_tickets,
    merge_tickets,
    note_presence,
    remove_file,
    remove_person,
    see_mentions,
    split_ticket,
    start_timer,
    stop_timer,
    unlink_item,
    unlink_tickets,
)
from tickets.queries import (
    present_at,
    similar_tickets,
    ticket_for,
    visible_followups,
    work_categories,
)
from tickets.vocabulary import LinkKind, Role
from tickets.web.contexts.side import side_of
from tickets.web.contexts.ticket import ticket_with_people
from tickets.web.contexts.timeline import newer_entries
from tickets.web.forms import BadChoice, key_of, person_in
from tickets.web.refusals import words_of
from tickets.web.views.ticket import back, refused

BESIDE = ("form", "workflow_run__version__workflow")
INVERTED = {
    "parent_of": LinkKind.CHILD,
    "causes": LinkKind.CAUSED_BY,
    "solves": LinkKind.SOLVED_BY_CHANGE,
}


@require_GET
@for_agents
def side(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show what stands beside a ticket; a page of its own without a script."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id, *BESIDE)
    return show(request, "desk/ticket/side_page.html", {"ticket": row, "side": side_of(actor, row)})


@require_POST
@for_agents
def presence(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Note that the reader is here; show who else is, and whether something is new."""
    actor = actor_of(request)
    row = ticket_for(actor, ticket_id)
    note_presence(actor, ticket_id, is_typing=request.POST.get("typing") == "yes")
    see_mentions(actor, ticket_id)
    since = key_of(request.POST.get("since", "")) or 0
    context = {
        "ticket": row,
        "here": present_at(actor, row),
        "new": newer_entries(actor, row, since),
        "since": since,
    }
    return show(request, "desk/ticket/presence.html", context)


@require_POST
@for_agents
def add(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Let somebody take part: a person, or an address that nobody has."""
    actor = actor_of(request)
    text = request.POST.get("person", "").strip()
    role = Role.COLLABORATOR if request.POST.get("role") == "collaborator" else Role.OBSERVER
    try:
        if not text:
            raise BadChoice(_("Name somebody."), code="required")
        add_person(actor, ticket_id, _somebody(request, text), role)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def remove(request: HttpRequest, ticket_id: int, person_id: int) -> HttpResponseBase:
    """Take somebody out of the ticket."""
    remove_person(actor_of(request), ticket_id, person_id)
    return back(request, ticket_id)


@require_POST
@for_agents
def link(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Tie the ticket to another."""
    actor = actor_of(request)
    kind = request.POST.get("kind", "")
    try:
        other = key_of(request.POST.get("other", "").lstrip("#"))
        if other is None:
            raise BadChoice(_("Name a ticket."), code="required")
        if kind in INVERTED:
            link_tickets(actor, other, ticket_id, INVERTED[kind])
        else:
            link_tickets(actor, ticket_id, other, kind)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def unlink(request: HttpRequest, ticket_id: int, link_id: int) -> HttpResponseBase:
    """Untie the ticket from another."""
    unlink_tickets(actor_of(request), ticket_id, link_id)
    return back(request, ticket_id)


@require_POST
@for_agents
def add_item(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Link an asset."""
    actor = actor_of(request)
    try:
        key = key_of(request.POST.get("item", ""))
        if key is None:
            raise BadChoice(_("Choose an asset."), code="required")
        link_item(actor, ticket_id, key)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def remove_item(request: HttpRequest, ticket_id: int, item_id: int) -> HttpResponseBase:
    """Take an asset off."""
    unlink_item(actor_of(request), ticket_id, item_id)
    return back(request, ticket_id)


@require_POST
@for_agents
def drop_file(request: HttpRequest, ticket_id: int, file_id: int) -> HttpResponseBase:
    """Remove a file from the ticket."""
    remove_file(actor_of(request), file_id)
    messages.success(request, _("The file is gone."))
    return back(request, ticket_id)


@require_POST
@for_agents
def timer(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Start, stop or throw away the reader's stopwatch."""
    actor = actor_of(request)
    match request.POST.get("act"):
        case "start":
            start_timer(actor, ticket_id)
        case "discard":
            discard_timer(actor, ticket_id)
        case _:
            return _stop(request, ticket_id)
    return back(request, ticket_id)


def _stop(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    try:
        minutes = key_of(request.POST.get("minutes", ""))
        wanted = key_of(request.POST.get("work_category", ""))
        category = work_categories().filter(pk=wanted).first() if wanted is not None else None
        if wanted is not None and category is None:
            raise BadChoice("No such kind of work.", code="choice")
        stop_timer(
            actor,
            ticket_id,
            body=request.POST.get("body", "").strip(),
            seconds=minutes * 60 if minutes is not None else None,
            is_billable=request.POST.get("billable") == "yes",
            work_category=category,
        )
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("The time is logged."))
    return HttpResponseRedirect(reverse("desk:ticket", args=[ticket_id]))


@require_http_methods(["GET", "POST"])
@for_agents
def merge(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Choose the ticket to go into, look at what would happen, and merge."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    problem = ""
    target = None
    try:
        key = key_of((request.POST.get("into") or request.GET.get("into") or "").lstrip("#"))
        target = ticket_with_people(actor, key) if key is not None else None
        if request.method == "POST" and target is not None:
            merge_tickets(actor, ticket_id, target.pk)
            messages.success(
                request,
                _("#%(old)s is part of this ticket now.") % {"old": ticket_id},
                extra_tags=f"undo:{reverse('desk:ticket-unmerge', args=[ticket_id])}",
            )
            return HttpResponseRedirect(reverse("desk:ticket", args=[target.pk]))
    except ValidationError as refusal:
        problem = words_of(refusal)
    except row.DoesNotExist:
        problem = _("There is no such ticket.")
    context = {
        "ticket": row,
        "target": target,
        "problem": problem,
        "lines": visible_followups(actor, row).count() if target is not None else 0,
        "candidates": _candidates(request, ticket_id) if target is None else [],
    }
    return show(request, "desk/ticket/merge.html", context, status=422 if problem else 200)


def _candidates(request: HttpRequest, ticket_id: int) -> list[object]:
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    found = similar_tickets(actor, title=row.title, requester=row.requester, limit=8)
    return [each for each in found if each.pk != ticket_id]


@require_http_methods(["GET", "POST"])
@for_agents
def split(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Choose messages, look at what would happen, and open a ticket of them."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    given = map(number_in, request.POST.getlist("lines"))
    chosen = [key for key in given if key is not None]
    title = request.POST.get("title", "").strip()
    problem = ""
    if request.method == "POST":
        try:
            made = split_ticket(actor, ticket_id, chosen, title=title)
        except ValidationError as refusal:
            problem = words_of(refusal)
        else:
            messages.success(request, _("Split off from #%(old)s.") % {"old": ticket_id})
            return HttpResponseRedirect(reverse("desk:ticket", args=[made.pk]))
    lines = visible_followups(actor, row).select_related("author", "workunit")
    context = {
        "ticket": row,
        "lines": list(lines),
        "chosen": chosen,
        "title": title,
        "problem": problem,
    }
    return show(request, "desk/ticket/split.html", context, status=422 if problem else 200)


def _somebody(request: HttpRequest, text: str):  # type: ignore[no-untyped-def]
    try:
        return person_in(actor_of(request), text)
    except BadChoice:
        if "@" in text:
            return text
        raise
