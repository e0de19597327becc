"""What a team sets up for tickets: statuses, categories, sources."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.queries import visible_groups, visible_users
from approvals.queries import visible_templates
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Expand, Key, Rows
from doors.rest.views import Creates, Nouns, Updates, Whole
from kb.queries import visible_categories as visible_shelves
from tickets import operations, queries
from tickets.api.related import GROUP, PERSON
from tickets.models import Status, TicketCategory
from tickets.vocabulary import Category, Kind

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
