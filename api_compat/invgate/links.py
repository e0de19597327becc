"""The address that scripts build for a request of the old desk (contract section 1)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def old_link(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Lead to the ticket's page, which asks who may see it."""
    return HttpResponseRedirect(f"/tickets/{ticket_id}/")
