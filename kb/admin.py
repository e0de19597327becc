"""Door: the back office of kb. Articles and announcements are read here, categories are changed."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit.actor import Actor
from doors.admin import JournaledAdmin, ReadOnlyAdmin, ReadOnlyInline, Values
from kb.drafts import CategoryDraft, CategoryPatch
from kb.models import (
    Announcement,
    AnnouncementGroup,
    AnnouncementUpdate,
    Article,
    ArticleAudience,
    ArticleCategory,
    ArticleFeedback,
    ArticleInCategory,
    ArticleVersion,
)
from kb.operations import create_category, delete_category, update_category
from kb.vocabulary import AnnouncementState, Audience

AUDIENCES = {Audience.PRIVATE: "warning", Audience.REGISTERED: "info", Audience.PUBLIC: "success"}
STATES = {AnnouncementState.OPEN: "warning", AnnouncementState.CLOSED: "success"}


class AudienceInline(ReadOnlyInline):
    """To whom an article is narrowed."""

    model = ArticleAudience
    fields = ("group", "company")
    tab = True


class ShelfInline(ReadOnlyInline):
    """Where an article stands."""

    model = ArticleInCategory
    fields = ("category",)
    tab = True


class VersionInline(ReadOnlyInline):
    """The texts an article had."""

    model = ArticleVersion
    fields = ("number", "title", "author", "restored_from", "created_at")
    readonly_fields = ("created_at",)
    ordering = ("-number",)
    per_page = 20
    tab = True


class FeedbackInline(ReadOnlyInline):
    """What readers think."""

    model = ArticleFeedback
    fields = ("user", "rating", "comment")
    ordering = ("-id",)
    per_page = 20
    tab = True


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin):
    """All articles, to look something up."""

    list_display = (
        "title",
        "audience_shown",
        "author",
        "responsible",
        "version",
        "view_count",
        "solved_count",
        "rating_percent",
        "updated_at",
    )
    list_filter = ("audience", "categories")
    list_select_related = ("author", "responsible")
    search_fields = ("=id", "title", "summary")
    ordering = ("-id",)
    exclude = ("is_recursive",)
    readonly_fields = ("version", "view_count", "solved_count", "rating_percent")
    inlines = (AudienceInline, ShelfInline, VersionInline, FeedbackInline)

    @display(description=_("audience"), label=AUDIENCES, ordering="audience")
    def audience_shown(self, article: Article) -> tuple[str, Any]:
        """Return the audience as a coloured word."""
        return article.audience, article.get_audience_display()


@admin.register(ArticleCategory)
class ArticleCategoryAdmin(JournaledAdmin):
    """The shelves of the knowledge base."""

    can_delete = True
    list_display = ("full_name", "comment")
    search_fields = ("name", "full_name")
    ordering = ("full_name",)
    fields = ("name", "parent", "comment")
    autocomplete_fields = ("parent",)

    def add_row(self, actor: Actor, values: Values) -> ArticleCategory:
        """Create the category."""
        return create_category(actor, CategoryDraft(**_with_keys(values)))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the category."""
        update_category(actor, row.pk, CategoryPatch(**_with_keys(values)))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the category in the trash."""
        delete_category(actor, row.pk)


def _with_keys(values: Values) -> Values:
    """Return the values with the key of the parent, as drafts name it."""
    if "parent" not in values:
        return values
    parent = values["parent"]
    kept = {name: value for name, value in values.items() if name != "parent"}
    return {**kept, "parent_id": parent.pk if parent is not None else None}


class AnnouncementGroupInline(ReadOnlyInline):
    """Who is told."""

    model = AnnouncementGroup
    fields = ("group",)


class AnnouncementUpdateInline(ReadOnlyInline):
    """What was told since."""

    model = AnnouncementUpdate
    fields = ("created_at", "author", "is_solution", "body")
    readonly_fields = ("created_at",)
    ordering = ("id",)


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    """News for groups."""

    list_display = ("title", "importance", "state_shown", "creator", "created_at", "closed_at")
    list_filter = ("state", "importance")
    list_select_related = ("creator",)
    search_fields = ("title",)
    ordering = ("-id",)
    inlines = (AnnouncementGroupInline, AnnouncementUpdateInline)

    @display(description=_("state"), label=STATES, ordering="state")
    def state_shown(self, announcement: Announcement) -> tuple[str, Any]:
        """Return the state as a coloured word."""
        return announcement.state, announcement.get_state_display()
