"""Who is told about all tickets of a company, a group or a place."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups, visible_users
from audit.actor import Actor
from doors.rest.filters import KeyFilter
from doors.rest.inputs import HIGHEST_KEY, Input, Ref
from doors.rest.rows import Key, Rows
from doors.rest.views import Nouns
from tickets import operations, queries
from tickets.api.related import GROUP, PERSON
from tickets.api.shapes import key_of

NOUNS = {"companies": "company", "groups": "group", "locations": "location"}
"""What can be watched, as paths and as the desk name it."""

WORDS = {word: path for path, word in NOUNS.items()}


class ObserverOut(Rows):
    """A person, or the members of a group, who are told about every ticket of a row."""

    id = Key()
    noun = serializers.ChoiceField(sorted(NOUNS), source="noun__model")
    object = serializers.IntegerField(source="object_id")
    user = key_of("user_id")
    group = key_of("group_id")
    created_at = serializers.DateTimeField()

    expands = {"user": PERSON, "group": GROUP}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Name the watched nouns as their paths do."""
        for row in raw:
            if "noun__model" in row:
                row["noun__model"] = WORDS[row["noun__model"]]


class ObserverIn(Input):
    """Who is to be told (a person or a group), and of which row."""

    draft: ClassVar[type[Any]] = dict
    noun = serializers.ChoiceField(sorted(NOUNS))
    object = serializers.IntegerField(min_value=0, max_value=HIGHEST_KEY)
    user = Ref(visible_users, required=False)
    group = Ref(visible_groups, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two, and for a row that the caller sees."""
        if ("user" in attrs) == ("group" in attrs):
            raise serializers.ValidationError({"user": ["A user or a group."]}, code="required")
        rows = queries.watchable(self.context["actor"])[NOUNS[attrs["noun"]]]
        owner = rows.filter(pk=attrs["object"]).first()
        if owner is None:
            message = Ref.default_error_messages["does_not_exist"]
            raise serializers.ValidationError({"object": [message]}, code="does_not_exist")
        return {**attrs, "owner": owner}


class ObserverFilters(filters.FilterSet):
    """What a list of observers may be narrowed to."""

    noun = filters.ChoiceFilter(choices=[(each, each) for each in NOUNS], method="of_noun")
    object = KeyFilter(field_name="object_id")
    user = KeyFilter(field_name="user")
    group = KeyFilter(field_name="group")

    def of_noun(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the watches of one noun."""
        return rows.filter(noun__model=NOUNS[value])


class ObserverViewSet(Nouns):
    """One's own watches, and those of rows whose watchers one may set."""

    scope = "observers"
    rows, filters, orders = ObserverOut, ObserverFilters, ("id", "-id")
    create_input = ObserverIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the watches the actor may see."""
        return queries.visible_observers(actor)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let somebody watch a row; a watch that exists comes back."""
        given = self.read_input(ObserverIn)
        watcher = given.get("user") or given["group"]
        operations.observe(self.actor(), given["owner"], [watcher])
        return self.shown(queries.observer_of(given["owner"], watcher).pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a watcher off a row."""
        row = self.get_queryset().get(pk=self.key())
        operations.stop_observing(self.actor(), row.owner, [row.user or row.group])
        return Response(status=204)
