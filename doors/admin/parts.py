"""Rows that are listed below the form of the row they belong to."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from unfold.admin import TabularInline

from audit import rows
from audit.actor import Actor
from doors.admin.fields import Values
from doors.admin.trash import without_trash


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
        return without_trash(super().get_queryset(request))

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
