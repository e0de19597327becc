"""Cursors and offsets (contract section 7)."""

import base64
import binascii
import json
from typing import TypeVar

from django.db.models import Model, QuerySet

from api_compat.invgate.errors import Unfit

RowType = TypeVar("RowType", bound=Model)
LARGEST_PAGE = 1000


def key_of(last_id: int) -> str:
    """Return the opaque cursor behind a row."""
    return base64.urlsafe_b64encode(json.dumps({"last_id": last_id}).encode()).decode()


def last_id_of(key: str | None) -> int | None:
    """Return the row a cursor stands behind, None for the first page. Raises Unfit."""
    if not key:
        return None
    try:
        data = json.loads(base64.urlsafe_b64decode(key.encode()))
        last_id = data["last_id"]
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise Unfit("Parameter page_key: it was not given out here.") from error
    if not isinstance(last_id, int) or isinstance(last_id, bool) or abs(last_id) >= 2**63:
        raise Unfit("Parameter page_key: it was not given out here.")
    return last_id


def page(
    rows: QuerySet[RowType], page_key: str | None, size: int, *, descends: bool = False
) -> tuple[list[RowType], str | None]:
    """Return one page of rows by id, and the cursor of the next, None on the last."""
    last_id = last_id_of(page_key)
    if last_id is not None:
        rows = rows.filter(pk__lt=last_id) if descends else rows.filter(pk__gt=last_id)
    found = list(rows.order_by("-pk" if descends else "pk")[: size + 1])
    shown = found[:size]
    return shown, key_of(shown[-1].pk) if len(found) > size else None


def size_of(limit: int | None, default: int = LARGEST_PAGE) -> int:
    """Return how many rows a page has: what was asked for, never more than the largest page."""
    if limit is None:
        return default
    require_positive("limit", limit)
    return min(limit, LARGEST_PAGE)


def window(rows: QuerySet, limit: int | None, offset: int | None) -> QuerySet:
    """Return the rows behind an offset; without a limit all of them (contract section 7)."""
    begin = offset or 0
    if begin < 0:
        raise Unfit("Parameter offset: 0 or more is needed.")
    if limit is None:
        return rows[begin:]
    require_positive("limit", limit)
    return rows[begin : begin + limit]


def numbered(rows: QuerySet, page_number: int | None, page_size: int | None) -> QuerySet:
    """Return page 1, 2, …; all rows when neither is asked for (contract section 7)."""
    if page_number is None and page_size is None:
        return rows
    size = min(page_size if page_size is not None else 20, 500)
    number = page_number if page_number is not None else 1
    require_positive("page_size", size)
    require_positive("page", number)
    if number * size >= 2**31:
        raise Unfit("Parameter page: there are not so many.")
    return rows[(number - 1) * size : number * size]


def require_positive(name: str, value: int) -> None:
    """Raise Unfit for a number below 1."""
    if value < 1 or value >= 2**31:
        raise Unfit(f"Parameter {name}: 1 or more is needed.")
