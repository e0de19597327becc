"""The loaded world, and calls made against it through Django's test client."""

import base64
import json
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from tests.wire.invgate.contract import WORLD, WORLD_FILE, Case
from tests.wire.invgate.judge import NOT_JSON, found_at, judge

ROOT = "/api/v1"
SECRETS = {
    "INVGATE_API_TOKEN": "key of the tests",
    "INVGATE_CLIENT_ID": "tests",
    "INVGATE_CLIENT_SECRET": "secret of the tests",
}
KINDS = {
    "users": "user", "groups": "group", "companies": "company", "locations": "location",
    "helpdesks": "helpdesk", "categories": "category", "custom_fields": "cf",
    "approval_templates": "apt", "external_entities": "ee", "ci_sources": "src", "cis": "ci",
    "views": "view", "workflows": "wf", "triggers": "trigger", "trigger_executions": "te",
    "time_categories": "tc", "kb_categories": "kbcat", "kb_articles": "kb", "breaking_news": "bn",
    "requests": "request", "internal_notes": "note",
}  # fmt: skip
ATTRIBUTES = {
    f"{kind}.{row['key']}": row for name, kind in KINDS.items() for row in WORLD.get(name, [])
}
_WHOLE = re.compile(r"\{\{([^{}]+)\}\}")
_NOW = re.compile(r"(now|isonow)([+-]\d+)?")
PARTS_LIMIT = "limit-of-a-part"


def load(folder: Path, monkeypatch: Any) -> dict[str, int]:
    """Fill the empty test database with the contract's world; returns {"kind.key": id}."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    ids = folder / "ids.json"
    call_command("load_world", "invgate", str(WORLD_FILE), "--ids-out", str(ids))
    found: dict[str, int] = json.loads(ids.read_text("utf-8"))
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Run a case and take back what it wrote."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Run:
    """One run of a case: its placeholders, its captured values, its calls."""

    def __init__(self, ids: dict[str, int]) -> None:
        self.ids = ids
        self.captured: dict[str, Any] = {}
        self.now = int(time.time())
        self.unique = uuid.uuid4().hex[:8]
        self.client = Client(REMOTE_ADDR="127.0.0.1")

    def difference(self, case: Case) -> str:
        """Replay a case and return the first difference, or nothing."""
        for step in case.get("setup", []):
            status, body = self.send(self.filled(step["request"]))
            if status != 200:
                return f"setup {step['request']['path']} answers {status}: {body!r}"
            for name, path in step.get("capture", {}).items():
                found = found_at(body, self.filled(path))
                if not found:
                    return f"setup {step['request']['path']}: nothing at {path} of {body!r}"
                self.captured[name] = found[0]
        request = self.filled(case["request"])
        return judge(self.filled(case["expect"]), *self.send(request))

    def filled(self, value: Any) -> Any:
        """Return a value with its placeholders filled in."""
        if isinstance(value, str):
            whole = _WHOLE.fullmatch(value)
            if whole:
                return self._one(whole.group(1))
            return _WHOLE.sub(lambda match: str(self._one(match.group(1))), value)
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, dict):
            return {str(self.filled(key)): self.filled(each) for key, each in value.items()}
        return value

    def _one(self, name: str) -> Any:
        if name.startswith("$"):
            return self.captured[name[1:]]
        if name == "uniq":
            return self.unique
        clock = _NOW.fullmatch(name)
        if clock:
            moment = self.now + int(clock.group(2) or 0)
            if clock.group(1) == "now":
                return moment
            return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(moment))
        if name in self.ids:
            return self.ids[name]
        row, _, attribute = name.rpartition(".")
        return ATTRIBUTES[row][attribute]

    def send(self, request: dict[str, Any]) -> tuple[int, Any]:
        """Make the call as the case describes it; returns (status, body)."""
        body, content_type = encoded(request)
        query = urlencode(pairs(request.get("query")))
        response = self.client.generic(
            request["method"],
            f"{ROOT}{request['path']}" + (f"?{query}" if query else ""),
            body,
            content_type,
            headers=credentials(request.get("auth", "basic")),
        )
        try:
            return response.status_code, json.loads(response.content)
        except ValueError:
            return response.status_code, NOT_JSON


def credentials(kind: str) -> dict[str, str]:
    """Return the header of a caller: "basic", "bad", or "none"."""
    if kind == "none":
        return {}
    key = SECRETS["INVGATE_API_TOKEN"] if kind == "basic" else "not the key"
    return basic(WORLD["api_user"]["username"], key)


def basic(login: str, key: str) -> dict[str, str]:
    """Return a Basic header."""
    return {"Authorization": f"Basic {base64.b64encode(f'{login}:{key}'.encode()).decode()}"}


def encoded(request: dict[str, Any]) -> tuple[bytes, str]:
    """Return the body of a case's call and its type."""
    if "json" in request:
        return json.dumps(request["json"]).encode(), "application/json"
    if "files" in request:
        return multipart(request), f"multipart/form-data; boundary={PARTS_LIMIT}"
    if "form" in request:
        return urlencode(pairs(request["form"])).encode(), "application/x-www-form-urlencoded"
    return b"", ""


def multipart(request: dict[str, Any]) -> bytes:
    """Return a multipart body: fields first, then files."""
    parts = [(f'name="{name}"', str(value)) for name, value in pairs(request.get("form"))]
    parts += [
        (f'name="{file["field"]}"; filename="{file["name"]}"', file["content"])
        for file in request["files"]
    ]
    lines = [
        f"--{PARTS_LIMIT}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"
        for head, value in parts
    ]
    return "".join([*lines, f"--{PARTS_LIMIT}--\r\n"]).encode()


def pairs(fields: dict[str, Any] | None) -> list[tuple[str, Any]]:
    """Return fields as PHP spells them: arrays as name[], maps as name[key], booleans as words."""
    found: list[tuple[str, Any]] = []
    for name, value in (fields or {}).items():
        if isinstance(value, list):
            found += [(f"{name}[]", each) for each in value]
        elif isinstance(value, dict):
            found += [(f"{name}[{key}]", each) for key, each in value.items()]
        elif value is not None:
            found.append((name, value))
    return [
        (name, str(value).lower() if isinstance(value, bool) else value) for name, value in found
    ]
