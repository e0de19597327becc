"""Filters of approvals."""

import django_filters as filters

from approvals.vocabulary import RequestState
from doors.rest.filters import KeyFilter


class TemplateFilters(filters.FilterSet):
    """What a list of templates may be narrowed to."""

    title = filters.CharFilter(lookup_expr="icontains", max_length=200)


class RequestFilters(filters.FilterSet):
    """What a list of requests may be narrowed to."""

    state = filters.MultipleChoiceFilter(choices=RequestState.choices)
    author = KeyFilter(field_name="author")
    template = KeyFilter(field_name="template")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
