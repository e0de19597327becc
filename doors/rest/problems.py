"""Refusals as problem details (RFC 9457): one shape, made in one place."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from django.core import exceptions as django
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions as rest
from rest_framework.response import Response
from rest_framework.views import set_rollback

from audit.idempotency import AlreadyDone, KeyReused
from audit.turns import has_lost
from audit.versions import Outdated

MEDIA_TYPE = "application/problem+json"
GENERAL = ("__all__", "non_field_errors")
TITLES = {
    400: "The request cannot be read",
    401: "Sign-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "No such answer format",
    409: "Conflict",
    412: "Changed in between",
    413: "Too large",
    415: "Unsupported content",
    416: "No such range",
    422: "A value is refused",
    429: "Too many requests",
    503: "Others were quicker",
}


class BadQuery(rest.APIException):
    """A parameter of the URL makes no sense: {name: message}."""

    status_code = 400
    default_code = "bad_query"


class TooLarge(rest.APIException):
    """The body is over the limit."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The body is too large."


class Conflict(rest.APIException):
    """The same request is running, or its answer is gone."""

    status_code = 409
    default_code = "conflict"


def problem(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the body of a refusal; `errors` has a line for each refused field."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    if errors:
        fields = [error["field"] for error in errors if error["field"]]
        body["field"] = fields[0] if fields else None
        body["errors"] = errors
    return body


def answer_to(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer to a refusal; None for anything else, which is a bug and is raised."""
    found = describe(error)
    if found is None:
        return None
    set_rollback()
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]  # set by DRF
    if getattr(error, "wait", None) is not None:
        headers["Retry-After"] = str(max(1, int(error.wait)))  # type: ignore[attr-defined]  # Throttled
    if found["status"] == 503:
        headers["Retry-After"] = "1"
    is_page = getattr(getattr(context.get("request"), "accepted_renderer", None), "template", None)
    media_type = None if is_page else MEDIA_TYPE
    return Response(found, status=found["status"], headers=headers, content_type=media_type)


def describe(error: Exception) -> dict[str, Any] | None:
    """Return the body for one of the families of refusal, or None."""
    if isinstance(error, Outdated):
        return problem(412, "outdated", error.messages[0])
    if isinstance(error, KeyReused):
        return problem(422, "key_reused", error.messages[0])
    if isinstance(error, AlreadyDone):
        return problem(409, "already_done", "Another request with this key did it.")
    if isinstance(error, django.ValidationError):
        return _refused(422, list(_domain_errors(error)))
    if isinstance(error, BadQuery | rest.ValidationError):
        status = 400 if isinstance(error, BadQuery) else 422
        return _refused(status, list(_rest_errors(error.detail)))
    if isinstance(error, django.ObjectDoesNotExist | Http404 | rest.NotFound):
        return problem(404, "not_found", "There is nothing here that you may see.")
    if isinstance(error, django.PermissionDenied | rest.PermissionDenied):
        return problem(403, "forbidden", "You may not do this.")
    if isinstance(error, django.RequestDataTooBig):
        return problem(413, "too_large", "The body is too large.")
    if isinstance(error, django.SuspiciousOperation):
        return problem(400, "malformed", "The request cannot be read.")
    if isinstance(error, OperationalError) and has_lost(error):
        return problem(503, "busy", "Others changed the same rows. Nothing was saved; try again.")
    if isinstance(error, rest.APIException):
        return problem(error.status_code, str(error.get_codes()), str(error.detail))
    return None


def _refused(status: int, errors: list[dict[str, str]]) -> dict[str, Any]:
    first = errors[0]
    return problem(status, first["code"], first["detail"], errors)


def _domain_errors(error: django.ValidationError) -> Iterator[dict[str, str]]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, found in by_field.items():
        for each in found:
            yield _line(name, each.code or "invalid", " ".join(each.messages))


def _rest_errors(detail: Any, name: str = "") -> Iterator[dict[str, str]]:
    """Walk the nested errors of a serializer; the field of a part is "lines.0.amount"."""
    if isinstance(detail, Mapping):
        for key, below in detail.items():
            yield from _rest_errors(below, name if key in GENERAL else _path(name, key))
    elif isinstance(detail, list):
        for index, below in enumerate(detail):
            is_leaf = isinstance(below, str)
            yield from _rest_errors(below, name if is_leaf else _path(name, index))
    else:
        yield _line(name, getattr(detail, "code", "invalid"), str(detail))


def _path(name: str, key: object) -> str:
    return f"{name}.{key}" if name else str(key)


def _line(name: str, code: str, detail: str) -> dict[str, str]:
    return {"field": "" if name in GENERAL else name, "code": code, "detail": detail}
