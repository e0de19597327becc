"""The back office: base classes under which every change is journaled, and the ledger's own pages.

A page saves through hooks that call operations; nothing here writes a row. Rows of other apps are
shown by the `admin` module of their app.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from audit import rows
from audit.actor import Actor
from audit.journal import noun_of
from audit.models import ImportedId, JobRun, JournalEntry
from doors.actors import actor_of

Values = dict[str, Any]


def comment_field() -> forms.CharField:
    """Return a field for a remark: a few lines, which may stay empty."""
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return forms.CharField(label=_("Comment"), required=False, widget=widget)


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": UnfoldAdminTextareaWidget(attrs={"rows": 4}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Return the list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines that are not empty."""
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lists, not their text."""
        return bool(self.to_python(initial) != self.to_python(data))


class RefusableForm(forms.ModelForm):
    """A form that also shows why an operation refused it."""

    refusal: ValidationError | None = None

    def clean(self) -> Values:
        """Add the operation's words to the fields they are about."""
        cleaned = super().clean() or {}
        if self.refusal is not None:
            add_refusal(self, self.refusal)
        return cleaned


def add_refusal(form: forms.Form | forms.ModelForm, refusal: ValidationError) -> None:
    """Put an operation's refusal on a form; what is about no field of it stands above."""
    has_fields = hasattr(refusal, "error_dict")
    by_field = refusal.error_dict if has_fields else {NON_FIELD_ERRORS: refusal.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


class JournaledAdmin(ModelAdmin):
    """Pages of one model; what is saved on them leaves one journal entry per change.

    Subclasses whose rows have operations call them in `add_row`, `change_row` and `remove_row`.
    Rows in the trash are not shown. Nothing is deleted in bulk.
    """

    form = RefusableForm
    add_form: type[RefusableForm] | None = None
    # name of a field -> what to know before filling it in
    help_texts: Mapping[str, Any] = {}
    can_add = True
    can_change = True
    can_delete = False
    delete_confirmation_template = "back_office/delete.html"
    list_per_page = 50

    def add_row(self, actor: Actor, values: Values) -> models.Model:
        """Make a row of the form's values and return it."""
        return rows.insert_row(actor, self.model(), values)

    def change_row(self, actor: Actor, row: models.Model, values: Values) -> None:
        """Change a row; `values` holds the fields that differ from what was shown."""
        rows.change_row(actor, row, values)

    def remove_row(self, actor: Actor, row: models.Model) -> None:
        """Put a row in the trash."""
        rows.trash_row(actor, row)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Return the rows that are not in the trash."""
        return _without_trash(super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators may, where the page can."""
        return self.can_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may, where the page can."""
        return self.can_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may, where the page can."""
        return self.can_delete and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave the deletion in bulk out."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Hand the refusal of the first attempt to the form that shows it.

        New rows have the form `add_form`, where there is one.
        """
        if obj is None and self.add_form is not None:
            kwargs.setdefault("form", self.add_form)
        form = super().get_form(request, obj, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Add what is to know about the field; a remark needs few lines."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.help_text = self.help_texts.get(db_field.name, field.help_text)
            if db_field.name == "comment":
                field.widget.attrs["rows"] = 3
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Values | None = None,
    ) -> Any:
        """Show the form again with the reason when an operation refuses it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Call the hook for a new or a changed row."""
        actor = actor_of(request)
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            if values:
                self.change_row(actor, obj, values)
        else:
            obj.pk = self.add_row(actor, dict(form.cleaned_data)).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Call the hooks of the parts listed below the form."""
        actor, owner = actor_of(request), form.instance
        parts = {inline.model: inline for inline in self.get_inline_instances(request, owner)}
        for formset in formsets:
            for part in formset.forms:
                parts[formset.model].keep_part(actor, owner, formset, part)

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Return nothing: the journal knows what changed."""
        return []

    def log_addition(self, *args: Any, **kwargs: Any) -> None:
        """Write nothing beside the journal."""

    def log_change(self, *args: Any, **kwargs: Any) -> None:
        """Write nothing beside the journal."""

    def log_deletions(self, *args: Any, **kwargs: Any) -> None:
        """Write nothing beside the journal."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """Name the row alone: what hangs on it stays."""
        return [str(row) for row in objs], {}, set(), []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Values | None = None
    ) -> Any:
        """Delete after a question; a refusal is told on the row's page."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            self.tell_refusal(request, refusal)
            return self.back_to(object_id)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Call the hook."""
        self.remove_row(actor_of(request), obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Values | None = None
    ) -> HttpResponseRedirect:
        """Show the row's part of the journal."""
        query = urlencode({"noun": noun_of(self.model()), "object_id": object_id})
        return HttpResponseRedirect(f"{reverse('admin:audit_journalentry_changelist')}?{query}")

    def act_on_each(
        self,
        request: HttpRequest,
        keys: Iterable[Any],
        act: Callable[[Actor, Any], object],
        told: str,
    ) -> None:
        """Call an operation for each chosen row; count what was done, tell each other refusal."""
        done, refused = 0, set()
        for key in keys:
            try:
                act(actor_of(request), key)
                done += 1
            except ValidationError as refusal:
                refused.update(refusal.messages)
        if done:
            self.message_user(request, told.format(count=done), messages.SUCCESS)
        for message in sorted(refused):
            self.message_user(request, message, messages.ERROR)

    def form_page(
        self,
        request: HttpRequest,
        object_id: str,
        form: forms.Form,
        act: Callable[[Actor, Any, Values], object],
        *,
        title: str,
        done: str,
        submit: str = "",
    ) -> HttpResponse:
        """Answer a page with one form about one row: show it, or call the operation with it."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied

        def save(actor: Actor, values: Values) -> None:
            act(actor, row, values)

        context = {"original": row, "title": title, "subtitle": str(row)}
        if submit:
            context["submit_word"] = submit
        answer = self._answer_form(request, form, save, context, done)
        return self.back_to(object_id) if answer is None else answer

    def list_form_page(
        self,
        request: HttpRequest,
        form: forms.Form,
        act: Callable[[Actor, Values], object],
        *,
        title: str,
        submit: str,
        done: str,
    ) -> HttpResponse:
        """Answer a page with one form about no row: show it, or call the operation with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {"title": title, "submit_word": submit, "back_link": "../"}
        answer = self._answer_form(request, form, act, context, done)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(name)) if answer is None else answer

    def _answer_form(
        self,
        request: HttpRequest,
        form: forms.Form,
        act: Callable[[Actor, Values], object],
        context: Values,
        done: str,
    ) -> HttpResponse | None:
        """Show the form; None once the operation did its work."""
        if request.method == "POST" and form.is_valid():
            try:
                act(actor_of(request), form.cleaned_data)
            except ValidationError as refusal:
                add_refusal(form, refusal)
            else:
                self.message_user(request, done, messages.SUCCESS)
                return None
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "back_link": "../change/",
            "submit_word": _("Save"),
            **context,
        }
        return TemplateResponse(request, "back_office/form.html", shown)

    def tell_refusal(self, request: HttpRequest, refusal: ValidationError) -> None:
        """Tell why an operation refused."""
        for message in refusal.messages:
            self.message_user(request, message, messages.ERROR)

    def back_to(self, object_id: str) -> HttpResponseRedirect:
        """Return to the row's page."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[object_id]))


def _without_trash(found: models.QuerySet) -> models.QuerySet:
    return found.filter(deleted_at=None) if rows.has_trash(found.model) else found


class ReadOnlyAdmin(JournaledAdmin):
    """Pages that only show."""

    can_add = False
    can_change = False


class OnePageAdmin(JournaledAdmin):
    """One page in the place of a list: its `changelist_view` shows and saves everything."""

    can_add = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Values | None = None,
    ) -> Any:
        """Lead to the one page: a single row has none."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(name))


class _NamedCells(forms.ModelForm):
    """A line of a list: each control bears the name of its column, for those who hear the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # a select may stand inside a widget that adds links to it
            widget: Any = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label)


class PartInline(TabularInline):
    """Rows that hang on the row of a page, each change of them journaled on their owner."""

    extra = 0
    can_add = True
    can_change = True
    can_remove = False

    def add_part(self, actor: Actor, owner: Any, values: Values) -> None:
        """Make a part of the form's values."""
        row = self.model(**{self.link_name(owner): owner})
        rows.insert_row(actor, row, values, owner=owner)

    def change_part(self, actor: Actor, owner: Any, row: Any, values: Values) -> None:
        """Change a part; `values` holds the fields that differ from what was shown."""
        rows.change_row(actor, row, values, owner=owner)

    def remove_part(self, actor: Actor, owner: Any, row: Any) -> None:
        """Put a part in the trash."""
        rows.trash_row(actor, row, owner=owner)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Name the controls of each line."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("NamedLine", (_NamedCells, formset.form), {})
        return formset

    def link_name(self, owner: Any) -> str:
        """Return the name of the key by which a part belongs to its owner."""
        if self.fk_name:
            return str(self.fk_name)
        keys = [field for field in self.model._meta.fields if field.related_model is type(owner)]
        return str(keys[0].name)

    def keep_part(self, actor: Actor, owner: Any, formset: Any, form: forms.ModelForm) -> None:
        """Call the hook for one line of the list."""
        is_new, row = form.instance._state.adding, form.instance
        if formset.can_delete and formset._should_delete_form(form):
            if not is_new:
                self.remove_part(actor, owner, row)
        elif form.has_changed():
            own = {formset.fk.name, self.model._meta.pk.name, "DELETE"}
            if is_new:
                given = {name: form.cleaned_data[name] for name in form.fields if name not in own}
                self.add_part(actor, owner, given)
            else:
                changed = [name for name in form.changed_data if name not in own]
                self.change_part(
                    actor, owner, row, {name: form.cleaned_data[name] for name in changed}
                )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Return the parts that are not in the trash."""
        return _without_trash(super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may, where the list can."""
        return self.can_add and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may, where the list can."""
        return self.can_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators may, where the list can."""
        return self.can_remove and super().has_delete_permission(request, obj)


class ReadOnlyInline(PartInline):
    """Parts that are only shown."""

    can_add = False
    can_change = False


# --- the ledger ------------------------------------------------------------------------------


class NounFilter(admin.SimpleListFilter):
    """Entries about rows of one table."""

    title = _("noun")
    parameter_name = "noun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the tables that have pages here."""
        models_shown = admin.site._registry
        return sorted((noun_of(m()), str(m._meta.verbose_name)) for m in models_shown)

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Return the entries about the chosen noun."""
        return queryset.filter(noun=self.value()) if self.value() else queryset


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Who changed what, when, and through which door."""

    list_display = ("recorded_at", "verb", "object_shown", "actor_shown", "door", "changes_shown")
    list_display_links = ("recorded_at", "verb")
    list_filter = (NounFilter, "door")
    search_fields = ("=object_id", "verb", "names__actor", "names__principal", "=request_id")
    search_help_text = _("Number of the object, verb, login name or request id")
    ordering = ("-id",)
    fields = (
        "recorded_at",
        "verb",
        "object_shown",
        "part_shown",
        "actor_shown",
        "door",
        "address",
        "request_id",
        "caused_by",
        "changes_shown",
        "message",
        "dispatched_at",
    )
    readonly_fields = ("object_shown", "part_shown", "actor_shown", "changes_shown")

    @display(description=_("object"))
    def object_shown(self, entry: JournalEntry) -> str:
        """Return noun and number."""
        return f"{entry.noun} {entry.object_id}"

    @display(description=_("part"))
    def part_shown(self, entry: JournalEntry) -> str:
        """Return noun and number of the part."""
        return f"{entry.part_noun} {entry.part_id}" if entry.part_noun else "-"

    @display(description=_("actor"))
    def actor_shown(self, entry: JournalEntry) -> str:
        """Return the login name at that moment, and of whoever acted for this person."""
        name, person = (
            str((entry.names.get(key) or [None, None])[1] or "") for key in ("principal", "actor")
        )
        if name and name != person:
            return _("{name} for {person}").format(name=name, person=person)
        return person or "-"

    @display(description=_("changes"))
    def changes_shown(self, entry: JournalEntry) -> str:
        """Return one line per field: old and new, in words where the entry has them."""
        lines = [
            (name, *(_short(value) for value in entry.names.get(name, values)))
            for name, values in entry.changes.items()
        ]
        return format_html_join("", "<div><b>{}</b>: {} → {}</div>", lines) or "-"


def _short(value: Any) -> str:
    text = "∅" if value in (None, "", [], {}) else str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


OUTCOMES = {"done": "success", "failed": "danger", "": "info"}


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """When periodic work ran and how it ended."""

    list_display = ("name", "slot", "started_at", "ended_at", "outcome_shown", "message")
    list_filter = ("name", "outcome")
    search_fields = ("name", "message")
    ordering = ("-id",)

    @display(description=_("outcome"), label=OUTCOMES, ordering="outcome")
    def outcome_shown(self, run: JobRun) -> tuple[str, str]:
        """Return the outcome as a coloured word."""
        return run.outcome, run.outcome or "running"


@admin.register(ImportedId)
class ImportedIdAdmin(ReadOnlyAdmin):
    """Numbers of other desks that could not be kept."""

    list_display = ("source", "noun", "foreign_id", "object_id")
    list_filter = ("source",)
    search_fields = ("=foreign_id", "=object_id")
