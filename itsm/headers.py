"""Headers that depend on the part of the desk that answers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

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


class BackOfficePolicy:
    """Tells browsers what pages of the back office and of the REST API may load and run."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.path.startswith(reverse("admin:index")):
            answer.headers.setdefault("Content-Security-Policy", BACK_OFFICE_POLICY)
        elif request.path.startswith(reverse("api-root")):
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            policy = API_PAGE_POLICY if is_page else API_POLICY
            answer.headers.setdefault("Content-Security-Policy", policy)
        return answer
