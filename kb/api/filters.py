"""Filters of articles, categories and announcements."""

import django_filters as filters

from doors.rest.filters import KeyFilter
from kb.vocabulary import AnnouncementState, Audience, Importance


class ArticleFilters(filters.FilterSet):
    """What a list of articles may be narrowed to."""

    title = filters.CharFilter(lookup_expr="icontains", max_length=200)
    audience = filters.MultipleChoiceFilter(choices=Audience.choices)
    category = KeyFilter(field_name="category_rows__category")
    responsible = KeyFilter(field_name="responsible")
    author = KeyFilter(field_name="author")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class CategoryFilters(filters.FilterSet):
    """What a list of categories may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    parent = KeyFilter(field_name="parent")


class AnnouncementFilters(filters.FilterSet):
    """What a list of announcements may be narrowed to."""

    state = filters.ChoiceFilter(choices=AnnouncementState.choices)
    importance = filters.MultipleChoiceFilter(choices=Importance.choices)
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
