"""What every page does for the person who reads it: language, time zone, theme."""

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from itsm.headers import is_for_machines

THEMES = ("system", "light", "dark")


class LanguageAndZone:
    """Answers pages in the language and the zone of their reader.

    The person's own choice wins; then the choice a visitor made on this browser, then what the
    browser asks for. Programs are answered in English and in the zone of their API, whoever
    asked before on the same thread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_for_machines(request):
            with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
                return self.get_response(request)
        language = language_of(request)
        with translation.override(language), timezone.override(zone_of(request)):
            request.LANGUAGE_CODE = language
            answer = self.get_response(request)
        patch_vary_headers(answer, ("Accept-Language",))
        answer.headers.setdefault("Content-Language", language)
        return answer


def language_of(request: HttpRequest) -> str:
    """Return the language to answer a page in."""
    chosen = getattr(request.user, "language", "")
    for known in (chosen, chosen.split("-")[0]):
        if known and known in dict(settings.LANGUAGES):
            return known
    return translation.get_language_from_request(request)


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """Return the reader's time zone; None = the desk's."""
    name = getattr(request.user, "time_zone", "")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # imported people carry names of other systems
        return None


def page_facts(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of every page shows: theme, id of the request, version."""
    choices = getattr(getattr(request, "user", None), "desk_settings", None) or {}
    return {
        "theme": choices.get("theme", "system"),
        "has_keys": choices.get("keys", True),
        "keymap": json.dumps(choices.get("keymap", {})),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        "desk_version": settings.DESK_VERSION,
    }
