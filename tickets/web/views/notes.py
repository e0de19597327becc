"""Internal notes on people, companies and assets: what colleagues should know of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Note
from accounts.operations import change_note, remove_note, write_note
from accounts.queries import may_change_note, notes_on, visible_users
from assets.queries import visible_items
from audit.actor import Actor
from crm.queries import visible_companies
from doors.pages import actor_of, for_agents, go
from tickets.policies import reads_internal

MOST_NOTES = 100
LONGEST_NOTE = 20_000
LONGEST_TITLE = 255
PAGES = {"person": "desk:person", "company": "desk:company", "item": "desk:item"}


def notes_of(actor: Actor, noun: str, owner: Model) -> dict[str, Any] | None:
    """Return what the panel of notes shows; None for who does not read what is internal."""
    if not reads_internal(actor):
        return None
    rows = list(notes_on(actor, owner)[:MOST_NOTES])
    return {
        "noun": noun,
        "key": owner.pk,
        "rows": [{"note": row, "may_change": may_change_note(actor, row)} for row in rows],
    }


@require_POST
@for_agents
def add(request: HttpRequest, noun: str, key: int) -> HttpResponseBase:
    """Leave a note."""
    actor = actor_of(request)
    owner = _owner(actor, noun, key)
    title, body = _sent(request)
    try:
        write_note(actor, owner, body, title=title)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Noted."))
    return go(request, PAGES[noun], key)


@require_POST
@for_agents
def change(request: HttpRequest, noun: str, key: int, note_id: int) -> HttpResponseBase:
    """Change a note of one's own; an emptied one is removed."""
    actor = actor_of(request)
    note = _own(actor, _owner(actor, noun, key), note_id)
    title, body = _sent(request)
    if body:
        change_note(actor, note, body, title=title)
        messages.success(request, _("Saved."))
    else:
        remove_note(actor, note)
        messages.success(request, _("The note is gone."))
    return go(request, PAGES[noun], key)


@require_POST
@for_agents
def remove(request: HttpRequest, noun: str, key: int, note_id: int) -> HttpResponseBase:
    """Remove a note of one's own."""
    actor = actor_of(request)
    remove_note(actor, _own(actor, _owner(actor, noun, key), note_id))
    messages.success(request, _("The note is gone."))
    return go(request, PAGES[noun], key)


def _owner(actor: Actor, noun: str, key: int) -> Model:
    """Return the visible row that notes are on. Raises DoesNotExist, PermissionDenied."""
    rows = {
        "person": visible_users,
        "company": visible_companies,
        "item": visible_items,
    }
    if noun not in rows:
        raise Http404
    owner: Model = rows[noun](actor).get(pk=key)
    if not reads_internal(actor):
        raise PermissionDenied("followup.read_internal")
    return owner


def _own(actor: Actor, owner: Model, note_id: int) -> Note:
    note: Note = notes_on(actor, owner).get(pk=note_id)
    if not may_change_note(actor, note):
        raise PermissionDenied("note")
    return note


def _sent(request: HttpRequest) -> tuple[str, str]:
    title = " ".join(request.POST.get("title", "").replace("\0", "").split())[:LONGEST_TITLE]
    return title, request.POST.get("body", "").replace("\0", "").strip()[:LONGEST_NOTE]
