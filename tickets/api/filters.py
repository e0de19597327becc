"""Filters of ticket lists; each is a column with an index, or the exact text search."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from accounts.vocabulary import username_key
from doors.rest.callers import actor_of
from doors.rest.filters import KeyFilter, KeysFilter, WordFilter
from tickets.drafts import TicketFilter
from tickets.queries import filtered
from tickets.vocabulary import Category, Kind, Priority


class TicketFilters(filters.FilterSet):
    """What a list of tickets may be narrowed to; several conditions must all hold."""

    status = KeysFilter(field_name="status")
    status_category = filters.MultipleChoiceFilter(
        field_name="status__category", choices=Category.choices
    )
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    priority = WordFilter(Priority)
    support_group = KeysFilter(field_name="support_group")
    assignee = KeyFilter(field_name="assignee")
    requester = KeyFilter(field_name="requester")
    submitter = KeyFilter(field_name="submitter")
    category = KeysFilter(field_name="category")
    parent = KeyFilter(field_name="parent")
    entity = KeyFilter(field_name="entity")
    item = KeyFilter(method="about_item", help_text="A configuration item.")
    company = KeyFilter(method="of_company", help_text="The requester belongs to it.")
    text = filters.CharFilter(
        method="with_text",
        max_length=200,
        help_text="Part of title, description, custom values or a person's name; or a number.",
    )
    is_open = filters.BooleanFilter(method="still_open", help_text="Neither resolved nor closed.")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    updated_before = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="lt")
    activity_after = filters.IsoDateTimeFilter(field_name="activity_at", lookup_expr="gte")

    def about_item(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep the tickets about an item."""
        return self._within(rows, TicketFilter(ci_id=int(value)))

    def of_company(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep the tickets of a company's people."""
        return self._within(rows, TicketFilter(company_id=int(value)))

    def with_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the tickets in which the text occurs."""
        return self._within(rows, TicketFilter(text=username_key(value)))

    def still_open(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the open ones, or the others."""
        open_ones = {"closed_at": None, "resolved_at": None}
        return rows.filter(**open_ones) if value else rows.exclude(**open_ones)

    def _within(self, rows: QuerySet[Any], wanted: TicketFilter) -> QuerySet[Any]:
        found = filtered(actor_of(self.request), wanted)
        return rows.filter(pk__in=found.order_by().values("pk"))
