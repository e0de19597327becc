"""How allauth, which runs the steps of a sign-in, meets the desk's people, limiter and journal."""

import time
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import IdentityProvider, User
from accounts.operations import begin_session, create_person_of_provider, end_session
from accounts.operations.sign_in import may_enter
from accounts.outside import provider_session
from accounts.queries import user_by_email
from audit.sealing import seal, unseal
from doors.pages import actor_of

RECENT_SECONDS = 5 * 60
WRONG = gettext_lazy("Name or password is wrong.")
STRONG_PROVIDER = "second_factor_of_provider"


class AccountAdapter(DefaultAccountAdapter):
    """Signs people of accounts.User in and out; allauth's own mails, limits and sign-up are off."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account: people are invited."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that itsm.proxies found."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuse accounts that are closed, by whatever way they come."""
        if may_enter(user):
            return None
        messages.error(request, WRONG)
        return HttpResponseRedirect(reverse("login"))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session, under a new id and with a journal entry."""
        super().login(request, user)
        request.user = user
        note_provider(request, user)
        begin_session(actor_of(request))

    def logout(self, request: HttpRequest) -> None:
        """End the session with a journal entry."""
        if request.user.is_authenticated:
            end_session(actor_of(request))
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Agents begin at the desk, customers in the portal."""
        user = request.user
        works_here = getattr(user, "is_agent", False) or getattr(user, "is_staff", False)
        return "/" if works_here else "/portal/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the sign-in page."""
        return reverse("login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless it was given within minutes."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not any(time.time() - record["at"] < RECENT_SECONDS for record in records)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what matters; that one has just signed in or out is seen anyway."""
        if message_template and message_template.startswith("account/"):
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Mail of the desk goes through its own queue."""
        raise NotImplementedError(template_prefix)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The operation that notes the change queues the mail."""


class MfaAdapter(DefaultMFAAdapter):
    """Keeps the secrets of codes encrypted."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return unseal(encrypted_text)

    def _get_site_name(self) -> str:
        return "Babeldesk"


class SocialAdapter(DefaultSocialAccountAdapter):
    """Lets people in whom a provider of the back office vouches for."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the active providers as allauth wants them; nothing of them is stored twice."""
        rows = IdentityProvider.objects.filter(is_active=True, deleted_at=None).order_by("name")
        apps = [app_of(row) for row in rows]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id)
            and client_id in (None, app.client_id)
        ]

    def get_requests_session(self) -> requests.Session:
        """Return the client that reaches providers."""
        return provider_session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts are made by the desk, not by allauth's forms."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person: known by an earlier visit, by a trusted address, or made now."""
        if sociallogin.is_existing:
            return
        provider = IdentityProvider.objects.get(
            slug=sociallogin.account.provider, is_active=True, deleted_at=None
        )
        try:
            user = _person_of(provider, sociallogin)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("login"))) from refusal
        sociallogin.connect(request, user)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Lead back to the sign-in page with plain words."""
        messages.error(request, _("Signing in there did not work. Try again, or use a password."))
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("login")))


def app_of(provider: IdentityProvider) -> SocialApp:
    """Return a provider as allauth's row, which is never saved."""
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.slug,
        name=provider.name,
        client_id=provider.client_id,
        secret=unseal(provider.sealed_secret),
        settings={"server_url": provider.issuer_url, "oauth_pkce_enabled": True},
    )


def note_provider(request: HttpRequest, user: User) -> None:
    """Keep in the session whether a provider asked for a second factor in our place."""
    slugs = {
        record.get("provider")
        for record in get_authentication_records(request, user)
        if record["method"] == "socialaccount"
    }
    strong = IdentityProvider.objects.filter(
        slug__in=slugs, is_second_factor=True, is_active=True, deleted_at=None
    )
    if slugs and strong.exists():
        request.session[STRONG_PROVIDER] = True


def _person_of(provider: IdentityProvider, sociallogin: SocialLogin) -> User:
    """Return the person a provider speaks of. Raises ValidationError."""
    account = sociallogin.account.get_provider_account().get_user_data() or {}
    email = str(account.get("email") or "")
    is_verified = account.get("email_verified") in (True, "true")
    if email and is_verified and provider.trusts_email:
        known = user_by_email(email)
        if known is not None and may_enter(known):
            return known
    return create_person_of_provider(
        provider,
        username=str(account.get("preferred_username") or email or account.get("sub") or ""),
        email=email,
        first_name=str(account.get("given_name") or ""),
        last_name=str(account.get("family_name") or ""),
    )
