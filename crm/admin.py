"""Door: the back office of crm. Business rows are read here, the catalogues are changed."""

from typing import Any, cast

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.operations.trees import change_in_tree, insert_in_tree
from audit.actor import Actor
from audit.journal import noun_of
from crm.models import (
    Campaign,
    Company,
    CompanyContact,
    CompanyGroup,
    CompanyRole,
    CompanyType,
    CompanyUser,
    Contact,
    Contract,
    ContractCost,
    ContractType,
    Invoice,
    InvoiceLine,
    Lead,
    Newsletter,
    ProductCategory,
    Project,
    ProjectState,
    ProjectTask,
    State,
    Subscription,
    Tag,
)
from crm.operations.rows import change, insert
from crm.vocabulary import InvoiceState
from doors.admin import CatalogueAdmin, ReadOnlyAdmin, ReadOnlyInline, Values


class FoldedAdmin(CatalogueAdmin):
    """Rows to choose from; their keys without case are kept by the steps that crm shares."""

    list_display: tuple[str, ...] = ("name", "comment")
    search_fields = ("name",)
    ordering = ("name",)
    fields: tuple[str, ...] = ("name", "comment")

    def add_row(self, actor: Actor, values: Values) -> Any:
        """Create the row."""
        return insert(actor, self.model(), values, f"{noun_of(self.model())}.created")

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the row."""
        kept = self.model._default_manager.get(pk=row.pk)
        change(actor, kept, values, f"{noun_of(row)}.updated")


@admin.register(CompanyRole, ContractType, ProductCategory)
class NamedAdmin(FoldedAdmin):
    """Name and comment."""


@admin.register(CompanyType)
class CompanyTypeAdmin(CatalogueAdmin):
    """What suppliers are: hardware, carrier, reseller."""

    list_display = ("name", "comment")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "comment")


@admin.register(ProjectState)
class ProjectStateAdmin(CatalogueAdmin):
    """How far projects and tasks are."""

    list_display = ("name", "colour", "is_finished", "comment")
    list_filter = ("is_finished",)
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "colour", "is_finished", "comment")


@admin.register(State)
class StateAdmin(CatalogueAdmin):
    """Where in their lives things and contracts are, as a tree."""

    list_display = ("full_name", "entity", "is_recursive", "comment")
    list_filter = ("entity",)
    list_select_related = ("entity",)
    search_fields = ("name", "full_name")
    ordering = ("full_name",)
    autocomplete_fields = ("parent",)
    fields = ("name", "parent", "entity", "is_recursive", "comment")

    def add_row(self, actor: Actor, values: Values) -> State:
        """Create the state."""
        return cast(State, insert_in_tree(actor, State(), values))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the state, and the names of those below it."""
        change_in_tree(actor, row, values)


class TaskInline(ReadOnlyInline):
    """The pieces of a project."""

    model = ProjectTask
    fields = ("name", "user", "state", "done_percent", "plan_start_at", "plan_end_at")


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    """Work with an end."""

    list_display = ("name", "code", "state", "done_percent", "manager", "plan_end_at")
    list_filter = ("state",)
    list_select_related = ("state", "manager")
    search_fields = ("name", "code")
    ordering = ("-id",)
    exclude = ("is_recursive",)
    inlines = (TaskInline,)


@admin.register(Tag)
class TagAdmin(FoldedAdmin):
    """Words on leads."""

    list_display = ("name",)
    fields = ("name",)


@admin.register(Campaign)
class CampaignAdmin(FoldedAdmin):
    """What leads came from."""

    list_display = ("name", "begins_on", "ends_on", "cost_amount", "currency")
    fields = ("name", "begins_on", "ends_on", "cost_amount", "currency", "comment")


class CompanyContactInline(ReadOnlyInline):
    """Contacts of a company."""

    model = CompanyContact
    fields = ("contact",)


class CompanyUserInline(ReadOnlyInline):
    """People of a company."""

    model = CompanyUser
    fields = ("user",)


class CompanyGroupInline(ReadOnlyInline):
    """Groups of a company."""

    model = CompanyGroup
    fields = ("group",)


@admin.register(Company)
class CompanyAdmin(ReadOnlyAdmin):
    """Customers and suppliers."""

    list_display = ("name", "role", "is_customer", "is_supplier", "town", "country", "manager")
    list_filter = ("is_customer", "is_supplier", "role")
    list_select_related = ("role", "manager")
    search_fields = ("name", "registration_number", "email", "town")
    ordering = ("name",)
    exclude = ("entity", "is_recursive")
    inlines = (CompanyContactInline, CompanyUserInline, CompanyGroupInline)


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    """People to talk to."""

    list_display = ("__str__", "email", "phone", "mobile", "town", "user")
    list_filter = ("town",)
    list_select_related = ("user",)
    search_fields = ("last_name", "first_name", "email")
    ordering = ("last_name", "first_name")
    exclude = ("entity", "is_recursive")


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    """Possible customers."""

    list_display = ("full_name", "company_name", "email", "stage", "owner", "amount", "created_at")
    list_filter = ("stage", "category", "campaign", "language")
    list_select_related = ("owner",)
    search_fields = ("full_name", "company_name", "email")
    ordering = ("-id",)
    exclude = ("entity", "is_recursive")

    @display(description=_("estimated amount"), ordering="estimated_amount")
    def amount(self, lead: Lead) -> str:
        """Return amount and currency."""
        return f"{lead.estimated_amount:.2f} {lead.currency}".strip()


class InvoiceLineInline(ReadOnlyInline):
    """What is charged."""

    model = InvoiceLine
    fields = ("position", "concept", "quantity", "amount")


STATE_COLOURS = {
    InvoiceState.PENDING: "info",
    InvoiceState.PAID: "success",
    InvoiceState.CANCELED: "warning",
}


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    """What was sent and received."""

    list_display = (
        "number",
        "company",
        "direction",
        "state_shown",
        "issued_on",
        "due_on",
        "paid_on",
        "is_locked",
    )
    list_filter = ("state", "direction", "is_locked")
    list_select_related = ("company",)
    search_fields = ("number", "reference", "company__name")
    ordering = ("-id",)
    exclude = ("is_recursive",)
    inlines = (InvoiceLineInline,)

    @display(description=_("state"), label=STATE_COLOURS, ordering="state")
    def state_shown(self, invoice: Invoice) -> tuple[str, Any]:
        """Return the state as a coloured word."""
        return invoice.state, invoice.get_state_display()


class ContractCostInline(ReadOnlyInline):
    """What a contract costs beside its amount."""

    model = ContractCost
    fields = ("name", "begins_on", "ends_on", "amount", "comment")


@admin.register(Contract)
class ContractAdmin(ReadOnlyAdmin):
    """Agreements with companies."""

    list_display = ("name", "number", "type", "company", "begins_on", "ends_on", "is_private")
    list_filter = ("type", "renewal", "is_private")
    list_select_related = ("type", "company")
    search_fields = ("name", "number", "company__name")
    ordering = ("-id",)
    exclude = ("is_recursive",)
    inlines = (ContractCostInline,)


class SubscriptionInline(ReadOnlyInline):
    """Addresses of a newsletter."""

    model = Subscription
    fields = ("email", "name", "status", "created_at")
    readonly_fields = ("created_at",)
    ordering = ("id",)
    per_page = 50


@admin.register(Newsletter)
class NewsletterAdmin(ReadOnlyAdmin):
    """Lists of addresses."""

    list_display = ("name", "group", "comment", "created_at")
    list_filter = ("group",)
    list_select_related = ("group",)
    search_fields = ("name",)
    exclude = ("is_recursive",)
    inlines = (SubscriptionInline,)
