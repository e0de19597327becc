"""The one URL: read the call, find the op, answer. Every answer is 200 `text/html` (contract
section 4).
"""

from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accounts import queries
from accounts.policies import is_administrator, require_right
from api_compat.integria import ops  # noqa: F401  (fills the table of ops)
from api_compat.integria.auth import authenticate
from api_compat.integria.call import Call
from api_compat.integria.editions import shape_of
from api_compat.integria.errors import Bare, Refusal
from api_compat.integria.registry import OPS, NotANumber, Op
from api_compat.integria.render import Shape, write
from api_compat.integria.version import version_line
from api_compat.wire.query import Parameters, TooLarge, UnreadableRequest, read_parameters
from doors.bodies import MAX_BODY_BYTES, body_bytes

log = structlog.get_logger(__name__)
LONGEST_TOKEN = 16


@csrf_exempt
def api(request: HttpRequest) -> HttpResponse:
    """Answer one call of api.php. A refusal is an empty body; nothing a caller sends makes a 5xx.

    A body over 1 MB is refused with 413, unless it brings a file.
    """
    try:
        params = read_parameters(request)
        if body_bytes(request) > MAX_BODY_BYTES and not _takes_file(params):
            raise TooLarge
        if params.text("info") == "version":
            return _answer(_version())
        call = authenticate(request, params)
        return _answer(_run(call, params))
    except TooLarge:
        return _answer(b"", status=413)
    except (Refusal, UnreadableRequest):
        return _answer(b"")


def _takes_file(params: Parameters) -> bool:
    operation = OPS.get(params.text("op"))
    return operation is not None and operation.takes_file


def _run(call: Call, params: Parameters) -> bytes:
    operation = OPS.get(params.text("op"))
    if operation is None:
        raise Refusal
    return_type = params.text("return_type", "csv")
    token = params.text("token", ",")
    if len(token) > LONGEST_TOKEN:
        raise Refusal
    shape = shape_of(call.edition, operation)
    answer = _outcome(operation, shape, call, params.text("params"), token)
    log.info("api.php", op=operation.name, user=call.user.username)
    if isinstance(answer, Bare):
        return answer.text.encode()
    return write(shape, answer, return_type, markup=call.setting("encode_text"))


def _outcome(operation: Op, shape: Shape, call: Call, raw: str, token: str) -> Any:
    """Return what the op prints; the three families of refusal become its failure values."""
    try:
        if operation.right is not None:
            require_right(call.actor, operation.right)
        return operation.function(call, **operation.arguments(raw, token))
    except PermissionDenied:
        return shape.failed(operation.refused)
    except ObjectDoesNotExist:
        if operation.unknown is not None and is_administrator(call.actor):
            return operation.unknown
        return shape.failed(operation.missing)
    except (ValidationError, NotANumber):
        return shape.failed(operation.invalid)


def _version() -> bytes:
    settings = queries.settings_of("integria.")
    return version_line(settings).encode() if settings["integria.shows_version"] else b""


def _answer(body: bytes, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="text/html; charset=UTF-8")
    # titles are hostile and the type is HTML: nothing in an answer may run (threats.md rule 20)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
