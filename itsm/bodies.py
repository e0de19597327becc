"""Refuses large bodies of forms before anything reads them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from doors.bodies import is_large
from itsm.errors import too_large
from itsm.headers import is_for_machines


class SmallBodies:
    """Answers 413; the doors of programs do so themselves, each in its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_large(request) and not is_for_machines(request):
            return too_large(request)
        return self.get_response(request)
