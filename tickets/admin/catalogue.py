"""What a team sets up for tickets: statuses, categories, forms, sources, kinds of work."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit.actor import Actor
from doors.admin import CatalogueAdmin, JournaledAdmin, PartInline, Values
from tickets.models import (
    CannedReply,
    CustomField,
    CustomOption,
    FormField,
    GroupDefaults,
    RequestSource,
    SolutionType,
    Status,
    TicketCategory,
    TicketForm,
    WorkCategory,
)
from tickets.operations import (
    create_canned_reply,
    create_category,
    create_option,
    create_status,
    delete_canned_reply,
    remove_form_field,
    update_canned_reply,
    update_category,
)
from tickets.operations.form_fields import change_form_field, place_form_field
from tickets.operations.options import change_option, remove_node, remove_options
from tickets.vocabulary import FieldKind
from tickets.words import status_word


@admin.register(Status)
class StatusAdmin(CatalogueAdmin):
    """Statuses. Built-in ones can be renamed; what they mean stays."""

    list_display = (
        "name_shown",
        "category",
        "code",
        "own_number",
        "colour",
        "position",
        "pauses_sla",
    )
    list_filter = ("category",)
    search_fields = ("name",)
    help_texts = {
        "category": _("What the desk does with tickets in it. It cannot be changed later."),
        "colour": _("As #2355c4. Empty = the colour of its meaning."),
        "position": _("Place in lists; the lowest number comes first."),
        "pauses_sla": _("SLA clocks stand while a ticket is in it."),
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the code of an old status."""
        asked = ("name", "category", "colour", "position", "pauses_sla")
        return (*asked, "code", "own_number") if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A status keeps its category, so that its tickets do."""
        return ("category", "code", "own_number") if obj else ()

    def is_builtin(self, row: Any) -> bool:
        """Those with a code are what the desk itself goes by."""
        return row.code is not None

    @display(description=_("name"), ordering="name")
    def name_shown(self, status: Status) -> str:
        """Return what it is called in the reader's language."""
        return status_word(status.name, status.name_i18n)

    def add_row(self, actor: Actor, values: Values) -> Status:
        """Create a status of the desk's own."""
        return create_status(actor, **values)


@admin.register(TicketCategory)
class TicketCategoryAdmin(JournaledAdmin):
    """What tickets are about, as a tree."""

    can_delete = True
    help_texts = {
        "parent": _("The category above it in the tree."),
        "form": _("The fields that new tickets of this category ask for."),
        "article_category": _("Where the knowledge base keeps what is known about it."),
        "approval_templates": _("Asked for as soon as a ticket is opened."),
        "offered_templates": _("May be asked for on tickets of this category, and on no others."),
        "workflow": _("What its new tickets go through."),
        "code": _("A short mark of your own, which the APIs show."),
        "visible_to_customers": _("Customers choose it in the portal."),
    }
    list_display = ("full_name", "default_group", "default_user", "form", "visible_to_customers")
    list_filter = ("visible_to_customers", "default_group", "entity")
    list_select_related = ("default_group", "default_user", "form")
    search_fields = ("name", "full_name", "code")
    ordering = ("full_name",)
    autocomplete_fields = (
        "parent",
        "default_group",
        "default_user",
        "article_category",
        "form",
        "approval_templates",
        "offered_templates",
        "workflow",
    )
    fields = (
        "name",
        "parent",
        "default_group",
        "default_user",
        "article_category",
        "form",
        "approval_templates",
        "offered_templates",
        "workflow",
        "code",
        "for_incident",
        "for_request",
        "for_problem",
        "for_change",
        "visible_to_customers",
        "entity",
        "is_recursive",
        "comment",
    )

    def add_row(self, actor: Actor, values: Values) -> TicketCategory:
        """Create the category."""
        return create_category(actor, **values)

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the category, and the names of the categories below it."""
        update_category(actor, row.pk, values)


class FormFieldForm(forms.ModelForm):
    """A field in a form, asked always or on one answer to another field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_field"].label = _("Only if")
        self.fields["parent_option"].label = _("is")
        self.fields["parent_field"].label_from_instance = lambda place: place.field.label  # type: ignore[attr-defined]
        self.fields["parent_option"].label_from_instance = (  # type: ignore[attr-defined]
            lambda option: f"{option.field.label}: {option.name}"
        )


class FormFieldInline(PartInline):
    """The fields of a form."""

    model = FormField
    form = FormFieldForm
    fk_name = "form"
    fields = ("field", "position", "is_required", "is_listed", "parent_field", "parent_option")
    autocomplete_fields = ("field",)
    can_remove = True
    verbose_name_plural = _("fields")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the fields of this form that have choices, and their choices."""
        shown = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        places = FormField.objects.filter(form=shown) if shown else FormField.objects.none()
        listed = places.filter(field__kind__in=(FieldKind.LIST, FieldKind.TREE))
        if db_field.name == "parent_field":
            kwargs["queryset"] = listed.select_related("field")
        elif db_field.name == "parent_option":
            choices = CustomOption.objects.filter(deleted_at=None, field__places__in=listed)
            kwargs["queryset"] = choices.select_related("field").order_by("field", "position", "id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Put the field into the form."""
        place_form_field(actor, owner, values)

    def change_part(self, actor: Actor, owner: Any, row: Any, values: Values) -> None:
        """Change its place or its condition."""
        change_form_field(actor, row.pk, values)

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Take the field out of the form; tickets keep their values."""
        remove_form_field(actor, row.pk)


@admin.register(TicketForm)
class TicketFormAdmin(CatalogueAdmin):
    """Sets of custom fields."""

    help_texts = {
        "groups": _("Whose tickets may use it."),
        "description": _("Shown above its fields."),
    }
    list_display = ("name", "description", "field_count")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "description", "groups")
    autocomplete_fields = ("groups",)
    inlines = (FormFieldInline,)
    parts = (FormField,)

    @display(description=_("fields"))
    def field_count(self, form: TicketForm) -> int:
        """Return how many fields the form has."""
        return form.fields.count()


class CustomOptionInline(PartInline):
    """The choices of a list field; those of a tree stand below one another."""

    model = CustomOption
    fk_name = "field"
    fields = ("name", "parent", "position")
    can_remove = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A list has no choices below choices."""
        is_tree = obj is not None and obj.kind == FieldKind.TREE
        return self.fields if is_tree else ("name", "position")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the choices of this field alone."""
        if db_field.name == "parent":
            match = request.resolver_match
            shown = match.kwargs.get("object_id") if match is not None else None
            rows = CustomOption.objects.filter(deleted_at=None).order_by("position", "id")
            kwargs["queryset"] = rows.filter(field_id=shown) if shown else rows.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Add a choice with a key of its own."""
        create_option(actor, owner.pk, **values)

    def change_part(self, actor: Actor, owner: Any, row: Any, values: Values) -> None:
        """Rename or move a choice."""
        change_option(actor, row.pk, values)

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Take the choice away, in a tree with all below it; tickets keep what they hold."""
        if owner.kind == FieldKind.TREE:
            if CustomOption.objects.filter(pk=row.pk, deleted_at=None).exists():
                remove_node(actor, owner.pk, row.hash)
        else:
            remove_options(actor, owner.pk, [row.key])


@admin.register(CustomField)
class CustomFieldAdmin(CatalogueAdmin):
    """Fields that forms are made of."""

    help_texts = {
        "kind": _("It cannot be changed later. Lists and trees get their choices below."),
        "description": _("Shown beside the field."),
    }
    list_display = ("label", "kind", "is_multiple", "description")
    list_filter = ("kind",)
    search_fields = ("label",)
    ordering = ("label",)
    fields = ("label", "kind", "is_multiple", "description")
    inlines = (CustomOptionInline,)
    parts = (CustomOption,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A field keeps its kind, so that values fit."""
        return ("kind",) if obj else ()


@admin.register(RequestSource)
class RequestSourceAdmin(CatalogueAdmin):
    """Ways in which tickets arrive. Those with a code are used by the desk itself."""

    list_display = ("name", "code", "is_active", "comment")
    list_filter = ("is_active", "on_tickets", "on_followups")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "is_active", "comment", "code")}),
        (
            _("Where it is offered"),
            {
                "fields": (
                    "on_tickets",
                    "on_followups",
                    "for_helpdesk",
                    "for_followups",
                    "for_mail",
                    "for_mail_followups",
                ),
                "classes": ["tab"],
            },
        ),
    )
    readonly_fields = ("code",)

    def is_builtin(self, row: Any) -> bool:
        """Those with a code are used by the desk itself."""
        return row.code is not None


@admin.register(WorkCategory)
class WorkCategoryAdmin(CatalogueAdmin):
    """Kinds of work, and what an hour of it costs."""

    list_display = ("name", "parent", "hourly_cost_amount", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    fields = ("name", "parent", "hourly_cost_amount", "is_active", "comment")


@admin.register(GroupDefaults)
class GroupDefaultsAdmin(CatalogueAdmin):
    """What new tickets of a group get."""

    list_display = ("group", "form", "ci")
    list_filter = ("form",)
    list_select_related = ("group", "form", "ci")
    search_fields = ("group__name",)
    fields = ("group", "form", "ci")
    autocomplete_fields = ("group", "form", "ci")


@admin.register(SolutionType)
class SolutionTypeAdmin(CatalogueAdmin):
    """What solutions were: workaround, fixed, user error."""

    list_display = ("name", "comment")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "comment")


@admin.register(CannedReply)
class CannedReplyAdmin(JournaledAdmin):
    """Texts that every agent may insert; those of people and groups are theirs to change."""

    can_delete = True
    list_display = ("name", "shortcut", "updated_at")
    search_fields = ("name", "shortcut", "body")
    ordering = ("shortcut",)
    fields = ("name", "shortcut", "body")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave out what belongs to somebody."""
        return super().get_queryset(request).filter(user=None, group=None)

    def add_row(self, actor: Actor, values: Values) -> CannedReply:
        """Add a text for everybody."""
        return create_canned_reply(actor, **values, is_personal=False)

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the text."""
        update_canned_reply(actor, row.pk, **values)

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Remove the text."""
        delete_canned_reply(actor, row.pk)
