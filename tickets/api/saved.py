"""Lists of tickets by name: the filter as people write it, columns and order."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean
from doors.rest.rows import Key, Rows
from doors.rest.views import Whole
from tickets import operations, queries
from tickets.api.shapes import key_of
from tickets.drafts import ViewDraft, ViewPatch
from tickets.vocabulary import LIST_COLUMNS, LIST_SORTS

LONGEST_QUERY = 1000


class SavedViewOut(Rows):
    """A list by name; without an owner it is the desk's."""

    id = Key()
    name = serializers.CharField()
    query = serializers.CharField(help_text="As typed on the pages: `is:open group:mine`.")
    columns = serializers.ListField(child=serializers.CharField())
    sort = serializers.CharField()
    owner = key_of("owner_id")
    groups = serializers.ListField(child=serializers.IntegerField())
    is_for_all = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    computed = ("groups",)

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the groups that see a view."""
        if "groups" in names:
            found = queries.groups_of_views(row["id"] for row in raw)
            for row in raw:
                row["groups"] = found.get(row["id"], [])


class SavedViewPatchIn(Input):
    """Changes of a list."""

    draft: ClassVar[type[Any]] = ViewPatch
    name = Line(80, required=False)
    query = Line(LONGEST_QUERY, required=False, allow_blank=True)
    columns = serializers.ListField(
        child=serializers.ChoiceField(LIST_COLUMNS), max_length=len(LIST_COLUMNS), required=False
    )
    sort = serializers.ChoiceField(["", *LIST_SORTS], required=False)
    groups = serializers.ListField(child=Ref(visible_groups), max_length=50, required=False)
    is_for_all = StrictBoolean(required=False)


class SavedViewIn(SavedViewPatchIn):
    """A new list: one's own, perhaps for groups or everybody too."""

    draft = ViewDraft
    name = Line(80)


class PinIn(Input):
    """Whether a list stands in the caller's side bar."""

    draft: ClassVar[type[Any]] = dict
    is_pinned = StrictBoolean()


class SavedViewViewSet(Whole):
    """The caller's lists, and those shared with it."""

    scope = "saved-views"
    rows, orders = SavedViewOut, ("id", "-id", "name", "-name")
    create_input, create_row = SavedViewIn, operations.create_view
    update_input, update_row = SavedViewPatchIn, operations.update_view
    delete_row = operations.delete_view

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the lists the actor may see."""
        return queries.visible_views(actor)

    @extend_schema(request=PinIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def pin(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a list into one's side bar, or take it out."""
        self.get_queryset().get(pk=self.key())
        operations.pin_view(self.actor(), self.key(), **self.read_input(PinIn))
        return Response(status=204)
