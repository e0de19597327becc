"""The parameters of a call as PHP would see them (contract section 3).

Query and body are read for every verb; a name in the body wins. `k[]=1`, `k[0]=1` and `k[a]=1` make
an array, JSON brings its own.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from api_compat.invgate.errors import Refusal, Unfit
from api_compat.wire.query import MAX_FIELDS, Pair, UnreadableRequest, decode_bytes, parse_pairs
from doors.bodies import small_body

Value: TypeAlias = Any
"""A text, or what JSON brings; arrays are dicts by key, in their order."""

_BRACKET = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]")
JSON, FORM, MULTIPART = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
UNREADABLE = (
    UnreadableRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
    MultiPartParserError,
    UnreadablePostError,
)


@dataclass(frozen=True)
class Received:
    """What came: values by name, uploads by name."""

    values: dict[str, Value] = field(default_factory=dict)
    files: dict[str, list[UploadedFile]] = field(default_factory=dict)


def read(request: HttpRequest) -> Received:
    """Read a call; call it before anything touches request.POST. Raises Unfit, or
    Refusal 413.
    """
    try:
        raw_query = request.META.get("QUERY_STRING", "").encode("iso-8859-1", "replace")
        query = nested(parse_pairs(raw_query))
        body = read_body(request)
    except RequestDataTooBig as error:
        raise Refusal(413, "The body is too large.") from error
    except UNREADABLE as error:
        raise Unfit("The request cannot be read.") from error
    return Received({**query, **body.values}, body.files)


def read_body(request: HttpRequest) -> Received:
    """Read the body alone. Raises one of UNREADABLE, or Unfit."""
    kind = request.content_type
    if kind == MULTIPART:
        return _multipart(request)
    if kind == JSON:
        return Received(_json(small_body(request)))
    if kind == FORM:
        return Received(nested(parse_pairs(small_body(request))))
    return Received()


def nested(pairs: list[Pair]) -> dict[str, Value]:
    """Return values by name; names with brackets collect into one dict, numbered where empty."""
    found: dict[str, Value] = {}
    for name, value in pairs:
        match = _BRACKET.fullmatch(name)
        if match is None:
            found[name] = value
            continue
        bare, key = match.groups()
        array = found.get(bare)
        if not isinstance(array, dict):
            array = found[bare] = {}
        array[key or _next(array)] = value
    return found


def _next(array: dict[str, Value]) -> str:
    numbers = [int(key) for key in array if key.isdecimal()]
    return str(max(numbers) + 1 if numbers else 0)


def _json(raw: bytes) -> dict[str, Value]:
    """Read a JSON object; an empty body is none, whatever its type says (contract section 3)."""
    if not raw.strip():
        return {}
    try:
        data = json.loads(decode_bytes(raw))
    except (ValueError, RecursionError) as error:
        raise Unfit("The body is not JSON.") from error
    if not isinstance(data, dict) or len(data) > MAX_FIELDS:
        raise Unfit("The body is not a JSON object.")
    return {name: value for name, value in nested(list(data.items())).items() if value is not None}


def _multipart(request: HttpRequest) -> Received:
    fields, uploads = request.parse_file_upload(request.META, request)
    pairs = [(name, value) for name, values in fields.lists() for value in values]
    if any("\0" in text for pair in pairs for text in pair):
        raise UnreadableRequest
    files: dict[str, list[UploadedFile]] = {}
    for name, parts in uploads.lists():
        match = _BRACKET.fullmatch(name)
        files.setdefault(match.group(1) if match else name, []).extend(parts)
    return Received(nested(pairs), files)
