"""Lists page by page: keyset cursors, opaque, signed, bound to caller, filter and order."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from rest_framework.request import Request

from doors.rest.problems import BadQuery

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
PAGING = ("cursor", "page_size")
SALT = "rest.cursor"


def page_size(request: Request) -> int:
    """Return how many rows the caller wants. Raises BadQuery outside 1 to 200."""
    text = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_SIZE):
        raise BadQuery({"page_size": f"A whole number from 1 to {LARGEST_SIZE}."})
    return int(text)


def ordered(rows: QuerySet[Any], order: str) -> QuerySet[Any]:
    """Return the rows by "column" or "-column"; the key decides among equals."""
    sign = "-" if order.startswith("-") else ""
    return rows.order_by(order) if order.strip("-") == "id" else rows.order_by(order, f"{sign}id")


def after(rows: QuerySet[Any], order: str, place: list[Any]) -> QuerySet[Any]:
    """Return the rows behind the one whose [column, key] a cursor names."""
    column, key = order.lstrip("-"), place[1]
    way = "lt" if order.startswith("-") else "gt"
    if column == "id":
        return rows.filter(**{f"id__{way}": key})
    value = rows.model._meta.get_field(column).to_python(place[0])
    # the first condition repeats the others, so that the index of the order is walked from there
    not_before = Q(**{f"{column}__{way}e": value})
    behind = Q(**{f"{column}__{way}": value}) | Q(**{f"id__{way}": key})
    return rows.filter(not_before & behind)


def cursor_of(request: Request, order: str, row: Mapping[str, Any]) -> str:
    """Return the cursor that continues behind this row of raw values."""
    value = row[order.lstrip("-")]
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return signing.dumps([value, row["id"]], salt=_salt(request, order), compress=False)


def read_cursor(request: Request, order: str) -> list[Any] | None:
    """Return [value, key] of the cursor in the URL, None without one. Raises BadQuery."""
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        place: list[Any] = signing.loads(text, salt=_salt(request, order))
    except (signing.BadSignature, ValueError, UnicodeError) as error:
        raise BadQuery({"cursor": "This cursor is not of this list."}) from error
    return place


def link_to(request: Request, cursor: str | None) -> str:
    """Return the address of the page at a cursor, or of the first page."""
    query = request.query_params.copy()
    query.pop("cursor", None)
    if cursor is not None:
        query["cursor"] = cursor
    address = f"{settings.DESK_PUBLIC_URL}{request.path}"
    return f"{address}?{query.urlencode()}" if query else address


def _salt(request: Request, order: str) -> str:
    """Bind a cursor to who asks, for what, in which order."""
    asked = sorted((k, v) for k, v in request.query_params.lists() if k not in PAGING)
    told = repr((request.user.pk, request.path, asked, order)).encode()
    return f"{SALT}.{hashlib.sha256(told).hexdigest()}"
