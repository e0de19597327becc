"""Headers that depend on the part of the desk that answers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

# Pages of the desk and the portal: scripts, styles and pictures are files of this server. Vendored
# styles hold small pictures as data.
PAGE_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

# The back office runs a library that evaluates expressions of the page and sets styles; all of it
# comes from this server (docs/decisions/0005).
BACK_OFFICE_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

# Pages of the REST API for browsers; their scripts are files of this server.
API_PAGE_POLICY = BACK_OFFICE_POLICY.replace(" 'unsafe-eval'", "")
API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class ContentPolicy:
    """Tells browsers what an answer may load and run, and that pages of people are not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if request.path.startswith(reverse("admin:index")):
            answer.headers.setdefault("Content-Security-Policy", BACK_OFFICE_POLICY)
        elif request.path.startswith(reverse("api-root")):
            policy = API_PAGE_POLICY if is_page else API_POLICY
            answer.headers.setdefault("Content-Security-Policy", policy)
        elif is_page and not is_for_machines(request):
            answer.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
            _keep_private(answer)
        return answer


def is_for_machines(request: HttpRequest) -> bool:
    """Tell whether a program's door answers this path."""
    return request.path.startswith(tuple(settings.MACHINE_ROOTS))


def _keep_private(answer: HttpResponseBase) -> None:
    """Keep pages that depend on the session out of every cache."""
    answer.headers.setdefault("Cache-Control", "private, no-store")
