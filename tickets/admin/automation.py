"""Rules and workflows with their latest runs and versions: to look at; the APIs change them."""

from django.contrib import admin

from doors.admin import ReadOnlyAdmin, ReadOnlyInline
from tickets.models import Rule, RuleRun, Workflow, WorkflowVersion


class RuleRunInline(ReadOnlyInline):
    """What a rule did."""

    model = RuleRun
    fields = ("ran_at", "ticket", "outcome", "message")
    ordering = ("-id",)
    per_page = 20


@admin.register(Rule)
class RuleAdmin(ReadOnlyAdmin):
    """What the desk does by itself when something happens to a ticket."""

    list_display = ("name", "event", "position", "is_active", "updated_at")
    list_filter = ("event", "is_active")
    search_fields = ("name",)
    ordering = ("position", "id")
    fields = ("name", "event", "conditions", "actions", "position", "is_active")
    inlines = (RuleRunInline,)


class VersionInline(ReadOnlyInline):
    """The versions of a workflow."""

    model = WorkflowVersion
    fields = ("number", "state", "asks_description", "edited_by", "deployed_at", "deployed_by")
    ordering = ("-number",)


@admin.register(Workflow)
class WorkflowAdmin(ReadOnlyAdmin):
    """Steps that tickets of a category go through."""

    list_display = ("name", "description", "author", "updated_at")
    list_select_related = ("author",)
    search_fields = ("name", "description")
    ordering = ("name",)
    fields = ("name", "description", "author")
    inlines = (VersionInline,)
