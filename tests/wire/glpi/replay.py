"""Replays the cases in the order of the file, in one world; later ones use what earlier told."""

import base64
import io
import json
import re
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from tests.wire.glpi.contract import FIXTURE, FLAVOURS, Case, expected
from tests.wire.glpi.shapes import differences, filled, picked

ACCOUNTS = {
    "glpi": ("glpi", "glpi"),
    "tech": ("tech", "tech"),
    "normal": ("normal", "normal"),
    "postonly": ("post-only", "postonly"),
}


@dataclass
class Replay:
    """One run over the cases for one flavour."""

    flavour: str
    names: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = FLAVOURS[self.flavour]
        self.client = Client()
        self.names |= {"run": f"r{self.flavour}", "base": f"http://testserver{self.root}"}

    def begin(self) -> None:
        """Load the base data and sign the stock accounts in."""
        call_command("load_world", "glpi", str(FIXTURE), stdout=io.StringIO())
        for name, basic in ACCOUNTS.items():
            answer = self.send({"method": "GET", "path": "/initSession", "basic": list(basic)})
            self.names[name] = answer.json()["session_token"]

    def judge(self, case: Case) -> list[str]:
        """Return how the answer differs; keep what the case tells for later ones."""
        wanted = expected(case, self.flavour)
        try:
            answer = self._answer(case)
            found = self._differences(wanted, answer)
            if not found:
                self._keep(wanted.get("capture") or {}, answer)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            return [f"{type(error).__name__}: {error}"]
        return found

    def _answer(self, case: Case) -> HttpResponse:
        """Send the request, between its setup and the reset."""
        setup = case.get("setup")
        if setup is not None:
            world_state(filled(setup, self.names))
        try:
            with transaction.atomic():
                return self.send(filled(case["request"], self.names))
        finally:
            if setup is not None:
                world_state({"reset": True})

    def send(self, request: dict[str, Any]) -> HttpResponse:
        """Make one request through Django's test client."""
        headers = dict(request.get("headers") or {})
        if "basic" in request:
            login = base64.b64encode(":".join(request["basic"]).encode()).decode()
            headers["Authorization"] = f"Basic {login}"
        query = request.get("raw_query") or urlencode(request.get("query") or {})
        body, kind = _body(request, headers)
        return self.client.generic(
            request["method"],
            quote(self.root + request["path"]),
            body,
            content_type=kind,
            QUERY_STRING=quote(query, safe="=&[]%+,;:/!$'()*^<>"),
            headers=headers,
        )

    def _differences(self, wanted: dict[str, Any], answer: HttpResponse) -> list[str]:
        statuses = wanted["status"] if isinstance(wanted["status"], list) else [wanted["status"]]
        body = _content(answer)
        found = []
        if answer.status_code not in statuses:
            found.append(f"status {answer.status_code}, not {wanted['status']}: {body[:200]!r}")
        for name, text in filled(wanted.get("headers") or {}, self.names).items():
            found += _header(name, text, answer.headers.get(name))
        if "body_shape" not in wanted:
            return found
        shape = filled(wanted["body_shape"], self.names)
        if shape == "":
            return [*found, f"body {body[:100]!r}"] if body else found
        if isinstance(shape, dict) and "$text" in shape:
            fits = re.search(shape["$text"], body.decode("utf-8", "replace"), re.DOTALL)
            return found if fits else [*found, f"text {body[:100]!r}"]
        return [*found, *differences(shape, json.loads(body))]

    def _keep(self, wanted: dict[str, str], answer: HttpResponse) -> None:
        for name, place in wanted.items():
            if place.startswith("header:"):
                self.names[name] = answer.headers[place.removeprefix("header:")]
            else:
                self.names[name] = picked(json.loads(_content(answer)), place)


def world_state(change: dict[str, Any]) -> None:
    """Apply one setup."""
    original, sys.stdin = sys.stdin, io.StringIO(json.dumps(change))
    try:
        call_command("world_state", "glpi")
    finally:
        sys.stdin = original


def _content(answer: HttpResponse) -> bytes:
    if answer.streaming:
        return b"".join(answer)
    return bytes(answer.content)


def _body(request: dict[str, Any], headers: dict[str, str]) -> tuple[bytes, str]:
    kind = headers.pop("Content-Type", "")
    if "json" in request:
        return json.dumps(request["json"]).encode(), "application/json"
    if "form" in request:
        return urlencode(request["form"]).encode(), "application/x-www-form-urlencoded"
    if "multipart" in request:
        return _multipart(request["multipart"]), MULTIPART_CONTENT
    return request.get("body", "").encode(), kind


def _multipart(parts: list[dict[str, str]]) -> bytes:
    lines = []
    for part in parts:
        name = f'; filename="{part["filename"]}"' if part.get("filename") else ""
        lines += [
            f"--{BOUNDARY}",
            f'Content-Disposition: form-data; name="{part["name"]}"{name}',
            *([f"Content-Type: {part['type']}"] if part.get("type") else []),
            "",
            part["content"],
        ]
    return "\r\n".join([*lines, f"--{BOUNDARY}--", ""]).encode()


def _header(name: str, wanted: str | None, found: str | None) -> list[str]:
    if wanted is None:
        fits = found is None
    elif wanted == "*":
        fits = found is not None
    elif wanted.startswith("~"):
        fits = found is not None and re.search(wanted[1:], found) is not None
    else:
        fits = found == wanted
    return [] if fits else [f"header {name}: {found!r} is not {wanted!r}"]
