"""The first page of an agent."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from doors.pages import for_agents, show


@for_agents
def home(request: HttpRequest) -> HttpResponseBase:
    """Show what needs the agent now."""
    return show(request, "desk/home.html", {})
