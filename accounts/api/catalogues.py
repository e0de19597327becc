"""What people and things are described with: places, titles and categories of people."""

from typing import ClassVar

import django_filters as filters
from rest_framework import serializers

from accounts.operations import catalogues, nouns
from accounts.queries import visible_entities, visible_locations
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.filters import KeyFilter
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Expand, Key, Rows


class LocationBrief(Rows):
    """A place in few words."""

    id = Key()
    full_name = serializers.CharField()


class LocationOut(NamedOut):
    """A place: country, site, building, room."""

    full_name = serializers.CharField(help_text="With the names of the places above.")
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field, not DRF's attribute
        source="parent_id", allow_null=True
    )
    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    state = serializers.CharField()
    country = serializers.CharField()
    building = serializers.CharField()
    room = serializers.CharField()
    latitude = serializers.CharField()
    longitude = serializers.CharField()
    altitude = serializers.CharField()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()

    expands: ClassVar[dict[str, Expand]] = {"parent": Expand(visible_locations, LocationBrief)}


def line() -> Line:
    """Return an optional text of one line."""
    return Line(required=False, allow_blank=True)


class LocationPatchIn(NamedPatchIn):
    """Changes of a place; another parent moves all below it."""

    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        visible_locations, required=False, allow_null=True
    )
    address = Text(required=False, allow_blank=True)
    postcode, town, state, country, building, room = (line() for _ in range(6))
    latitude, longitude, altitude = line(), line(), line()
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_recursive = StrictBoolean(required=False)


class LocationIn(LocationPatchIn):
    """A new place."""

    name = Line()


class LocationFilters(filters.FilterSet):
    """What a list of places may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    parent = KeyFilter(field_name="parent")


class LocationViewSet(Catalogue):
    """Places in which the caller works."""

    scope = "locations"
    verbs, noun = nouns, catalogues.LOCATIONS
    rows, filters = LocationOut, LocationFilters
    orders = ("id", "-id", "full_name", "-full_name")
    create_input: ClassVar[type[Input]] = LocationIn
    update_input: ClassVar[type[Input]] = LocationPatchIn


class UserTitleViewSet(Catalogue):
    """How people are addressed, or what they are."""

    scope = "people"
    verbs, noun = nouns, catalogues.USER_TITLES


class UserCategoryViewSet(Catalogue):
    """Kinds of people."""

    scope = "people"
    verbs, noun = nouns, catalogues.USER_CATEGORIES
