"""Answers as bytes with their headers (contract section 3)."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from api_compat.glpi.errors import Refusal
from api_compat.glpi.session import Root
from api_compat.glpi.texts import encode

JSON = "application/json; charset=UTF-8"
EXPOSED = "content-type, content-range, accept-range"
METHODS = "PUT, GET, POST, DELETE, OPTIONS"
EXPIRED = "Thu, 19 Nov 1981 08:52:00 GMT"


@dataclass
class Answer:
    """What a resource answers: a JSON value, its status and headers; `body` bytes instead."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_empty: bool = False
    body: HttpResponse | None = None


def changed_at(moment: datetime) -> dict[str, str]:
    """Return the header that tells when an item changed."""
    return {"Last-Modified": http_date(moment.timestamp())}


def response_of(root: Root, answer: Answer) -> HttpResponse:
    """Return the answer as bytes, its texts encoded as the root does."""
    if answer.body is not None:
        response = answer.body
    elif answer.is_empty:
        response = HttpResponse(b"", content_type=JSON)
    else:
        value = answer.value
        if not (root.raw_texts and root.flavour.decodes_on_request):
            value = encode(value, root.flavour)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        response = HttpResponse(text.encode("utf-8", "replace"), content_type=JSON)
    response.status_code = answer.status
    for name, text in answer.headers.items():
        response[name] = text
    return finished(response)


def refusal_of(root: Root, refusal: Refusal) -> HttpResponse:
    """Return a refusal as bytes."""
    message = refusal.message
    if refusal.is_documented:
        place = f"{root.url}/#{refusal.code}"
        message = f"{message}; view documentation in your browser at {place}"
    value = [refusal.code, message]
    return response_of(root, Answer(value, status=refusal.status))


def finished(response: HttpResponse) -> HttpResponse:
    """Add what every answer carries: nothing is stored, and nothing in it may run."""
    response["Cache-Control"] = "no-store, no-cache, must-revalidate"
    response["Pragma"] = "no-cache"
    response["Expires"] = EXPIRED
    response["X-Content-Type-Options"] = "nosniff"
    if "Content-Security-Policy" not in response:
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def shared(request: HttpRequest, response: HttpResponse, root: Root) -> HttpResponse:
    """Add what lets pages of other origins read the answer; they can send no cookie of ours."""
    if request.headers.get("Origin"):
        response["Access-Control-Allow-Origin"] = "*"
    if request.method in ("GET", "OPTIONS", "HEAD"):
        response["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        if request.headers.get("Access-Control-Request-Method"):
            response["Access-Control-Allow-Methods"] = METHODS
        if request.headers.get("Access-Control-Request-Headers"):
            response["Access-Control-Allow-Headers"] = root.flavour.allow_headers
    return response
