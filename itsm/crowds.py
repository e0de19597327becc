"""Answers for requests that lost to others in the database: nothing was saved, try again."""

from collections.abc import Callable

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from audit.turns import has_lost
from itsm.errors import crowded
from itsm.headers import is_for_machines

log = structlog.get_logger(__name__)
RETRY_AFTER_SECONDS = "1"


class LostTurns:
    """Answers 503 when the database gave up one of two changes that waited for each other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer, or None for errors of any other kind."""
        if not isinstance(error, OperationalError) or not has_lost(error):
            return None
        log.warning("lost its turn", path=request.path, error=str(error).split("\n")[0])
        if is_for_machines(request):
            response = HttpResponse(
                "The desk was busy with the same rows; nothing was saved. Send it again.",
                status=503,
                content_type="text/plain; charset=utf-8",
            )
        else:
            response = crowded(request)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        return response
