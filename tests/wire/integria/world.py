"""The loaded fixture, and calls made against it through Django's test client."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT, encode_multipart

from tests.wire.integria.contract import WORLD, Case
from tests.wire.integria.replay import Answer, Request, judge, judge_followup
from tests.wire.integria.shapes import Clock

PATH = "/integria/include/api.php"
URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "limit-of-a-part"


def load(fixture: Path) -> None:
    """Fill the empty test database with a contract's world."""
    call_command("load_world", "integria", str(fixture))


def apply_state(change: dict[str, Any]) -> None:
    """Apply one state verb."""
    with _standard_input(json.dumps(change)):
        call_command("world_state", "integria")


@contextmanager
def _standard_input(text: str) -> Iterator[None]:
    original, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = original


@contextmanager
def undone(positions: dict[str, int | None]) -> Iterator[None]:
    """Run a case and take everything back: rows, number sequences and the cache."""
    cache.clear()
    with transaction.atomic():
        _restore_sequences(positions)
        yield
        transaction.set_rollback(True)


def sequence_positions() -> dict[str, int | None]:
    """Return the last number of each sequence that no rollback takes back.

    SQLite keeps them in a table, and so rolls them back with the rows.
    """
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        return dict(cursor.fetchall())


def _restore_sequences(positions: dict[str, int | None]) -> None:
    # never used yet: the next number is 1, which setval expresses by its third argument
    rows = [(name, last or 1, last is not None) for name, last in positions.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("SELECT setval(%s::regclass, %s, %s)", rows)


def send(request: Request) -> Answer:
    """Make the call as recorded: method, query, form, encoding, headers."""
    client = Client(REMOTE_ADDR="127.0.0.1", raise_request_exception=True)
    query = request.get("raw_query") or urlencode(request.get("query", {}), quote_via=quote)
    body, content_type = _form(request)
    started = datetime.now(UTC)
    response = client.generic(
        request["method"],
        f"{PATH}?{query}",
        body,
        content_type,
        headers=request.get("headers"),
    )
    content = b"".join(response) if response.streaming else response.content
    zone = ZoneInfo(WORLD["config"]["timezone"])
    clock = Clock(zone, started, datetime.now(UTC))
    return Answer(response.status_code, response.headers.get("Content-Type", ""), content, clock)


def _form(request: Request) -> tuple[bytes, str]:
    form = request.get("form")
    if form is None:
        return b"", "application/octet-stream"
    if request.get("encoding") == "multipart/form-data":
        return encode_multipart(
            BOUNDARY, form
        ), f"{MULTIPART_CONTENT.split(';')[0]}; boundary={BOUNDARY}"
    return urlencode(form).encode(), URLENCODED


def answer_of(case: Case) -> Answer:
    """Bring the world into the case's state and make its call."""
    for change in case.get("state", []):
        apply_state(change)
    for request in case.get("setup", []):
        send(request["request"])
    return send(case["request"])


def differences(case: Case) -> str:
    """Replay a case and return the first difference, or nothing."""
    verdict = judge(case, answer_of(case), send)
    if verdict.difference or verdict.is_alternative:
        return verdict.difference
    for index, followup in enumerate(case.get("after", [])):
        if difference := judge_followup(case, index, send(followup["request"])):
            return f"follow-up {index}: {difference}"
    return ""
