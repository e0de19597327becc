"""Bytes in and out: strict JSON (threats.md rule 29), and the browsable page."""

from typing import Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer

from doors.bodies import MAX_BODY_BYTES
from doors.rest.problems import MEDIA_TYPE, TooLarge

MAX_DEPTH = 64
MAX_KEYS = 10_000


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
    """The page for browsers: what the API answers, and a form of raw JSON where one may write."""

    def get_rendered_html_form(self, *args: Any, **kwargs: Any) -> Any:
        """Offer no form of fields: raw JSON says the same, and needs no list of every person."""
        return None

    def get_filter_form(self, *args: Any, **kwargs: Any) -> Any:
        """Offer no form of filters; the documentation lists them."""
        return None


def dump(data: Any) -> bytes:
    """Return a value as JSON bytes."""
    return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


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
