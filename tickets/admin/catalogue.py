"""What a team sets up for tickets: statuses, categories, forms, sources, kinds of work."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit.actor import Actor
from doors.admin import JournaledAdmin, PartInline, Values
from tickets.models import (
    CustomField,
    CustomOption,
    FormField,
    GroupDefaults,
    RequestSource,
    Status,
    TicketCategory,
    TicketForm,
    WorkCategory,
)
from tickets.operations import (
    create_category,
    create_option,
    create_status,
    remove_form_field,
    update_category,
)


@admin.register(Status)
class StatusAdmin(JournaledAdmin):
    """Statuses. Built-in ones can be renamed; what they mean stays."""

    list_display = ("name", "category", "code", "own_number", "colour", "position", "pauses_sla")
    list_filter = ("category",)
    search_fields = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the code of an old status."""
        asked = ("name", "category", "colour", "position", "pauses_sla")
        return (*asked, "code", "own_number") if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A status keeps its category, so that its tickets do."""
        return ("category", "code", "own_number") if obj else ()

    def add_row(self, actor: Actor, values: Values) -> Status:
        """Create a status of the desk's own."""
        return create_status(actor, **values)


@admin.register(TicketCategory)
class TicketCategoryAdmin(JournaledAdmin):
    """What tickets are about, as a tree."""

    can_delete = True
    list_display = ("full_name", "default_group", "default_user", "form", "visible_to_customers")
    list_filter = ("visible_to_customers", "default_group")
    list_select_related = ("default_group", "default_user", "form")
    search_fields = ("name", "full_name", "code")
    ordering = ("full_name",)
    autocomplete_fields = (
        "parent",
        "default_group",
        "default_user",
        "form",
        "approval_templates",
    )
    fields = (
        "name",
        "parent",
        "default_group",
        "default_user",
        "form",
        "approval_templates",
        "code",
        "for_incident",
        "for_request",
        "for_problem",
        "for_change",
        "visible_to_customers",
        "comment",
    )

    def add_row(self, actor: Actor, values: Values) -> TicketCategory:
        """Create the category."""
        return create_category(actor, **values)

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the category, and the names of the categories below it."""
        update_category(actor, row.pk, values)


class FormFieldInline(PartInline):
    """The fields of a form."""

    model = FormField
    fk_name = "form"
    fields = ("field", "position", "is_required", "is_listed")
    autocomplete_fields = ("field",)
    can_remove = True

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Take the field out of the form; tickets keep their values."""
        remove_form_field(actor, row.pk)


@admin.register(TicketForm)
class TicketFormAdmin(JournaledAdmin):
    """Sets of custom fields."""

    list_display = ("name", "description", "field_count")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "description", "groups")
    autocomplete_fields = ("groups",)
    inlines = (FormFieldInline,)

    @display(description=_("fields"))
    def field_count(self, form: TicketForm) -> int:
        """Return how many fields the form has."""
        return form.fields.count()


class CustomOptionInline(PartInline):
    """The choices of a list field."""

    model = CustomOption
    fields = ("name", "position")
    can_remove = True

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Add a choice with a key of its own."""
        create_option(actor, owner.pk, **values)


@admin.register(CustomField)
class CustomFieldAdmin(JournaledAdmin):
    """Fields that forms are made of."""

    list_display = ("label", "kind", "is_multiple", "description")
    list_filter = ("kind",)
    search_fields = ("label",)
    ordering = ("label",)
    fields = ("label", "kind", "is_multiple", "description")
    inlines = (CustomOptionInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A field keeps its kind, so that values fit."""
        return ("kind",) if obj else ()


@admin.register(RequestSource)
class RequestSourceAdmin(JournaledAdmin):
    """Ways in which tickets arrive. Those with a code are used by the desk itself."""

    list_display = ("name", "code", "is_active", "comment")
    list_filter = ("is_active",)
    search_fields = ("name",)
    fields = ("name", "is_active", "comment", "code")
    readonly_fields = ("code",)


@admin.register(WorkCategory)
class WorkCategoryAdmin(JournaledAdmin):
    """Kinds of work, and what an hour of it costs."""

    list_display = ("name", "parent", "hourly_cost_amount", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    fields = ("name", "parent", "hourly_cost_amount", "is_active", "comment")


@admin.register(GroupDefaults)
class GroupDefaultsAdmin(JournaledAdmin):
    """What new tickets of a group get."""

    list_display = ("group", "form", "ci")
    search_fields = ("group__name",)
    fields = ("group", "form", "ci")
    autocomplete_fields = ("group", "form", "ci")
