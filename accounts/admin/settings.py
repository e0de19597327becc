"""One page for all settings that the database keeps: switches of the older APIs, limits, mail."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from accounts.models import Setting
from accounts.operations import change_settings
from accounts.queries import open_settings
from accounts.vocabulary import SETTINGS, SettingSpec
from doors.actors import actor_of
from doors.admin import LinesField, OnePageAdmin, Values, add_refusal

FIELDS: dict[type, Any] = {
    bool: lambda **kwargs: forms.BooleanField(widget=UnfoldBooleanSwitchWidget(), **kwargs),
    int: lambda **kwargs: forms.IntegerField(widget=UnfoldAdminIntegerFieldWidget(), **kwargs),
    str: lambda **kwargs: forms.CharField(widget=UnfoldAdminTextInputWidget(), **kwargs),
    list: LinesField,
}


# first word of the names -> what is set there
SECTIONS: dict[str, Any] = {
    "approvals": _("Approvals"),
    "glpi": "GLPI (apirest.php)",
    "integria": "Integria IMS, Pandora ITSM (api.php)",
    "invgate": "InvGate",
    "kb": _("Knowledge"),
    "limits": _("Limits of sign-in"),
    "retention": _("Retention"),
    "sign_in": _("Sign-in"),
    "tickets": _("Tickets"),
}


class SettingsForm(forms.Form):
    """A field for each declared setting that people change, in the order of their names.

    A secret is never sent to the browser: its field is empty, and left empty it stays.
    """

    def __init__(self, values: Values, data: Any = None) -> None:
        super().__init__(data)
        for spec in shown_settings():
            self.fields[spec.name] = _field(spec, values.get(spec.name))

    def sections(self) -> Iterator[tuple[str, Any, list[Any]]]:
        """Yield (first word of the names, what is set there, their fields)."""
        prefixes = sorted({name.split(".")[0] for name in self.fields})
        for prefix in prefixes:
            names = [name for name in self.fields if name.startswith(f"{prefix}.")]
            yield prefix, SECTIONS.get(prefix, prefix.capitalize()), [self[name] for name in names]

    def changes(self) -> Values:
        """Return what was given, without the secrets that stay."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value or not SETTINGS[name].is_secret
        }


def shown_settings() -> list[SettingSpec]:
    """Return the settings that people change; the desk's own notes are dicts."""
    specs = [spec for spec in SETTINGS.values() if spec.kind in FIELDS]
    return sorted(specs, key=lambda spec: spec.name)


def _field(spec: SettingSpec, value: Any) -> forms.Field:
    field: forms.Field = FIELDS[spec.kind](
        label=spec.label, help_text=spec.help, required=spec.kind is int, initial=value
    )
    if spec.is_secret:
        field.widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
        field.initial = ""
        field.help_text = f"{spec.help} {_('Empty = stays as it is.')}"
    elif value is not None and value != spec.default:
        field.usual = _usual(spec.default)  # type: ignore[attr-defined]  # read by the template
    return field


def _usual(value: Any) -> str:
    """Return in words what a setting is as long as nobody changes it."""
    if isinstance(value, bool):
        return gettext("on") if value else gettext("off")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or gettext("empty")
    return str(value) or gettext("empty")


@admin.register(Setting)
class SettingAdmin(OnePageAdmin):
    """The page of all settings."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the settings, or change those that differ: one journal entry each."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = SettingsForm(open_settings(), request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                change_settings(actor_of(request), form.changes())
            except ValidationError as refusal:
                add_refusal(form, refusal)
            else:
                self.message_user(request, _("The settings were saved."), messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": _("Settings"),
        }
        return TemplateResponse(request, "back_office/settings.html", context)
