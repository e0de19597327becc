"""Rules, workflows and views of the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldBooleanSwitchWidget

from audit.actor import Actor
from doors.admin import (
    CatalogueAdmin,
    JournaledAdmin,
    LinesField,
    ReadOnlyInline,
    RefusableForm,
    Values,
)
from tickets.admin.rows import Column, RowsWidget
from tickets.admin.rule_form import RuleForm
from tickets.drafts import ViewDraft, ViewPatch
from tickets.models import EntityObserver, Rule, RuleRun, SavedView, Workflow, WorkflowVersion
from tickets.operations import (
    create_rule,
    create_view,
    create_workflow,
    delete_rule,
    delete_view,
    deploy_workflow,
    stop_observing,
    update_rule,
    update_view,
)
from tickets.operations.workflows import add_version
from tickets.vocabulary import FieldKind

MOST_QUESTIONS = 50


class RuleRunInline(ReadOnlyInline):
    """What a rule did."""

    model = RuleRun
    fields = ("ran_at", "ticket", "outcome", "message")
    ordering = ("-id",)
    per_page = 20


@admin.register(Rule)
class RuleAdmin(JournaledAdmin):
    """What the desk does by itself when something happens to a ticket."""

    form = RuleForm
    can_delete = True
    list_display = ("name", "event", "position", "is_active", "updated_at")
    list_filter = ("event", "is_active")
    search_fields = ("name",)
    ordering = ("position", "id")
    fields = ("name", "event", "conditions", "actions", "position", "is_active")
    help_texts = {
        "event": _("What has to happen to a ticket."),
        "position": _("Rules of one event run in this order; the lowest number comes first."),
    }

    inlines = (RuleRunInline,)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new rule has not run."""
        return self.inlines if obj else ()

    def add_row(self, actor: Actor, values: Values) -> Rule:
        """Create the rule."""
        return create_rule(actor, **values)

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the rule."""
        update_rule(actor, row.pk, **values)

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the rule in the trash; the log of its runs stays."""
        delete_rule(actor, row.pk)


class QuestionsField(forms.Field):
    """What a workflow asks when a ticket is opened."""

    def __init__(self, **kwargs: Any) -> None:
        needed, several = _("is required"), _("is a list")
        columns: list[Column] = [
            ("id", _("id"), None),
            ("label", _("label"), None),
            ("kind", _("kind"), dict(FieldKind.choices)),
            ("is_required", needed, {"yes": format_lazy("{}: {}", needed, _("yes"))}),
            ("is_list", several, {"yes": format_lazy("{}: {}", several, _("yes"))}),
        ]
        super().__init__(widget=RowsWidget(columns, most=MOST_QUESTIONS), **kwargs)

    def prepare_value(self, value: Any) -> list[Values]:
        """Return the questions as their rows are typed."""
        return [
            {name: "yes" if kept is True else kept or "" for name, kept in row.items()}
            for row in value or []
        ]

    def to_python(self, value: Any) -> list[Values]:
        """Return the rows as a version keeps them."""
        flags = ("is_required", "is_list")
        return [{**row, **{name: row[name] == "yes" for name in flags}} for row in value or []]


class VersionForm(forms.Form):
    """The next version of a workflow."""

    questions = QuestionsField(
        label=_("What is asked when a ticket is opened"),
        required=False,
        help_text=_("An emptied row is gone. Programs know a question by its id."),
    )
    asks_description = forms.BooleanField(
        label=_("Asks for a description"), required=False, widget=UnfoldBooleanSwitchWidget()
    )


class VersionInline(ReadOnlyInline):
    """The versions of a workflow."""

    model = WorkflowVersion
    fields = ("number", "state", "asks_description", "edited_by", "deployed_at", "deployed_by")
    ordering = ("-number",)


@admin.register(Workflow)
class WorkflowAdmin(CatalogueAdmin):
    """Steps that tickets of a category go through, in versions: new tickets get the one that was
    put to use.
    """

    list_display = ("name", "description", "author", "updated_at")
    readonly_fields = ("author",)
    list_filter = ("versions__state",)
    list_select_related = ("author",)
    search_fields = ("name", "description")
    ordering = ("name",)
    inlines = (VersionInline,)
    parts = (WorkflowVersion,)
    actions_detail = ("new_version", "deploy")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The author of a new one is known."""
        return ("name", "description", "author") if obj else ("name", "description")

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new workflow has no version."""
        return self.inlines if obj else ()

    def add_row(self, actor: Actor, values: Values) -> Workflow:
        """Create the workflow."""
        return create_workflow(actor, **values)

    @action(description=_("New version"), url_path="version", icon="add_notes")
    def new_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write the next version: what is asked when a ticket is opened."""

        def act(actor: Actor, workflow: Workflow, values: Values) -> None:
            add_version(
                actor,
                workflow.pk,
                initial_fields=values["questions"],
                asks_description=values["asks_description"],
            )

        newest = (
            WorkflowVersion.objects.filter(workflow_id=int(object_id)).order_by("-number").first()
        )
        shown: Values = {}
        if newest is not None:
            shown = {
                "questions": newest.initial_fields,
                "asks_description": newest.asks_description,
            }
        form = VersionForm(request.POST if request.method == "POST" else None, initial=shown)
        title, done = str(_("New version")), str(_("The version was added. It is not in use yet."))
        return self.form_page(request, object_id, form, act, title=title, done=done)

    @action(description=_("Put to use"), url_path="deploy", icon="rocket_launch")
    def deploy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let new tickets get the newest version."""

        def act(actor: Actor, workflow: Workflow, values: Values) -> None:
            deploy_workflow(actor, workflow.pk)

        form = forms.Form(request.POST if request.method == "POST" else None)
        title, done = str(_("Put to use")), str(_("New tickets get the newest version."))
        return self.form_page(request, object_id, form, act, title=title, done=done, submit=title)


class SavedViewForm(RefusableForm):
    """A view; its columns stand on lines."""

    columns = LinesField(
        label=_("Columns"),
        required=False,
        help_text=_("One word a line, as the list of tickets names them; empty = the usual ones."),
    )

    class Meta:
        model = SavedView
        fields = ("name", "query", "columns", "sort", "is_for_all", "groups")


@admin.register(SavedView)
class SavedViewAdmin(JournaledAdmin):
    """Views that everybody sees. People keep their own on the list of tickets."""

    form = SavedViewForm
    can_delete = True
    list_display = ("name", "query", "owner_shown", "is_for_all", "updated_at")
    list_filter = ("is_for_all", "groups")
    list_select_related = ("owner",)
    search_fields = ("=id", "name", "query")
    ordering = ("name", "id")
    fields = ("name", "query", "columns", "sort", "is_for_all", "groups")
    autocomplete_fields = ("groups",)
    help_texts = {
        "query": _("As it is typed above the list of tickets: is:open group:mine."),
        "sort": _("A column of the list; with - before it the other way round. Empty = by need."),
        "is_for_all": _("On = every agent has it."),
        "groups": _("Else: whose members have it, too."),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave out what people keep for themselves."""
        return super().get_queryset(request).filter(Q(owner=None) | Q(is_for_all=True))

    def add_row(self, actor: Actor, values: Values) -> SavedView:
        """Create the view."""
        return create_view(actor, ViewDraft(**values))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the view."""
        update_view(actor, row.pk, ViewPatch(**values))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Delete the view, with its pins."""
        delete_view(actor, row.pk)

    @display(description=_("owner"), ordering="owner__username")
    def owner_shown(self, view: SavedView) -> str:
        """Return who keeps it; those of nobody belong to the desk."""
        return view.owner.shown_name if view.owner is not None else str(_("the desk"))


class NounFilter(admin.SimpleListFilter):
    """Watchers of one kind of rows."""

    title = _("what is watched")
    parameter_name = "noun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what can be watched."""
        return [(noun, str(word)) for noun, word in WATCHED.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the watchers of the chosen kind."""
        return queryset.filter(noun__model=self.value()) if self.value() else queryset


WATCHED: dict[str, Any] = {
    "company": _("company"),
    "group": _("group"),
    "location": _("location"),
}


@admin.register(EntityObserver)
class EntityObserverAdmin(JournaledAdmin):
    """Who is told of everything somewhere. They are added on the desk's page of that name."""

    can_add = False
    can_change = False
    can_delete = True
    list_display = ("watched", "user", "group", "created_at")
    list_filter = (NounFilter,)
    list_select_related = ("user", "group", "noun")
    search_fields = ("=object_id", "user__username", "user__real_name", "group__full_name")
    ordering = ("noun", "object_id", "id")
    fields = ("watched", "user", "group", "created_at")
    readonly_fields = ("watched", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Load what is watched with the rows of a page."""
        return super().get_queryset(request).prefetch_related("owner")

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Take the watcher off."""
        stop_observing(actor, row.owner, [row.user or row.group])

    @display(description=_("what is watched"))
    def watched(self, row: EntityObserver) -> str:
        """Return kind and name of the watched row."""
        word = WATCHED.get(row.noun.model, row.noun.model)
        return f"{word}: {row.owner or row.object_id}"
