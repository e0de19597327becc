"""Two questions of whoever watches the desk: does the process live, can it serve pages?"""

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("ok\n", content_type="text/plain")
