"""Pages for what went wrong: plain words, what to do next, and the id to quote."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _

from doors.pages import htmx_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the reader may not do this."""
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old to be believed, and how to send it again."""
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, hidden and unknown alike."""
    return render(request, "errors/404.html", status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """Say that a form is larger than the desk reads."""
    return render(request, "errors/413.html", status=413)


def crowded(request: HttpRequest) -> HttpResponse:
    """Say that others changed the same rows, and that nothing was saved; a page that is open tells
    it in its own words.
    """
    if htmx_of(request):
        words = _(
            "Others were changing the same things, so nothing of yours was saved. Send it again."
        )
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    return render(request, "errors/503.html", status=503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; asks neither the session nor the database."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    page = get_template("errors/500.html").render({"request_id": request_id})
    return HttpResponse(page, status=500)
