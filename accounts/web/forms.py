"""Forms of signing in, and of what people change about themselves."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations.sign_in import LONGEST_SECRET, count_failure, is_paused
from accounts.vocabulary import SCOPE_NOUNS

LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("One year")), ("", _("No end"))]


def secret_field(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    """Return a field whose value is never shown again."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "form-control"})
    return forms.CharField(label=label, strip=False, widget=widget, **kwargs)


class SignInForm(forms.Form):
    """Name (or mail address) and password; the limiter and the journal are those of all doors."""

    username = forms.CharField(required=False)
    password = forms.CharField(required=False, strip=False)
    remember = forms.BooleanField(required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Find out who it is; whatever is wrong, the answer is the same."""
        user = self._user() if not self.errors else None
        if user is None:
            self._errors = self.error_class_of_nothing()
            raise get_adapter().validation_error("username_password_mismatch")
        self.user = user
        return self.cleaned_data

    def error_class_of_nothing(self) -> Any:
        """Forget errors of single fields: they would tell what is expected."""
        return forms.utils.ErrorDict()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on with the steps of the sign-in."""
        credentials = {"username": self.cleaned_data["username"]}
        login = Login(user=self.user, redirect_url=redirect_url)
        answer: HttpResponse = perform_password_login(request, credentials, login)
        is_remembered = self.cleaned_data["remember"]
        request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_remembered else 0)
        return answer

    def _user(self) -> Any:
        """Return the person; each value must have come exactly once (threats.md rule 7)."""
        values = {}
        for name in ("username", "password"):
            given = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
            if len(given) != 1 or len(given[0]) > LONGEST_SECRET:
                return None
            values[name] = given[0]
        return get_adapter(self.request).authenticate(
            self.request, username=values["username"].strip(), password=values["password"]
        )


class _Limited:
    """Codes count in the limiter of all doors."""

    user: User

    def _limited(self, check: Any) -> Any:
        address = context.request.META.get("REMOTE_ADDR", "")
        if is_paused(self.user.username, address, self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return check()
        except ValidationError:
            count_failure(self.user.username, address)
            raise


class CodeForm(_Limited, AuthenticateForm):
    """The code of an app, or a recovery code, as the second step of a sign-in."""

    def clean_code(self) -> Any:
        """Compare with what the person has set up."""
        return self._limited(super().clean_code)


class CodeAgainForm(_Limited, ReauthenticateForm):
    """A code before something delicate."""

    def clean_code(self) -> Any:
        """Compare with what the person has set up."""
        return self._limited(super().clean_code)


class PasskeyForm(_Limited, AuthenticateWebAuthnForm):
    """A passkey as the second step of a sign-in."""

    def clean_credential(self) -> Any:
        """Check the answer of the key."""
        return self._limited(super().clean_credential)


class PasskeyAgainForm(_Limited, ReauthenticateWebAuthnForm):
    """A passkey before something delicate."""

    def clean_credential(self) -> Any:
        """Check the answer of the key."""
        return self._limited(super().clean_credential)


class ForgottenForm(forms.Form):
    """Who wants a new password."""

    login = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=LONGEST_SECRET,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "autofocus": True,
            }
        ),
    )


class NewPasswordForm(forms.Form):
    """A password that follows the rules, typed twice."""

    password = secret_field(
        _("New password"),
        "new-password",
        max_length=LONGEST_SECRET,
        help_text=_("At least 10 characters. A few words that do not belong together are good."),
    )
    again = secret_field(_("Once more"), "new-password", max_length=LONGEST_SECRET)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a slip of the fingers and passwords that are easily guessed."""
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password is None:
            return cleaned
        if again is not None and again != password:
            self.add_error("again", _("The two passwords differ."))
        try:
            validate_password(password, self.user)
        except ValidationError as error:
            self.add_error("password", error)
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """A new password of somebody who knows the old one."""

    old = secret_field(_("Present password"), "current-password")
    field_order = ("old", "password", "again")

    def clean_old(self) -> str:
        """Ask the limiter and the stored hash."""
        old: str = self.cleaned_data["old"]
        if not get_adapter().reauthenticate(self.user, old):
            raise ValidationError(_("This is not your present password."), code="wrong")
        return old


class ProfileForm(forms.Form):
    """Language and time zone; empty = those of the desk."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, zones: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        browser, desk = _("As the browser asks"), _("As the desk: %(zone)s")
        for name, choices in (
            ("language", [("", browser), *settings.LANGUAGES]),
            ("time_zone", [("", desk % {"zone": settings.TIME_ZONE}), *((z, z) for z in zones)]),
        ):
            field = self.fields[name]
            field.widget = forms.Select(attrs={"class": "form-select"})
            field.choices = choices  # type: ignore[attr-defined]  # fields are typed as Field


class TokenForm(forms.Form):
    """A new token: its name, how long it lives, and what it may do."""

    name = forms.CharField(
        label=_("Name"),
        max_length=255,
        help_text=_("What it is for, so that you know it again."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    days = forms.ChoiceField(
        label=_("Good for"),
        choices=LIVES,
        initial="90",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reach = forms.ChoiceField(
        label=_("It may"),
        initial="read",
        choices=[
            ("read", _("Read everything that you may read")),
            ("all", _("Do everything that you may do")),
            ("some", _("Only what is ticked below")),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Parts"),
        required=False,
        choices=[(f"{n}:{v}", f"{n}:{v}") for n in SCOPE_NOUNS for v in ("read", "write")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for at least one part where parts were chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("reach") == "some" and not cleaned.get("scopes"):
            raise ValidationError({"scopes": _("Tick at least one part.")})
        return cleaned

    def words(self) -> list[str]:
        """Return the scopes as a token keeps them."""
        reach = self.cleaned_data["reach"]
        chosen: list[str] = self.cleaned_data["scopes"]
        return {"all": [], "read": ["read"]}.get(reach, chosen)
