"""Announcements about a ticket: link one, write one, and the tickets of one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import visible_groups
from doors.pages import actor_of, for_agents, show
from kb.drafts import AnnouncementDraft
from kb.vocabulary import Importance
from tickets.operations import announce_new, announce_ticket, drop_announcement
from tickets.queries import tickets_of_announcement
from tickets.vocabulary import TextFormat
from tickets.web.forms import BadChoice, key_of
from tickets.web.views.people import tickets_shown
from tickets.web.views.ticket import back, refused


@require_POST
@for_agents
def announce(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Link an announcement that stands, or write one about the ticket."""
    actor = actor_of(request)
    try:
        key = key_of(request.POST.get("announcement", ""))
        if key is not None:
            announce_ticket(actor, ticket_id, key)
        else:
            keys = {key_of(text) for text in request.POST.getlist("groups")}
            groups = tuple(visible_groups(actor).filter(pk__in=[each for each in keys if each]))
            title, body = (request.POST.get(name, "").strip() for name in ("title", "body"))
            if not (title and body and groups):
                raise BadChoice(_("An announcement has a title, a text and readers."), code="need")
            draft = AnnouncementDraft(
                title=title.replace("\0", "")[:255],
                body=body.replace("\0", ""),
                body_format=TextFormat.MARKDOWN,
                groups=groups,
                importance=Importance.HIGH
                if request.POST.get("importance") == Importance.HIGH
                else Importance.MEDIUM,
            )
            announce_new(actor, ticket_id, draft)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(request, _("Announced."))
    return back(request, ticket_id)


@require_POST
@for_agents
def drop(request: HttpRequest, ticket_id: int, link_id: int) -> HttpResponseBase:
    """Take an announcement off the ticket; it stands all the same."""
    actor = actor_of(request)
    try:
        drop_announcement(actor, ticket_id, link_id)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_safe
@for_agents
def of_announcement(request: HttpRequest, announcement_id: int) -> HttpResponseBase:
    """Return the visible tickets that an announcement is about, for its page."""
    actor = actor_of(request)
    tickets = tickets_shown(actor, tickets_of_announcement(actor, announcement_id))
    return show(request, "desk/ticket/announced.html", {"tickets": tickets})
