"""Forms of tickets and the custom fields that stand in them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Key, Rows
from doors.rest.views import Creates, Nouns, Updates
from tickets import operations, queries
from tickets.api.catalogue import ORDERS, key_of, place
from tickets.models import CustomField, TicketForm
from tickets.vocabulary import FieldKind


class OptionOut(serializers.Serializer[Any]):
    """A choice of a field."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    name = serializers.CharField()
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]  # a field, not DRF's attribute
    position = serializers.IntegerField()


class CustomFieldOut(Rows):
    """A custom field with its choices; the same one may stand in several forms."""

    id = Key()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not DRF's attribute
    kind = serializers.ChoiceField(FieldKind.choices)
    description = serializers.CharField()
    is_multiple = serializers.BooleanField()
    options = OptionOut(many=True)
    updated_at = serializers.DateTimeField()

    computed = ("options",)

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the choices."""
        if "options" in names:
            found = queries.options_by_field(row["id"] for row in raw)
            for row in raw:
                row["options"] = found.get(row["id"], [])


class CustomFieldIn(Input):
    """A new custom field; list and tree fields have choices."""

    draft: ClassVar[type[Any]] = dict
    label = Line()  # type: ignore[assignment]  # a field, not DRF's attribute
    kind = serializers.ChoiceField(FieldKind.choices)
    choices = serializers.ListField(child=Line(), max_length=1000, required=False)


class OptionIn(Input):
    """One more choice."""

    draft: ClassVar[type[Any]] = dict
    name = Line()
    position = place()


def make_field(actor: Actor, values: dict[str, Any]) -> CustomField:
    """Create a field of read values."""
    return operations.create_custom_field(actor, **values)


class CustomFieldViewSet(Creates):
    """Custom fields that the caller's forms hold; all of them for who sets the desk up."""

    scope = "custom-fields"
    rows, orders = CustomFieldOut, ORDERS
    create_input, create_row = CustomFieldIn, make_field

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the fields the actor may see."""
        return queries.visible_custom_fields(actor)

    @extend_schema(request=OptionIn, responses={201: CustomFieldOut})
    @action(detail=True, methods=["post"], url_path="options")
    def add_option(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a choice; the answer is the field with all its choices."""
        self.get_queryset().get(pk=self.key())
        operations.create_option(self.actor(), self.key(), **self.read_input(OptionIn))
        return self.shown(self.key(), status=201)


class PlacedFieldOut(serializers.Serializer[Any]):
    """A custom field in a form; `parent_option` makes it appear for one choice of another field."""

    id = serializers.IntegerField()
    field = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not DRF's attribute
    kind = serializers.ChoiceField(FieldKind.choices)
    position = serializers.IntegerField()
    is_required = serializers.BooleanField()
    is_listed = serializers.BooleanField()
    parent_field = serializers.IntegerField(allow_null=True)
    parent_option = serializers.IntegerField(allow_null=True)


class FormOut(Rows):
    """A form: a set of custom fields. Without groups it is for everybody."""

    id = Key()
    name = serializers.CharField()
    description = serializers.CharField()
    groups = serializers.ListField(child=serializers.IntegerField())
    fields = PlacedFieldOut(many=True)  # type: ignore[assignment]  # a field, not DRF's attribute
    updated_at = serializers.DateTimeField()

    computed = ("fields", "groups")

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add fields and groups."""
        keys = [row["id"] for row in raw]
        if "fields" in names:
            found = queries.fields_by_form(keys)
            for row in raw:
                row["fields"] = found.get(row["id"], [])
        if "groups" in names:
            groups = queries.groups_by_form(keys)
            for row in raw:
                row["groups"] = groups.get(row["id"], [])


class FormPatchIn(Input):
    """Changes of a form; groups as a whole, none = for everybody."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    description = Text(required=False, allow_blank=True)
    groups = serializers.ListField(child=Ref(visible_groups), max_length=100, required=False)


class NewFieldIn(CustomFieldIn):
    """A field that is made together with its form."""


class FormIn(Input):
    """A new form, with fields of its own."""

    draft: ClassVar[type[Any]] = dict
    name = Line()
    description = Text(required=False, allow_blank=True)
    new_fields = serializers.ListField(
        child=NewFieldIn(), max_length=100, required=False, source="fields"
    )

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the operation takes: fields as (label, kind, choices)."""
        made = [
            (each["label"], each["kind"], each.get("choices", []))
            for each in values.get("fields", [])
        ]
        return {**values, "fields": made}


class PlaceIn(Input):
    """A custom field for a form."""

    draft: ClassVar[type[Any]] = dict
    field = Ref(queries.visible_custom_fields, as_key=True, source="field_id")
    position = place()
    is_required = StrictBoolean(required=False)
    is_listed = StrictBoolean(required=False)


def make_form(actor: Actor, values: dict[str, Any]) -> TicketForm:
    """Create a form of read values."""
    return operations.create_form(actor, **values)


class FormViewSet(Creates, Updates):
    """Forms that the caller may use."""

    scope = "ticket-forms"
    rows, orders = FormOut, ORDERS
    create_input, create_row = FormIn, make_form
    update_input, update_row = FormPatchIn, operations.update_form

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the forms the actor may use."""
        return queries.forms(actor)


class FormPlaceOut(Rows):
    """A custom field in a form."""

    id = Key()
    field = serializers.IntegerField(source="field_id")
    label = serializers.CharField(source="field.label")  # type: ignore[assignment]  # a field, not DRF's attribute
    kind = serializers.ChoiceField(FieldKind.choices, source="field.kind")
    position = serializers.IntegerField()
    is_required = serializers.BooleanField()
    is_listed = serializers.BooleanField()
    parent_field = key_of("parent_field_id")
    parent_option = key_of("parent_option_id")
    updated_at = serializers.DateTimeField()


class FormFieldViewSet(Nouns):
    """The fields of the form of the path."""

    scope = "ticket-forms"
    rows, orders = FormPlaceOut, ORDERS
    create_input = PlaceIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the fields of a form that the actor may use."""
        if getattr(self, "swagger_fake_view", False):
            return queries.places_of(0)
        form = queries.forms(actor).get(pk=self.key("form_id"))
        return queries.places_of(form.pk)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a custom field into the form."""
        self.get_queryset()
        given = self.read_input(PlaceIn)
        placed = operations.add_form_field(self.actor(), self.key("form_id"), **given)
        return self.shown(placed.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a field out of the form; tickets keep their values."""
        row = self.get_queryset().get(pk=self.key())
        operations.remove_form_field(self.actor(), row.pk)
        return Response(status=204)
