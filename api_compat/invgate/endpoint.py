"""The one view: who calls, which endpoint, read the parameters, answer in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import orjson
import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from api_compat.invgate import resources  # noqa: F401  (fills the table of endpoints)
from api_compat.invgate.auth import authenticate
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import ENDPOINTS, Endpoint
from api_compat.invgate.errors import REFUSALS, NoFilter, Refusal, as_read, as_write
from api_compat.invgate.reading import read
from files.operations import all_received

log = structlog.get_logger(__name__)


@csrf_exempt
def api(request: HttpRequest, resource: str) -> HttpResponse:
    """Answer one call; errors are JSON too."""
    try:
        caller = authenticate(request)
        endpoint = _find(request.method or "", resource.strip("/"))
        caller.require(endpoint.scope)
        arguments = endpoint.arguments(read(request))
        root = request.path.removesuffix("/").rpartition("/")[0] + "/"
        body = _run(endpoint, Call(caller.actor, root), arguments)
        log.info("invgate", resource=endpoint.resource, method=endpoint.method)
        return _answer(200, body)
    except Refusal as refusal:
        return _answer(refusal.status, refusal.body, refusal.headers)


def _find(method: str, resource: str) -> Endpoint:
    methods = ENDPOINTS.get(resource)
    if methods is None:
        raise Refusal(404, "There is no such resource.")
    if method not in methods:
        raise Refusal(
            405, f"{method} is not offered.", headers={"Allow": ", ".join(sorted(methods))}
        )
    return methods[method]


def _run(endpoint: Endpoint, call: Call, arguments: dict[str, Any]) -> Any:
    """Return the handler's answer. A write that is refused leaves nothing behind."""
    try:
        if not endpoint.is_write:
            return endpoint.function(call, **arguments)
        with _on_disk(endpoint, arguments) as ready, transaction.atomic():
            return endpoint.function(call, **ready)
    except NoFilter as error:
        return {"status": "ERROR", "info": str(error)}
    except REFUSALS as error:
        if endpoint.is_write:
            return as_write(error)
        raise as_read(error) from error


@contextmanager
def _on_disk(endpoint: Endpoint, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Put the uploads among the arguments on disk: nobody who waits for the transaction waits for
    the disk. When the block fails they go again.
    """
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(all_received(value))
            if value and name in endpoint.file_names
            else value
            for name, value in arguments.items()
        }


def _answer(status: int, body: Any, headers: dict[str, str] | None = None) -> HttpResponse:
    response = HttpResponse(
        orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS),
        status=status,
        content_type="application/json",
        headers=headers,
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
