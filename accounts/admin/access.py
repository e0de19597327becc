"""What lets machines in: tokens, shown once, and API clients with networks and API password."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.admin.people_forms import password_field
from accounts.models import ApiClient, Token
from accounts.operations import (
    create_api_client,
    create_token,
    revoke_token,
    set_client_secret,
    update_api_client,
)
from audit.actor import Actor
from doors.actors import actor_of
from doors.admin import JournaledAdmin, LinesField, RefusableForm, Values


@admin.register(Token)
class TokenAdmin(JournaledAdmin):
    """Secrets that stand for people."""

    can_change = False
    help_texts = {
        "user": _("The token may do what this user may."),
        "name": _("What it is for; by it one finds the token again."),
        "kind": _("Personal = for the REST API, or GLPI's user token."),
        "expires_at": _("Empty = it does not end by itself."),
    }
    list_display = (
        "name",
        "prefix_shown",
        "user",
        "kind",
        "state_shown",
        "created_at",
        "expires_at",
        "last_used_at",
    )
    list_filter = ("kind", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "prefix")
    ordering = ("-id",)
    autocomplete_fields = ("user",)
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask what a new token needs; show what is known of an old one."""
        asked = ("user", "name", "kind", "expires_at")
        return (*asked, "prefix_shown", "last_used_at", "revoked_at") if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An old token is only shown."""
        return ("prefix_shown", "last_used_at", "revoked_at") if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Create the token; its secret lives until this request is answered."""
        values = form.cleaned_data
        token, secret = create_token(
            actor_of(request),
            values["user"],
            name=values["name"],
            kind=values["kind"],
            expires_at=values["expires_at"],
        )
        obj.pk, obj.prefix, obj.secret = token.pk, token.prefix, secret

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret on this one page: not in a message, which would be stored."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": _("New token"),
            "subtitle": str(obj),
            "secret": obj.secret,
        }
        return TemplateResponse(request, "back_office/secret.html", context)

    @admin.action(description=_("Revoke the selected tokens"), permissions=["add"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        """End tokens at once."""
        keys = queryset.filter(revoked_at=None).values_list("pk", flat=True)
        self.act_on_each(request, list(keys), revoke_token, str(_("{count} revoked.")))

    @display(description=_("begins with"))
    def prefix_shown(self, token: Token) -> str:
        """Return the first characters, by which the owner knows it."""
        return f"{token.prefix}…"

    @display(description=_("state"), label={"live": "success", "revoked": "danger"})
    def state_shown(self, token: Token) -> tuple[str, Any]:
        """Return whether the token was revoked, as a coloured word."""
        return ("revoked", _("revoked")) if token.revoked_at else ("live", _("live"))


class ApiClientForm(RefusableForm):
    """Which machines may call."""

    networks = LinesField(
        label=_("Networks"),
        required=False,
        help_text=_("One address or network a line, as 10.0.0.0/8; * = any address."),
    )

    scopes = LinesField(
        label=_("Scopes"),
        required=False,
        help_text=_("One word a line, as api.v1.incident:get; * = all. For clients with a login."),
    )


DIALECTS = (
    ("integria", "api.php (Integria IMS, Pandora ITSM)"),
    ("invgate", "InvGate Service Desk"),
    ("glpi", "apirest.php (GLPI, ITSM-NG)"),
)


class NewApiClientForm(ApiClientForm):
    """Which machines may call, and with which password."""

    dialect = forms.ChoiceField(label=_("API"), choices=DIALECTS, widget=UnfoldAdminSelectWidget())

    secret = password_field(
        label=_("API password"),
        required=False,
        help_text=_("Empty = none is asked for. It is never shown again."),
    )


class ApiPasswordForm(forms.Form):
    """A new API password, or none."""

    secret = password_field(label=_("New API password"), required=False)
    is_none = forms.BooleanField(label=_("Ask for no API password"), required=False)

    def clean(self) -> Values:
        """Ask for exactly one of the two, so that nobody takes the password away by accident."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("secret")) == bool(cleaned.get("is_none")):
            raise forms.ValidationError(_("Type a password, or tick the box."))
        return cleaned


@admin.register(ApiClient)
class ApiClientAdmin(JournaledAdmin):
    """Programs that call us, and from where."""

    form = ApiClientForm
    add_form = NewApiClientForm
    help_texts = {
        "login": _("Only for InvGate's API: the name of the program, which signs in with it."),
        "user": _("Only with a login name: as whom the program acts."),
        "is_active": _("Off = its calls are refused."),
        "edition": _("Only for api.php: the layout this program knows. Empty = the setting's."),
    }
    can_delete = True
    list_display = ("name", "dialect", "networks_shown", "is_active", "has_password", "updated_at")
    list_filter = ("dialect", "is_active")
    search_fields = ("name", "comment", "login")
    autocomplete_fields = ("user",)
    actions_detail = ("api_password",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A client keeps its dialect; its password has a page of its own."""
        if obj is None:
            return ("name", "dialect", "networks", "secret", "login", "user", "scopes", "comment")
        return (
            "name", "dialect", "networks", "is_active", "edition", "has_password", "login", "user",
            "scopes", "comment",
        )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A client keeps its dialect."""
        return ("dialect", "has_password") if obj else ()

    def add_row(self, actor: Actor, values: Values) -> ApiClient:
        """Create the client."""
        return create_api_client(actor, **values)

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Change the client."""
        update_api_client(actor, row.pk, values)

    @display(description=_("networks"))
    def networks_shown(self, client: ApiClient) -> str:
        """Return the networks on one line."""
        return ", ".join(client.networks)

    @display(description=_("API password"), boolean=True)
    def has_password(self, client: ApiClient) -> bool:
        """Tell whether a password is asked for."""
        return bool(client.secret_hash)

    @action(description=_("Set API password"), url_path="api-password", icon="password")
    def api_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Set the API password, or ask for none."""

        def act(actor: Actor, client: ApiClient, values: Values) -> None:
            set_client_secret(actor, client.pk, values["secret"])

        form = ApiPasswordForm(request.POST or None)
        title, done = str(_("Set API password")), str(_("The API password was changed."))
        return self.form_page(request, object_id, form, act, title=title, done=done)
