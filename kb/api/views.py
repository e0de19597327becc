"""Categories of articles, and announcements."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.views import Creates, Whole
from kb import operations, queries
from kb.api import filters, inputs, shapes
from kb.models import AnnouncementUpdate


class CategoryViewSet(Whole):
    """Categories of articles, a tree."""

    scope = "article-categories"
    rows, filters, orders = shapes.CategoryOut, filters.CategoryFilters, ("full_name", "id", "-id")
    create_input, create_row = inputs.CategoryIn, operations.create_category
    update_input, update_row = inputs.CategoryPatchIn, operations.update_category
    delete_row = operations.delete_category

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the categories."""
        return queries.visible_categories(actor)


class AnnouncementViewSet(Whole):
    """Announcements for the groups of the caller."""

    scope = "announcements"
    rows, filters = shapes.AnnouncementOut, filters.AnnouncementFilters
    orders = ("-id", "id", "-updated_at", "updated_at")
    create_input, create_row = inputs.AnnouncementIn, operations.create_announcement
    update_input, update_row = inputs.AnnouncementPatchIn, operations.update_announcement
    delete_row = operations.delete_announcement

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the announcements the actor may read."""
        return queries.visible_announcements(actor)


class UpdateViewSet(Creates):
    """News about the announcement of the path."""

    scope = "announcements"
    rows, orders = shapes.UpdateOut, ("id", "-id")
    create_input = inputs.UpdateIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the news about a visible announcement."""
        if getattr(self, "swagger_fake_view", False):
            return AnnouncementUpdate.objects.none()
        return queries.updates_of(actor, self.key("announcement_id")).select_related(None)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell news; a solution closes the announcement."""
        self.get_queryset()
        draft = self.read_input(self.create_input)
        row = operations.add_update(self.actor(), self.key("announcement_id"), draft)
        return self.shown(row.pk, status=201)
