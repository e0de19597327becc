"""Configuration items, their types, and what they hang on."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups, visible_locations, visible_users
from assets import operations, queries
from assets.api import shapes
from assets.drafts import ItemDraft, ItemPatch, NamedDraft, TypeDraft
from assets.models import CiRelation
from assets.vocabulary import CiClass, RelationKind, Usage
from audit.actor import Actor
from audit.models import JournalEntry
from crm.operations import link_contract, link_project, unlink_contract, unlink_project
from crm.queries import (
    contracts_of,
    projects_of,
    visible_contracts,
    visible_projects,
    visible_states,
)
from doors.rest.filters import KeyFilter
from doors.rest.inputs import HIGHEST_KEY, Input, Line, Ref, StrictBoolean, Text
from doors.rest.restores import Restores
from doors.rest.ties import Tied, Ways
from doors.rest.views import Creates, Nouns, Whole


def _types(actor: Actor) -> Any:
    return queries.types()


def _manufacturers(actor: Actor) -> Any:
    return queries.manufacturers()


def _models(actor: Actor) -> Any:
    return queries.models()


def _networks(actor: Actor) -> Any:
    return queries.networks()


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
    model = Ref(_models, as_key=True, source="model_id", required=False, allow_null=True)
    network = Ref(_networks, as_key=True, source="network_id", required=False, allow_null=True)
    state = Ref(visible_states, required=False, allow_null=True)
    location = Ref(visible_locations, required=False, allow_null=True)
    usage = serializers.ChoiceField(Usage.choices, required=False)
    serial, inventory_number, uuid, contact = line(), line(), line(), line()
    contact_number = line()
    user = Ref(visible_users, required=False, allow_null=True)
    group = Ref(visible_groups, required=False, allow_null=True)
    technician = Ref(visible_users, required=False, allow_null=True)
    support_group = Ref(visible_groups, required=False, allow_null=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        queries.visible_items, as_key=True, source="parent_id", required=False, allow_null=True
    )
    is_public = StrictBoolean(required=False)
    is_listed = StrictBoolean(required=False)
    is_global = StrictBoolean(required=False)
    is_helpdesk_visible = StrictBoolean(required=False)
    is_valid = StrictBoolean(required=False)  # type: ignore[assignment]  # a field, not DRF's method
    last_inventory_at = serializers.DateTimeField(required=False, allow_null=True)
    last_boot_at = serializers.DateTimeField(required=False, allow_null=True)
    last_update_on = serializers.DateField(required=False, allow_null=True)
    received_on = serializers.DateField(required=False, allow_null=True)
    issued_on = serializers.DateField(required=False, allow_null=True)
    external_group = Line(64, required=False, allow_blank=True)
    details = serializers.DictField(required=False)
    entity = serializers.IntegerField(
        source="entity_id", min_value=0, max_value=HIGHEST_KEY, required=False
    )
    is_recursive = StrictBoolean(required=False)


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


class ItemViewSet(Whole, Restores):
    """Configuration items that the caller may see."""

    scope = "items"
    rows, filters = shapes.ItemOut, ItemFilters
    orders = ("id", "-id", "-updated_at", "updated_at", "name", "-name")
    create_input, create_row = ItemIn, operations.create_item
    update_input, update_row = ItemPatchIn, operations.update_item
    delete_row, restore_row = operations.delete_item, operations.restore_item

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the items the actor may see."""
        return queries.visible_items(actor)


class TypeIn(Input):
    """A new type of items within a class; `fields` describes what its items may hold."""

    draft = TypeDraft
    name = Line()
    ci_class = serializers.ChoiceField(CiClass.choices, required=False)
    comment = Text(required=False, allow_blank=True)
    item_fields = serializers.ListField(
        child=serializers.JSONField(), max_length=200, required=False, source="fields"
    )


class ItemNamedIn(Input):
    """A new manufacturer, or a new system that reports items."""

    draft: ClassVar[type[Any]] = NamedDraft
    name = Line()
    comment = Text(required=False, allow_blank=True)


class TypeViewSet(Creates):
    """Types of items."""

    scope = "items"
    rows, orders = shapes.TypeOut, ("id", "-id")
    create_input, create_row = TypeIn, operations.create_type

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all types."""
        return queries.types()


class ManufacturerViewSet(Creates):
    """Manufacturers of items."""

    scope = "items"
    rows, orders = shapes.ItemNamedOut, ("id", "-id", "name")
    create_input, create_row = ItemNamedIn, operations.create_manufacturer

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all manufacturers."""
        return queries.manufacturers()


class SourceViewSet(Creates):
    """Systems that report items."""

    scope = "items"
    rows, orders = shapes.ItemNamedOut, ("id", "-id", "name")
    create_input, create_row = ItemNamedIn, operations.create_source

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all systems."""
        return queries.sources()


class ItemContractIn(Input):
    """A contract for the item."""

    draft = dict
    contract = Ref(visible_contracts, as_key=True)


class ItemProjectIn(Input):
    """A project for the item."""

    draft = dict
    project = Ref(visible_projects, as_key=True)


class TiedToItem(Tied):
    """What is tied to the item of the path."""

    scope = "items"

    def owner(self) -> Any:
        """Return the item of the path. Raises ObjectDoesNotExist."""
        return queries.item_for(self.actor(), self.key("item_id"))


class ItemContractViewSet(TiedToItem):
    """Contracts that cover the item of the path, as far as the caller sees them."""

    rows, field = shapes.ItemContractOut, "contract"
    create_input = ItemContractIn
    ways = Ways(visible_contracts, contracts_of, link_contract, unlink_contract)


class ItemProjectViewSet(TiedToItem):
    """Projects that are about the item of the path, as far as the caller sees them."""

    rows, field = shapes.ItemProjectOut, "project"
    create_input = ItemProjectIn
    ways = Ways(visible_projects, projects_of, link_project, unlink_project)


class ItemHistoryViewSet(Nouns):
    """What happened to the item of the path, for agents."""

    scope = "items"
    rows, orders = shapes.ItemHistoryOut, ("id", "-id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the journal of a visible item."""
        if getattr(self, "swagger_fake_view", False):
            return JournalEntry.objects.none()
        return queries.history_of(actor, self.key("item_id"))


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
