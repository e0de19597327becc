"""Parameters from query string, body and headers in one bag, as PHP reads them (section 2)."""

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from api_compat.glpi.errors import Refusal
from doors.bodies import small_body

MAX_FIELDS = 1000
UNFIT = re.compile("[\x00\ud800-\udfff]")
MAX_DEPTH = 20

Bag = dict[str, Any]


def read(request: HttpRequest) -> tuple[Bag, list[tuple[str, UploadedFile]]]:
    """Return the parameters and the uploaded files by the name of their part.

    Raises Refusal for a body that is broken or does not belong.
    """
    bag = nested(request.META.get("QUERY_STRING", ""))
    body, files = _body(request)
    bag |= body
    bag |= _headers(request)
    if not _is_text(bag):
        raise Refusal("ERROR", "A text holds a character that no text has")
    return {name: _flag(value) for name, value in bag.items()}, files


def nested(text: str) -> Bag:
    """Return the fields of a query string, `a[b][]=c` as dicts and lists."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Refusal("ERROR", "Too many parameters") from error
    return build(pairs)


def build(pairs: list[tuple[str, Any]]) -> Bag:
    """Return nested fields from flat names."""
    root: Bag = {}
    for name, value in pairs:
        bare, _, rest = name.partition("[")
        keys = [part.rstrip("]") for part in rest.split("[")] if rest else []
        if bare and len(keys) < MAX_DEPTH:
            _put(root, [bare, *keys], value)
    return {name: _listed(value) for name, value in root.items()}


def _is_text(value: Any) -> bool:
    """Tell whether all texts in a value can be stored: no NUL, no half of a character."""
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(one) for key, one in value.items())
    if isinstance(value, list):
        return all(_is_text(one) for one in value)
    return not isinstance(value, str) or UNFIT.search(value) is None


def truth(value: Any) -> bool:
    """Tell whether PHP takes a value for true."""
    return value not in (None, False, 0, "", "0", [], {})


def _put(node: Bag, keys: list[str], value: Any) -> None:
    for position, key in enumerate(keys):
        key = key or str(len(node))
        if position == len(keys) - 1:
            node[key] = value
            return
        below = node.get(key)
        if not isinstance(below, dict):
            below = node[key] = {}
        node = below


def _listed(value: Any) -> Any:
    """Turn {"0": …, "1": …} into a list."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(one) for key, one in value.items()}
    if list(inner) == [str(number) for number in range(len(inner))]:
        return list(inner.values())
    return inner


def _flag(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _body(request: HttpRequest) -> tuple[Bag, list[tuple[str, UploadedFile]]]:
    kind = request.headers.get("Content-Type", "").lower()
    if "multipart/form-data" in kind:
        return _multipart(request)
    try:
        raw = small_body(request)
    except (RequestDataTooBig, UnreadablePostError) as error:
        raise too_big() from error
    if not raw.strip():
        return {}, []
    if request.method in ("GET", "HEAD"):
        message = "GET Request should not have json payload (http body)"
        raise Refusal("ERROR_JSON_PAYLOAD_FORBIDDEN", message, is_documented=True)
    if "application/json" in kind or not kind:
        return _object(raw), []
    if "application/x-www-form-urlencoded" in kind:
        return nested(raw.decode("utf-8", "replace")), []
    return {}, []


def _object(raw: bytes | str) -> Bag:
    """Return the members of a JSON object; a filled list has none (contract section 2)."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise invalid_json() from error
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value:
        return {}
    raise invalid_json()


def _multipart(request: HttpRequest) -> tuple[Bag, list[tuple[str, UploadedFile]]]:
    try:
        form, files = request.POST, request.FILES
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
        raise invalid_json() from error
    parts = [(name, file) for name, found in files.lists() for file in found]
    manifest = form.get("uploadManifest")
    named = [file for name, file in parts if name == "uploadManifest"]
    if manifest is None and named:
        manifest = named[0].read().decode("utf-8", "replace")
    parts = [(name, file) for name, file in parts if name != "uploadManifest"]
    if not parts:
        raise too_big()
    if manifest is None:
        raise invalid_json()
    return _object(manifest), parts


def _headers(request: HttpRequest) -> Bag:
    found: Bag = {}
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        found |= _basic(rest.strip())
    elif scheme == "user_token":
        found["user_token"] = rest.strip()
    for header, name in (("Session-Token", "session_token"), ("App-Token", "app_token")):
        if request.headers.get(header):
            found[name] = request.headers[header]
    return found


def _basic(text: str) -> Bag:
    try:
        login, colon, password = base64.b64decode(text).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return {}
    return {"login": login, "password": password} if colon else {}


def invalid_json() -> Refusal:
    """A body that is no JSON object."""
    return Refusal("ERROR_JSON_PAYLOAD_INVALID", "JSON payload seems not valid")


def too_big() -> Refusal:
    """An upload that did not arrive."""
    return Refusal("ERROR_UPLOAD_FILE_TOO_BIG_POST_MAX_SIZE", "The file seems too big")
