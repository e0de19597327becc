"""The page of one ticket, and what is edited in its head."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.drafts import UNSET, given
from audit.actor import Actor
from doors.pages import actor_of, for_agents, go, show
from tickets.drafts import TicketPatch
from tickets.models import Ticket, TicketMerge
from tickets.operations import (
    undo_update,
    unmerge_ticket,
    update_ticket,
    watch_ticket,
)
from tickets.queries import custom_fields_by_key, last_change_by, merge_of, survivor_of
from tickets.web.contexts.history import field_keys, told
from tickets.web.contexts.promises import promises_for
from tickets.web.contexts.ticket import (
    Conflict,
    conflict_of,
    page_of,
    ticket_head,
    ticket_with_people,
)
from tickets.web.contexts.timeline import entries_before
from tickets.web.contexts.work import work_of
from tickets.web.forms import LABELS, changed_values, patch_from, values_patch
from tickets.web.refusals import words_of

PAGE = 100


@require_GET
@for_agents
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show a ticket; one that was merged leads to where it went."""
    actor = actor_of(request)
    row = ticket_head(actor, ticket_id)
    merge = merge_shown(row)
    survivor = survivor_of(actor, row.pk) if merge and "stay" not in request.GET else None
    if survivor is not None:
        text = _("#%(old)s is part of this ticket.") % {"old": row.pk}
        messages.info(request, text)
        return HttpResponseRedirect(reverse("desk:ticket", args=[survivor.pk]))
    return ticket_page(request, actor, row, merge)


def merge_shown(row: Ticket) -> TicketMerge | None:
    """Return the merge that a ticket went away in, None for one that did not."""
    return merge_of(row) if row.closed_at is not None else None


def ticket_page(
    request: HttpRequest,
    actor: Actor,
    row: Ticket,
    merge: TicketMerge | None,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponseBase:
    """Answer with the page of a ticket, and the merge that it went away in; with what went wrong if
    something did.
    """
    remote = "images" in request.GET
    page = page_of(
        actor,
        row,
        shows_all="all" in request.GET,
        with_remote_images=remote,
        **extra,
    )
    answer = show(
        request,
        "desk/ticket/page.html",
        {
            "page": page,
            "ticket": row,
            "work": work_of(actor, row),
            "merge": merge,
        },
        status=status,
    )
    if remote:
        # itsm.headers lets the page load pictures of other hosts
        answer.shows_remote_images = True  # type: ignore[attr-defined]
    return answer


def back(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Return to the page of a ticket, or to the part of it that the form stands in."""
    part = request.POST.get("part", "")
    name = "desk:ticket-side" if part == "side" else "desk:ticket"
    return HttpResponseRedirect(reverse(name, args=[ticket_id]))


def refused(
    request: HttpRequest, actor: Actor, ticket_id: int, refusal: ValidationError
) -> HttpResponseBase:
    """Answer a refused change with the ticket as it is now, and why in words."""
    row = ticket_with_people(actor, ticket_id)
    return ticket_page(
        request,
        actor,
        row,
        merge_shown(row),
        status=422,
        problem=words_of(refusal),
        conflict=_conflict(request, row, refusal),
    )


@require_POST
@for_agents
def edit(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Change fields of the head. `seen_<field>` is what the reader saw in it."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    try:
        patch, seen = patch_from(actor, request.POST, row)
        if not given(patch):
            return back(request, ticket_id)
        changed = update_ticket(actor, ticket_id, patch, seen=seen)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    _offer_undo(request, actor, changed, patch)
    if patch.kind is not UNSET:
        # another kind has another page
        return go(request, "desk:ticket", ticket_id)
    return back(request, ticket_id)


@require_POST
@for_agents
def values(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Change custom fields."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    try:
        patch, seen = values_patch(request.POST, row)
        changed = update_ticket(actor, ticket_id, patch, seen=seen)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    if patch.values:
        _offer_undo(request, actor, changed, patch)
    return back(request, ticket_id)


@require_POST
@for_agents
def undo(request: HttpRequest, ticket_id: int, entry_id: int) -> HttpResponseBase:
    """Take back one's own last change of the head."""
    actor = actor_of(request)
    try:
        undo_update(actor, ticket_id, entry_id)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Taken back."))
    return back(request, ticket_id)


@require_POST
@for_agents
def watch(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Be told about the ticket, or not any more."""
    watches = request.POST.get("watches") == "yes"
    watch_ticket(actor_of(request), ticket_id, watches=watches)
    word = _("You are told about this ticket.") if watches else _("You are not told any more.")
    messages.success(request, word)
    return back(request, ticket_id)


@require_POST
@for_agents
def unmerge(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Bring a merged ticket back."""
    unmerge_ticket(actor_of(request), ticket_id)
    messages.success(request, _("The ticket is back, with its messages."))
    return HttpResponseRedirect(reverse("desk:ticket", args=[ticket_id]))


@require_GET
@for_agents
def promises(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Explain the promises on a ticket, part by part."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    context = {"ticket": row, "promises": promises_for(actor, row, with_parts=True)}
    return show(request, "desk/ticket/promises.html", context)


@require_GET
@for_agents
def history(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show all that was ever changed: who, when, through which door, for whom."""
    actor = actor_of(request)
    row = ticket_with_people(actor, ticket_id)
    wanted = request.GET.get("before", "")
    before = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    entries = entries_before(actor, row, before, PAGE)
    events = told(entries[:PAGE], custom_fields_by_key(field_keys(entries)))
    older = entries[PAGE - 1].pk if len(entries) > PAGE else None
    return show(
        request, "desk/ticket/history.html", {"ticket": row, "events": events, "older": older}
    )


def _conflict(request: HttpRequest, row: Ticket, refusal: ValidationError) -> Conflict | None:
    """Return the conflict in a refusal, with what to send to insist: all that was changed."""
    for name, errors in getattr(refusal, "error_dict", {}).items():
        for error in errors:
            if error.code != "conflict":
                continue
            if name != "values":
                send = {name: request.POST.get(name, "")}
                return conflict_of(error.params, str(LABELS.get(name, name)), send)
            key = int(error.params["field"].removeprefix("values."))
            send = {
                f"value_{each}": text for each, text in changed_values(request.POST, row).items()
            }
            return conflict_of(error.params, custom_fields_by_key([key])[key].label, send)
    return None


def _offer_undo(request: HttpRequest, actor: Actor, changed: Ticket, patch: TicketPatch) -> None:
    """Say what was done, with a way back."""
    entry = last_change_by(actor, changed)
    if entry is None:
        return
    names = ", ".join(str(LABELS[name]) for name in given(patch) if name in LABELS)
    address = reverse("desk:ticket-undo", args=[changed.pk, entry.pk])
    messages.success(
        request, _("Changed: %(fields)s.") % {"fields": names}, extra_tags=f"undo:{address}"
    )
