"""Forms of people: who they are, their passwords, when they are away."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from accounts.models import User
from doors.admin import RefusableForm, Values


def password_field(**kwargs: Any) -> forms.CharField:
    """Return a field whose value is never shown again."""
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
    return forms.CharField(widget=widget, strip=False, max_length=1024, **kwargs)


class UserForm(RefusableForm):
    """A person; language and time zone are chosen from those that the desk has."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[], required=False, widget=UnfoldAdminSelectWidget()
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[], required=False, widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(name, name) for name in sorted(available_timezones())]
        offered = {"language": list(settings.LANGUAGES), "time_zone": zones}
        for name, choices in offered.items():
            field: Any = self.fields[name]
            kept = getattr(self.instance, name)
            unknown = [(kept, kept)] if kept and kept not in dict(choices) else []
            field.choices = [("", _("as the desk")), *choices, *unknown]


class NewUserForm(UserForm):
    """A new person, invited by mail or given a password."""

    invites = forms.BooleanField(
        label=_("Invite by mail"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_(
            "A link, good for 72 hours and once, with which the person chooses a password."
        ),
    )

    password = password_field(
        label=_("Password"),
        required=False,
        help_text=_("Instead of an invitation. Empty and not invited = nobody signs in with it."),
    )

    def clean(self) -> Values:
        """Ask for the address that an invitation goes to."""
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            cleaned["invites"] = False
        if cleaned.get("invites") and not cleaned.get("email"):
            self.add_error("email", _("An invitation needs an address."))
        return cleaned

    def clean_password(self) -> str | None:
        """Hold the password against the rules for people; empty is none."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.instance)
        return password or None


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = password_field(label=_("New password"))
    again = password_field(label=_("Once more"))

    def __init__(self, user: User | None, data: Any = None) -> None:
        self.user = user
        super().__init__(data)

    def clean(self) -> Values:
        """Refuse a slip of the fingers and passwords that are easily guessed."""
        cleaned = super().clean() or {}
        if cleaned.get("password") != cleaned.get("again"):
            raise ValidationError({"again": _("The two passwords differ.")})
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], self.user)
            except ValidationError as error:
                raise ValidationError({"password": error}) from error
        return cleaned


class AbsenceForm(forms.ModelForm):
    """A time in which a person is away."""

    def clean(self) -> Values:
        """Refuse an end before the begin."""
        cleaned = super().clean() or {}
        begin, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begin is not None and end is not None and end <= begin:
            self.add_error("ends_at", _("It ends before it begins."))
        return cleaned
