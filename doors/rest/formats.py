"""Bytes in and out: strict JSON (threats.md rule 29), and the browsable page."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.urls import is_valid_path
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer

from doors.bodies import MAX_BODY_BYTES
from doors.rest.problems import MEDIA_TYPE, TooLarge

MAX_DEPTH = 64
MAX_KEYS = 10_000
SENDING = ("POST", "PUT", "PATCH")
ROOT = "/rest/v1/"


class JsonParser(BaseParser):
    """Reads JSON of bounded size, depth and number of keys, without NUL and lone surrogates."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the value. Raises ParseError or TooLarge."""
        raw = stream.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise TooLarge
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError("The body is no valid JSON.", code="malformed") from error
        _measure(value)
        return value


class JsonRenderer(BaseRenderer):
    """Writes JSON; decimals as text, times in ISO 8601 with their zone."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Return the bytes; nothing for an answer without body."""
        return b"" if data is None else dump(data)


class ProblemRenderer(JsonRenderer):
    """Lets callers ask for problem details by their own name."""

    media_type = MEDIA_TYPE
    format = "problem"


class PageRenderer(BrowsableAPIRenderer):
    """The page for browsers: what the API answers, and a field for JSON where one may write."""

    template = "rest/page.html"

    def get_context(
        self,
        data: Any,
        accepted_media_type: str | None,
        renderer_context: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        """Return what the page shows: no form of fields, which would list every person."""
        context = renderer_context or {}
        view, request, response = context["view"], context["request"], context["response"]
        may_send = response.status_code not in (401, 403, 404) and request.method != "DELETE"
        allowed = set(view.allowed_methods) if may_send else set()
        takes_json = JsonParser in view.parser_classes
        sending = [each for each in SENDING if each in allowed and takes_json]
        return {
            "view": view,
            "request": request,
            "name": _place_of(request.path)[-1][0],
            "description": self.get_description(view, response.status_code),
            "breadcrumbs": _place_of(request.path),
            "answer": response,
            "headers": sorted(response.items()),
            "content": "" if data is None else dump(data, is_pretty=True).decode(),
            "sending": [(each, _sample(view, each)) for each in sending],
            "may_delete": "DELETE" in allowed,
            "may_upload": "POST" in allowed and not takes_json,
        }


def _place_of(path: str) -> list[tuple[str, str]]:
    """Return (words, address) of each part of a path that is a page: REST API, Tickets, 12."""
    address, places = ROOT, [("REST API", ROOT)]
    for part in filter(None, path.removeprefix(ROOT).split("/")):
        address += f"{part}/"
        if is_valid_path(address):
            words = part if part.isdigit() else part.replace("-", " ").capitalize()
            places.append((words, address))
    return places


def _sample(view: Any, method: str) -> str:
    """Return the JSON that a field begins with: what has to be sent, with empty values."""
    name = "create_input" if method == "POST" else "update_input"
    kind = getattr(view, name, None)
    if kind is None or view.action not in ("list", "create", "retrieve", "partial_update"):
        return "{}"
    needed = {key: "" for key, field in kind().fields.items() if field.required}
    return dump(needed, is_pretty=True).decode()


def dump(data: Any, *, is_pretty: bool = False) -> bytes:
    """Return a value as JSON bytes; on lines of its own for people."""
    option = orjson.OPT_NON_STR_KEYS | (orjson.OPT_INDENT_2 if is_pretty else 0)
    return orjson.dumps(data, default=str, option=option)


def _measure(value: Any) -> None:
    """Walk the value without recursion. Raises ParseError for what no column could hold."""
    todo, keys = [(value, 1)], 0
    while todo:
        part, depth = todo.pop()
        if isinstance(part, str):
            if "\0" in part:
                raise ParseError("NUL is refused.", code="nul")
        elif isinstance(part, dict | list):
            keys += len(part)
            if depth > MAX_DEPTH or keys > MAX_KEYS:
                raise ParseError("The body is nested too deep or too long.", code="too_deep")
            below = [*part.values(), *part] if isinstance(part, dict) else part
            todo += [(each, depth + 1) for each in below]
