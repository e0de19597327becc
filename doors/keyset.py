"""Pages of a list that walk one index: the next page begins behind a row, not at a count."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Order:
    """A column to sort by; the key decides among equals. Rows without a value come last."""

    column: str
    is_descending: bool = False
    may_be_empty: bool = False

    def ordered(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """Return the rows in this order, or in the opposite one."""
        goes_down = self.is_descending != backwards
        key = "-id" if goes_down else "id"
        if self.column == "id":
            return rows.order_by(key)
        if not self.may_be_empty:
            return rows.order_by(f"-{self.column}" if goes_down else self.column, key)
        first = F(self.column)
        nulls: dict[str, Any] = {"nulls_first": True} if backwards else {"nulls_last": True}
        return rows.order_by(first.desc(**nulls) if goes_down else first.asc(**nulls), key)

    def behind(self, rows: QuerySet[Any], place: list[Any], *, backwards: bool) -> QuerySet[Any]:
        """Return the rows behind a place, or those before it."""
        value, key = place
        way = "lt" if self.is_descending != backwards else "gt"
        if self.column == "id":
            return rows.filter(**{f"id__{way}": key})
        nearer = Q(**{f"id__{way}": key})
        if value is None:
            same = Q(**{self.column: None}) & nearer
            return rows.filter(same | Q(**{f"{self.column}__isnull": False}) if backwards else same)
        value = rows.model._meta.get_field(self.column).to_python(value)
        # the first condition repeats the others, so that the order's index is walked from there
        further = Q(**{f"{self.column}__{way}e": value}) & (
            Q(**{f"{self.column}__{way}": value}) | nearer
        )
        if self.may_be_empty and not backwards:
            further |= Q(**{self.column: None})
        return rows.filter(further)


@dataclass(frozen=True)
class Page:
    """Some rows, and the places before and behind them, empty at the ends."""

    rows: list[dict[str, Any]]
    before: str
    after: str


def page_of(
    rows: QuerySet[Any],
    order: Order,
    columns: tuple[str, ...],
    *,
    after: str,
    before: str,
    size: int,
) -> Page:
    """Return the rows behind `after` or before `before` as plain values. Raises ValidationError for
    a place that cannot be read.
    """
    is_back = bool(before)
    place = _read(before or after, order, rows.model)
    ordered = order.ordered(rows, backwards=is_back)
    if place is not None:
        ordered = order.behind(ordered, place, backwards=is_back)
    found = list(ordered.values(*columns)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page([], "", "")
    has_before = has_more if is_back else place is not None
    has_after = True if is_back else has_more
    return Page(
        found,
        before=_place(found[0], order) if has_before else "",
        after=_place(found[-1], order) if has_after else "",
    )


def _place(row: dict[str, Any], order: Order) -> str:
    value = row[order.column]
    value = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([value, row["id"]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(text: str, order: Order, model: type[models.Model]) -> list[Any] | None:
    if not text:
        return None
    unreadable = ValidationError(_("This page of the list does not exist."), code="place")
    try:
        place = json.loads(base64.urlsafe_b64decode(text[:200] + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise unreadable from error
    if not (isinstance(place, list) and len(place) == 2 and type(place[1]) is int):
        raise unreadable
    if place[0] is None and order.may_be_empty and 0 <= place[1] < 2**63:
        return place
    column: Any = model._meta.get_field(order.column)
    kind = str if isinstance(column, models.DateTimeField) else int
    if not isinstance(place[0], kind) or isinstance(place[0], bool):
        raise unreadable
    if not all(-(2**31) <= number < 2**63 for number in place if isinstance(number, int)):
        raise unreadable
    try:
        value = column.to_python(place[0])
    except ValidationError as error:
        raise unreadable from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise unreadable
    return place
