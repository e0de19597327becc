"""Where things and people are, what people are called, and kinds of documents."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Entity, Location, UserCategory, UserTitle
from accounts.operations.entities import delete_entity
from accounts.operations.trees import change_in_tree, insert_in_tree
from accounts.vocabulary import ROOT_ENTITY
from audit.actor import Actor
from doors.admin import CatalogueAdmin, Values
from files.models import DocumentCategory, DocumentType

ADDRESS = ("address", "postcode", "town", "state", "country")
COORDINATES = ("latitude", "longitude", "altitude")


class TreeAdmin(CatalogueAdmin):
    """Rows below one another: a move or a new name reaches everything below."""

    list_display: tuple[str, ...] = ("full_name", "comment")
    search_fields: tuple[str, ...] = ("name", "full_name")
    ordering = ("full_name",)
    autocomplete_fields = ("parent",)

    def add_row(self, actor: Actor, values: Values) -> Any:
        """Create the row in its place."""
        return insert_in_tree(actor, self.model(), values)

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the row, and the names of those below it."""
        change_in_tree(actor, row, values)


@admin.register(Entity)
class EntityAdmin(TreeAdmin):
    """Tenants: organisations, or parts of one. The root stays where it is."""

    list_display = ("full_name", "town", "country", "email", "tag")
    search_fields = ("name", "full_name", "tag", "registration_number")
    fieldsets = (
        (None, {"fields": ("name", "parent", "registration_number", "tag", "comment")}),
        (_("Address"), {"fields": (*ADDRESS, *COORDINATES)}),
        (_("Contact"), {"fields": ("website", "phone", "email", "fax")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The root has nothing above it."""
        return ("parent",) if obj is not None and obj.pk == ROOT_ENTITY else ()

    def is_builtin(self, row: Any) -> bool:
        """The root stays."""
        return bool(row.pk == ROOT_ENTITY)

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Close a tenant in which nothing is left."""
        delete_entity(actor, row.pk)

    def add_row(self, actor: Actor, values: Values) -> Any:
        """Create the entity, below the root unless another one is named."""
        parent = values["parent"] or Entity.objects.get(pk=ROOT_ENTITY)
        return super().add_row(actor, {**values, "parent": parent})

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the entity; without an entity above it goes below the root."""
        if "parent" in values and values["parent"] is None:
            values = {**values, "parent": Entity.objects.get(pk=ROOT_ENTITY)}
        super().change_row(actor, row, values)


@admin.register(Location)
class LocationAdmin(TreeAdmin):
    """Places: country, site, building, room."""

    list_display = ("full_name", "building", "room", "town", "entity")
    list_filter = ("entity",)
    list_select_related = ("entity",)
    search_fields = ("name", "full_name", "building", "room", "town")
    fieldsets = (
        (None, {"fields": ("name", "parent", "building", "room", "comment")}),
        (_("Address"), {"fields": (*ADDRESS, *COORDINATES)}),
        (_("Who sees it"), {"fields": ("entity", "is_recursive")}),
    )


@admin.register(UserTitle, UserCategory)
class NamedAdmin(CatalogueAdmin):
    """Name and comment."""

    list_display = ("name", "comment")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "comment")


@admin.register(DocumentCategory)
class DocumentCategoryAdmin(TreeAdmin):
    """What documents are about."""

    fields = ("name", "parent", "comment")


@admin.register(DocumentType)
class DocumentTypeAdmin(CatalogueAdmin):
    """Endings of file names, and whether such files may be uploaded."""

    list_display = ("name", "ending", "media_type", "may_be_uploaded")
    list_filter = ("may_be_uploaded",)
    search_fields = ("name", "ending", "media_type")
    ordering = ("name",)
    fields = ("name", "ending", "media_type", "icon", "may_be_uploaded", "comment")
