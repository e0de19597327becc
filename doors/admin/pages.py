"""Pages of one table: each change saved on them leaves one journal entry.

A page saves through hooks that call operations; nothing here writes a row.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from audit import rows
from audit.actor import Actor
from audit.journal import noun_of
from audit.needs import Use, purge_unused, uses_of
from doors.actors import actor_of
from doors.admin.fields import RefusableForm, Values, add_refusal
from doors.admin.trash import without_trash

NAME_LENGTH = 80
"""Letters of the name of a row that is one of several."""


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
        return without_trash(super().get_queryset(request))

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


class CatalogueAdmin(JournaledAdmin):
    """Pages of rows to choose from: one that nothing needs can be removed for good, and of any
    other the page says what needs it. `parts` are tables whose rows go with it.
    """

    can_delete = True
    parts: tuple[type[models.Model], ...] = ()
    delete_confirmation_template = "back_office/remove.html"

    def is_builtin(self, row: Any) -> bool:
        """Tell whether the desk itself needs a row, so that it cannot be removed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Built-in rows stay."""
        is_own = obj is None or not self.is_builtin(obj)
        return is_own and super().has_delete_permission(request, obj)

    def remove_row(self, actor: Actor, row: models.Model) -> None:
        """Remove a row that nothing needs."""
        purge_unused(actor, row, parts=self.parts)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Values | None = None
    ) -> Any:
        """Say what needs the row, or ask whether it shall go."""
        row = self.get_object(request, object_id)
        uses = uses_of(row, parts=self.parts) if row is not None else []
        shown = [self._shown_use(request, use) for use in uses]
        return super().delete_view(request, object_id, {"uses": shown})

    def _shown_use(self, request: HttpRequest, use: Use) -> Values:
        """Return what needs the row with names, and addresses of those that have a page."""
        named = [
            {
                "name": Truncator(str(row).strip() or f"#{row.pk}").chars(NAME_LENGTH),
                "is_trash": getattr(row, "deleted_at", None) is not None,
                "address": self._address_of(request, row),
            }
            for row in use.some
        ]
        return {
            "word": use.word,
            "number": use.number,
            "named": named,
            "more": use.number - len(named),
        }

    def _address_of(self, request: HttpRequest, row: models.Model) -> str:
        """Return the row's page in the back office; "" where the reader has none."""
        site, table = self.admin_site, type(row)
        if not site.is_registered(table) or getattr(row, "deleted_at", None) is not None:
            return ""
        if not site.get_model_admin(table).has_view_permission(request, row):
            return ""
        name = f"admin:{table._meta.app_label}_{table._meta.model_name}_change"
        return reverse(name, args=[row.pk])


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
