"""Lists of tickets."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from doors.pages import actor_of, for_agents, show
from tickets.queries import visible_tickets

PAGE = 50


@for_agents
def ticket_list(request: HttpRequest) -> HttpResponseBase:
    """Show the tickets with the newest activity."""
    tickets = visible_tickets(actor_of(request)).select_related("status", "requester", "assignee")
    return show(
        request,
        "desk/ticket_list.html",
        {"tickets": tickets.order_by("-activity_at", "-id")[:PAGE]},
    )
