"""Door: the back office of assets. Items are read here, the catalogues are changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from assets.drafts import NamedDraft, TypeDraft
from assets.models import (
    CiModel,
    CiRelation,
    CiSource,
    CiType,
    ConfigurationItem,
    Manufacturer,
    Network,
    OperatingSystem,
)
from assets.operations import create_manufacturer, create_source, create_type
from audit.actor import Actor
from audit.journal import noun_of
from crm.operations.rows import change, insert
from doors.admin import CatalogueAdmin, ReadOnlyAdmin, ReadOnlyInline, Values


class RelationInline(ReadOnlyInline):
    """What an item depends on."""

    model = CiRelation
    fk_name = "source"
    fields = ("kind", "target")


@admin.register(ConfigurationItem)
class ConfigurationItemAdmin(ReadOnlyAdmin):
    """Everything managed in order to deliver a service."""

    list_display = ("name", "type", "usage", "manufacturer", "serial", "user", "support_group")
    list_filter = ("ci_class", "usage", "type", "manufacturer")
    list_select_related = ("type", "manufacturer", "user", "support_group")
    search_fields = ("name", "serial", "inventory_number", "external_id")
    ordering = ("name",)
    exclude = ("entity", "is_recursive")
    inlines = (RelationInline,)


class NamedAdmin(CatalogueAdmin):
    """Rows to choose from; their keys without case are kept by the steps that crm shares."""

    list_display: tuple[str, ...] = ("name", "comment")
    search_fields: tuple[str, ...] = ("name",)
    ordering = ("name",)
    fields: tuple[str, ...] = ("name", "comment")

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the row."""
        kept = self.model._default_manager.get(pk=row.pk)
        change(actor, kept, values, f"{noun_of(row)}.updated")


@admin.register(OperatingSystem, Network)
class KnownByNameAdmin(NamedAdmin):
    """Name and comment."""

    def add_row(self, actor: Actor, values: Values) -> Any:
        """Create the row."""
        return insert(actor, self.model(), values, f"{noun_of(self.model())}.created")


@admin.register(CiModel)
class CiModelAdmin(KnownByNameAdmin):
    """What makers call things; a model keeps its class."""

    list_display = ("name", "ci_class", "product_number", "comment")
    list_filter = ("ci_class",)
    search_fields = ("name", "product_number")
    fields = ("name", "ci_class", "product_number", "comment")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A model keeps its class, so that its items do."""
        return ("ci_class",) if obj else ()


@admin.register(CiType)
class CiTypeAdmin(NamedAdmin):
    """Kinds of items; a type keeps its class."""

    list_display = ("name", "ci_class", "is_builtin_shown", "comment")
    list_filter = ("ci_class",)
    fields = ("name", "ci_class", "comment")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A type keeps its class, so that its items do."""
        return ("ci_class",) if obj else ()

    def add_row(self, actor: Actor, values: Values) -> CiType:
        """Create the type."""
        return create_type(actor, TypeDraft(**values))

    def is_builtin(self, row: Any) -> bool:
        """A type that stands for its class stays."""
        return bool(row.is_builtin)

    @display(description=_("built in"), boolean=True)
    def is_builtin_shown(self, type_: CiType) -> bool:
        """Tell whether the row stands for its class."""
        return type_.is_builtin


@admin.register(Manufacturer)
class ManufacturerAdmin(NamedAdmin):
    """Who made items."""

    def add_row(self, actor: Actor, values: Values) -> Manufacturer:
        """Create the manufacturer."""
        return create_manufacturer(actor, NamedDraft(**values))


@admin.register(CiSource)
class CiSourceAdmin(NamedAdmin):
    """Systems that report items."""

    def add_row(self, actor: Actor, values: Values) -> CiSource:
        """Create the source."""
        return create_source(actor, NamedDraft(**values))
