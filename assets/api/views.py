"""Configuration items, their types, and what they hang on."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups, visible_users
from assets import operations, queries
from assets.api import shapes
from assets.drafts import ItemDraft, ItemPatch
from assets.models import CiRelation
from assets.vocabulary import CiClass, RelationKind, Usage
from audit.actor import Actor
from crm.queries import visible_contracts
from doors.rest.filters import KeyFilter
from doors.rest.inputs import HIGHEST_KEY, Input, Line, Ref, StrictBoolean, Text
from doors.rest.views import Nouns, Whole


def _types(actor: Actor) -> Any:
    return queries.types()


def _manufacturers(actor: Actor) -> Any:
    return queries.manufacturers()


def _sources(actor: Actor) -> Any:
    return queries.sources()


def line() -> Line:
    """Return an optional text of one line."""
    return Line(required=False, allow_blank=True)


class ItemPatchIn(Input):
    """Changes of an item; null clears."""

    draft: ClassVar[type[Any]] = ItemPatch
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    type = Ref(_types, as_key=True, source="type_id", required=False)
    manufacturer = Ref(
        _manufacturers, as_key=True, source="manufacturer_id", required=False, allow_null=True
    )
    usage = serializers.ChoiceField(Usage.choices, required=False)
    serial, inventory_number, uuid, contact = line(), line(), line(), line()
    user = Ref(visible_users, required=False, allow_null=True)
    technician = Ref(visible_users, required=False, allow_null=True)
    support_group = Ref(visible_groups, required=False, allow_null=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        queries.visible_items, as_key=True, source="parent_id", required=False, allow_null=True
    )
    is_public = StrictBoolean(required=False)
    is_listed = StrictBoolean(required=False)
    last_update_on = serializers.DateField(required=False, allow_null=True)
    received_on = serializers.DateField(required=False, allow_null=True)
    issued_on = serializers.DateField(required=False, allow_null=True)
    external_group = Line(64, required=False, allow_blank=True)
    details = serializers.DictField(required=False)


class ItemIn(ItemPatchIn):
    """A new item; a type decides the class."""

    draft = ItemDraft
    name = Line()
    ci_class = serializers.ChoiceField(CiClass.choices, required=False)
    contract = Ref(
        visible_contracts, as_key=True, source="contract_id", required=False, allow_null=True
    )
    source = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        _sources, as_key=True, source="source_id", required=False, allow_null=True
    )
    external_id = line()
    entity = serializers.IntegerField(
        source="entity_id", min_value=0, max_value=HIGHEST_KEY, required=False
    )
    is_recursive = StrictBoolean(required=False)


class RelationIn(Input):
    """What the item of the path hangs on."""

    draft = dict
    target = Ref(queries.visible_items, as_key=True)
    kind = serializers.ChoiceField(RelationKind.choices)


class ItemFilters(filters.FilterSet):
    """What a list of items may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    serial = filters.CharFilter(max_length=255)
    inventory_number = filters.CharFilter(max_length=255)
    ci_class = filters.MultipleChoiceFilter(choices=CiClass.choices)
    usage = filters.MultipleChoiceFilter(choices=Usage.choices)
    type = KeyFilter(field_name="type")
    user = KeyFilter(field_name="user")
    support_group = KeyFilter(field_name="support_group")
    parent = KeyFilter(field_name="parent")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class ItemViewSet(Whole):
    """Configuration items that the caller may see."""

    scope = "items"
    rows, filters = shapes.ItemOut, ItemFilters
    orders = ("id", "-id", "-updated_at", "updated_at", "name", "-name")
    create_input, create_row = ItemIn, operations.create_item
    update_input, update_row = ItemPatchIn, operations.update_item
    delete_row = operations.delete_item

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the items the actor may see."""
        return queries.visible_items(actor)


class TypeViewSet(Nouns):
    """Types of items."""

    scope = "items"
    rows, orders = shapes.TypeOut, ("id", "-id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all types."""
        return queries.types()


class RelationViewSet(Nouns):
    """What the item of the path hangs on, as far as the caller sees that too."""

    scope = "items"
    rows, orders = shapes.RelationOut, ("id", "-id")
    create_input = RelationIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the relations of a visible item."""
        if getattr(self, "swagger_fake_view", False):
            return CiRelation.objects.none()
        return queries.relations_of(actor, self.key("item_id"))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the item hang on another; a relation that exists comes back."""
        self.get_queryset()
        given = self.read_input(RelationIn)
        row = operations.relate_items(
            self.actor(), self.key("item_id"), given["target"], kind=given["kind"]
        )
        return self.shown(row.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the item no longer hang on the other."""
        row = self.get_queryset().get(pk=self.key())
        operations.unrelate_items(self.actor(), self.key("item_id"), row.target_id, kind=row.kind)
        return Response(status=204)
