"""Articles on the page of a ticket: name one, take it off, write one from what was learned."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doors.pages import actor_of, for_agents, go, show
from tickets.operations import draft_article, drop_article, use_article
from tickets.queries import tickets_of_article
from tickets.web.forms import BadChoice, key_of
from tickets.web.views.people import tickets_shown
from tickets.web.views.ticket import back, refused


@require_safe
@for_agents
def citing(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Return the visible tickets on which an article was used, for its page."""
    actor = actor_of(request)
    tickets = tickets_shown(actor, tickets_of_article(actor, article_id))
    return show(request, "desk/ticket/citing.html", {"tickets": tickets})


@require_POST
@for_agents
def use(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Note that an article was used, and whether it solved the ticket."""
    actor = actor_of(request)
    is_solution = request.POST.get("solved") == "yes"
    try:
        key = key_of(request.POST.get("article", ""))
        if key is None:
            raise BadChoice(_("Choose an article."), code="required")
        use_article(actor, ticket_id, key, is_solution=is_solution)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def drop(request: HttpRequest, ticket_id: int, link_id: int) -> HttpResponseBase:
    """Take an article off."""
    actor = actor_of(request)
    try:
        drop_article(actor, ticket_id, link_id)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    return back(request, ticket_id)


@require_POST
@for_agents
def begin(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Begin an article from the ticket and open it in the editor."""
    actor = actor_of(request)
    try:
        article = draft_article(actor, ticket_id)
    except ValidationError as refusal:
        return refused(request, actor, ticket_id, refusal)
    messages.success(
        request, _("This is what the ticket tells. Nobody reads it before you publish.")
    )
    return go(request, "kb:edit", article.pk)
