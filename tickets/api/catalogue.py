"""What a team sets up for tickets: statuses, categories, forms with custom fields, sources."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries import visible_groups, visible_users
from approvals.queries import visible_templates
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Expand, Key, Rows
from doors.rest.views import Creates, Nouns, Updates, Whole
from kb.queries import visible_categories as visible_shelves
from tickets import operations, queries
from tickets.api.related import GROUP, PERSON
from tickets.models import CustomField, Status, TicketCategory, TicketForm
from tickets.vocabulary import Category, FieldKind, Kind

ORDERS = ("id", "-id")
HIGHEST_PLACE = 32_767


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


def place() -> serializers.IntegerField:
    """Return the optional field for a place in an order."""
    return serializers.IntegerField(min_value=0, max_value=HIGHEST_PLACE, required=False)


# --- statuses --------------------------------------------------------------------------------


class StatusOut(Rows):
    """A status; built-in ones have a code, own ones a number of their own."""

    id = Key()
    code = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    colour = serializers.CharField()
    position = serializers.IntegerField()
    pauses_sla = serializers.BooleanField()
    kinds = serializers.ListField(
        child=serializers.ChoiceField(Kind.choices), help_text="Empty: for tickets of every kind."
    )
    own_number = serializers.IntegerField(allow_null=True)
    updated_at = serializers.DateTimeField()


class StatusPatchIn(Input):
    """Changes of a status; its category stays, so that its tickets keep theirs."""

    draft: ClassVar[type[Any]] = dict
    name = Line(64, required=False)
    colour = serializers.RegexField(
        r"^(#[0-9A-Fa-f]{6})?$", max_length=7, required=False, allow_blank=True
    )
    position = place()
    pauses_sla = StrictBoolean(required=False)


class StatusIn(StatusPatchIn):
    """A status of the desk's own."""

    name = Line(64)
    category = serializers.ChoiceField(Category.choices)


def make_status(actor: Actor, values: dict[str, Any]) -> Status:
    """Create a status of read values."""
    return operations.create_status(actor, **values)


class StatusViewSet(Creates, Updates):
    """What a ticket may be in, for everybody; set up by administrators."""

    scope = "statuses"
    rows, orders = StatusOut, ("position", "-position", *ORDERS)
    create_input, create_row = StatusIn, make_status
    update_input, update_row = StatusPatchIn, operations.update_status

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return all statuses."""
        return queries.status_rows()


# --- categories ------------------------------------------------------------------------------


class CategoryBrief(Rows):
    """A category in few words."""

    id = Key()
    full_name = serializers.CharField()


class FormBrief(Rows):
    """A form in few words."""

    id = Key()
    name = serializers.CharField()


def _categories(actor: Actor) -> QuerySet[TicketCategory]:
    return queries.visible_categories(actor)


class TicketCategoryOut(Rows):
    """A category: routes a ticket and sets its defaults."""

    id = Key()
    name = serializers.CharField()
    full_name = serializers.CharField(help_text="With the names of the categories above.")
    comment = serializers.CharField()
    code = serializers.CharField()
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    default_group = key_of("default_group_id")
    default_user = key_of("default_user_id")
    article_category = key_of("article_category_id")
    form = key_of("form_id")
    workflow = key_of("workflow_id")
    approval_templates = serializers.ListField(
        child=serializers.IntegerField(), help_text="Asked for as soon as a ticket is opened."
    )
    offered_templates = serializers.ListField(
        child=serializers.IntegerField(), help_text="May be asked for on its tickets alone."
    )
    for_incident = serializers.BooleanField()
    for_request = serializers.BooleanField()
    for_problem = serializers.BooleanField()
    for_change = serializers.BooleanField()
    visible_to_customers = serializers.BooleanField()
    updated_at = serializers.DateTimeField()

    computed = ("approval_templates", "offered_templates")
    expands = {
        "parent": Expand(_categories, CategoryBrief),
        "default_group": GROUP,
        "default_user": PERSON,
        "form": Expand(queries.forms, FormBrief),
    }

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add what new tickets ask approval for, and what may be asked for."""
        for name in cls.computed:
            if name in names:
                found = queries.templates_by_category([row["id"] for row in raw], name)
                for row in raw:
                    row[name] = found.get(row["id"], [])


class TicketCategoryPatchIn(Input):
    """Changes of a category; null clears, a list replaces."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    code = Line(required=False, allow_blank=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        _categories, required=False, allow_null=True
    )
    default_group = Ref(visible_groups, required=False, allow_null=True)
    default_user = Ref(visible_users, required=False, allow_null=True)
    article_category = Ref(visible_shelves, required=False, allow_null=True)
    form = Ref(queries.forms, required=False, allow_null=True)
    workflow = Ref(queries.visible_workflows, required=False, allow_null=True)
    approval_templates = serializers.ListField(
        child=Ref(visible_templates), max_length=20, required=False
    )
    offered_templates = serializers.ListField(
        child=Ref(visible_templates), max_length=20, required=False
    )
    for_incident = StrictBoolean(required=False)
    for_request = StrictBoolean(required=False)
    for_problem = StrictBoolean(required=False)
    for_change = StrictBoolean(required=False)
    visible_to_customers = StrictBoolean(required=False)


class TicketCategoryIn(TicketCategoryPatchIn):
    """A new category."""

    name = Line()


class TicketCategoryFilters(filters.FilterSet):
    """What a list of categories may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    code = filters.CharFilter(max_length=255)


def make_category(actor: Actor, values: dict[str, Any]) -> TicketCategory:
    """Create a category of read values."""
    return operations.create_category(actor, **values)


class TicketCategoryViewSet(Whole):
    """What tickets are about; customers see what is meant for them."""

    scope = "ticket-categories"
    rows, filters, orders = TicketCategoryOut, TicketCategoryFilters, (*ORDERS, "full_name")
    create_input, create_row = TicketCategoryIn, make_category
    update_input, update_row = TicketCategoryPatchIn, operations.update_category
    delete_row = operations.delete_category

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the categories the actor may choose from."""
        return queries.visible_categories(actor)


# --- forms -----------------------------------------------------------------------------------


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


# --- sources ---------------------------------------------------------------------------------


class SourceOut(Rows):
    """How a ticket reached the desk."""

    id = Key()
    name = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    comment = serializers.CharField()
    updated_at = serializers.DateTimeField()


class SourceViewSet(Nouns):
    """The ways in which tickets reach the desk."""

    scope = "request-sources"
    rows, orders = SourceOut, ORDERS

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the active sources."""
        return queries.sources()
