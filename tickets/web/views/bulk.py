"""Changes of many tickets from a list: ask, watch, take back."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from audit.actor import Actor
from doors.pages import actor_of, for_agents, htmx_of, show
from tickets.models import BulkChange
from tickets.operations import change_many, undo_bulk_change
from tickets.operations.bulk import MOST_TICKETS
from tickets.queries import bulk_change_for, tickets_of_terms
from tickets.web import listing
from tickets.web.suggestions import people_named

MOST_PEOPLE = 8


@require_POST
@for_agents
def change(request: HttpRequest) -> HttpResponseBase:
    """Ask for one change of the chosen tickets: `set` = "field:value"."""
    actor = actor_of(request)
    try:
        started = change_many(actor, _chosen(actor, request), _patch(actor, request))
    except ValidationError as refusal:
        text = "\n".join(refusal.messages)
        return HttpResponse(text, status=400, content_type="text/plain")
    return _watched(request, started)


def _chosen(actor: Actor, request: HttpRequest) -> list[int]:
    if request.POST.get("all") == "yes":
        found = tickets_of_terms(actor, listing.Wanted.read(request).terms).tickets
        return list(found.order_by().values_list("pk", flat=True)[: MOST_TICKETS + 1])
    keys = request.POST.getlist("ticket")
    return [int(key[:18]) for key in keys if key.isascii() and key.isdigit()]


def _patch(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    name, _colon, value = request.POST.get("set", "").partition(":")
    if value == "me":
        return {name: actor.user_id}
    if value == "none":
        return {name: None}
    if not (value.isascii() and value.isdigit()):
        raise ValidationError(_("There is no such choice."), code="unknown")
    return {name: int(value[:18])}


def _watched(request: HttpRequest, started: BulkChange) -> HttpResponseBase:
    address = reverse("desk:bulk-progress", args=[started.pk])
    if not htmx_of(request):
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = json.dumps({"progress": {"url": address}})
    return answer


@require_safe
@for_agents
def progress(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """Show how far a change is; at its end a line with Undo."""
    row = bulk_change_for(actor_of(request), change_id)
    done = row.changed_count + row.refused_count
    context = {"change": row, "done": done, "is_done": row.done_at is not None}
    if not htmx_of(request):
        return show(request, "desk/bulk_page.html", context)
    answer = show(request, "desk/bulk_progress.html", context)
    if row.done_at is not None:
        answer["HX-Trigger"] = json.dumps({"toast": _told(row), "listChanged": {}})
    return answer


def _told(row: BulkChange) -> dict[str, str]:
    changed = row.changed_count
    text = ngettext("%(number)s ticket changed.", "%(number)s tickets changed.", changed)
    text %= {"number": changed}
    if row.refused_count:
        refused = ngettext(
            "%(number)s was left as it is.", "%(number)s were left as they are.", row.refused_count
        )
        text = f"{text} {refused % {'number': row.refused_count}}"
    if row.undoes_id is not None or not changed:
        return {"text": text}
    return {"text": text, "undo": reverse("desk:bulk-undo", args=[row.pk])}


@require_POST
@for_agents
def undo(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """Ask to take a change back."""
    try:
        back = undo_bulk_change(actor_of(request), change_id)
    except ValidationError as refusal:
        text = "\n".join(refusal.messages)
        return HttpResponse(text, status=409, content_type="text/plain")
    return _watched(request, back)


@require_safe
@for_agents
def people(request: HttpRequest) -> HttpResponseBase:
    """Return buttons that assign the chosen tickets to people of a name."""
    found = people_named(actor_of(request), request.GET.get("name", "")[:60])
    agents = found.filter(is_agent=True)[:MOST_PEOPLE]
    return show(request, "desk/bulk_people.html", {"people": agents})
