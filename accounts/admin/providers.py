"""Where people may sign in elsewhere: providers of OpenID Connect, with a test."""

from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from accounts.admin.people_forms import password_field
from accounts.drafts import ProviderDraft
from accounts.models import IdentityProvider
from accounts.operations import create_provider, delete_provider, update_provider
from accounts.outside import discovered
from audit.actor import Actor
from doors.admin import JournaledAdmin, RefusableForm, Values

# allauth's own pages would write without the journal, and show what is nobody's to see.
for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderForm(RefusableForm):
    """A provider; its secret is never sent to the browser."""

    secret = password_field(
        label=_("Client secret"), required=False, help_text=_("Empty = stays as it is.")
    )


@admin.register(IdentityProvider)
class IdentityProviderAdmin(JournaledAdmin):
    """Providers that vouch for people."""

    form = ProviderForm
    can_delete = True
    help_texts = {
        "name": _("The button on the sign-in page says “Sign in with …”."),
        "slug": _("Small letters and digits, as “google”. Part of the address below."),
        "issuer_url": _("As https://login.example.com. The desk reads the rest from there."),
        "client_id": _("As the provider gave it to you."),
        "trusts_email": _(
            "An address that the provider calls verified lets in whoever has it here. Only for "
            "providers that check addresses, such as your own."
        ),
        "is_second_factor": _("The desk then asks for none of its own."),
        "new_people_role": _("Unknown people get an account with it. Empty = they are refused."),
    }
    list_display = ("name", "slug", "issuer_url", "is_active", "new_people_role")
    list_select_related = ("new_people_role",)
    list_filter = ("is_active",)
    search_fields = ("name", "slug", "issuer_url")
    ordering = ("name",)
    fields = (
        "name",
        "slug",
        "issuer_url",
        "client_id",
        "secret",
        "callback",
        "is_active",
        "trusts_email",
        "is_second_factor",
        "new_people_role",
    )
    readonly_fields = ("callback",)
    actions_detail = ("test",)

    @admin.display(description=_("Address for the provider's list of redirects"))
    def callback(self, provider: IdentityProvider) -> str:
        """Return where the provider sends people back to."""
        slug = provider.slug or "…"
        return f"{settings.DESK_PUBLIC_URL}/accounts/oidc/{slug}/login/callback/"

    def add_row(self, actor: Actor, values: Values) -> IdentityProvider:
        """Add the provider."""
        return create_provider(actor, ProviderDraft(**values))

    def change_row(self, actor: Actor, row: Any, values: Values) -> None:
        """Replace the provider's settings; what is not given stays."""
        names = [name for name in self.fields if name not in ("secret", "callback")]
        kept = {name: getattr(row, name) for name in names}
        update_provider(actor, row.pk, ProviderDraft(**{**kept, **values}))

    def remove_row(self, actor: Actor, row: Any) -> None:
        """Put the provider in the trash."""
        delete_provider(actor, row.pk)

    @action(description=_("Test"), url_path="test", icon="network_check")
    def test(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask the provider what it tells of itself, and say whether that is enough."""

        def act(actor: Actor, row: IdentityProvider, values: Values) -> None:
            told = _ask(row)
            missing = [name for name in NEEDED if not told.get(name)]
            if missing:
                raise forms.ValidationError(
                    _("The answer lacks %(names)s.") % {"names": ", ".join(missing)}
                )
            self.message_user(request, f"issuer: {told['issuer']}", messages.INFO)

        form = forms.Form(request.POST if request.method == "POST" else None)
        title, done = str(_("Test the provider")), str(_("The provider answers as it should."))
        return self.form_page(
            request, object_id, form, act, title=title, done=done, submit=str(_("Test"))
        )


def _ask(provider: IdentityProvider) -> dict[str, Any]:
    try:
        return discovered(provider.issuer_url)
    except (requests.RequestException, ValueError) as error:
        raise forms.ValidationError(
            _("The provider does not answer as it should: %(error)s") % {"error": error}
        ) from error
