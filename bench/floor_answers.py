"""The least that an answer costs: a floor of floors.sql as JSON, or the same through Django's
models; nobody is asked who calls.
"""

import time
from typing import Any

import orjson
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from bench.client import TIMING_HEADER
from bench.floors import fetch, floors
from bench.orm_answers import ANSWERS


def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Run the floor of this name with the query's parameters."""
    sent = {key: str(text) for key, text in request.GET.items()}
    parameters: dict[str, Any] = {
        key: int(text) if text.isdigit() else text for key, text in sent.items()
    }
    parameters["now"] = timezone.now()
    statements = floors_of_this_database()[name]
    connection.ensure_connection()
    started = time.perf_counter()
    if name.startswith("create"):
        with transaction.atomic(), connection.cursor() as cursor:
            rows = fetch(cursor, statements, parameters)
    else:
        with connection.cursor() as cursor:
            rows = fetch(cursor, statements, parameters)
    spent = 1000 * (time.perf_counter() - started)
    response = HttpResponse(orjson.dumps(rows, default=str), content_type="application/json")
    response[TIMING_HEADER] = f"sql;dur={spent:.2f}"
    return response


def orm_answer(request: HttpRequest, name: str) -> HttpResponse:
    """Answer as orm_answers does."""
    rows = ANSWERS[name](**{key: int(str(text)) for key, text in request.GET.items()})
    if isinstance(rows, str):
        return HttpResponse(rows)
    return HttpResponse(orjson.dumps(rows, default=str), content_type="application/json")


def ready(request: HttpRequest) -> HttpResponse:
    """Say that the server answers."""
    return HttpResponse(b"ready")


_floors: dict[str, list[str]] = {}


def floors_of_this_database() -> dict[str, list[str]]:
    """Return the statements, read once."""
    if not _floors:
        _floors.update(floors(connection.vendor))
    return _floors


urlpatterns = [
    path("ready", ready),
    path("floor/<str:name>", answer),
    path("orm/<str:name>", orm_answer),
]
