"""One ticket."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from doors.pages import actor_of, for_agents, show
from tickets.queries import ticket_for, visible_followups


@for_agents
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show a ticket and its timeline."""
    actor = actor_of(request)
    row = ticket_for(actor, ticket_id)
    lines = visible_followups(actor, row).select_related("author")
    return show(request, "desk/ticket.html", {"ticket": row, "lines": lines})
