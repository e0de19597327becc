"""Doors to the desk: signing in and out, a forgotten password, a link by mail."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import IdentityProvider
from accounts.operations import request_password_reset, set_password_by_link
from accounts.queries import live_link
from accounts.vocabulary import LinkPurpose
from accounts.web.forms import ForgottenForm, NewPasswordForm
from audit.actor import Actor
from doors.pages import actor_of, go, show


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignInPage(LoginView):
    """Name and password, a passkey, or another organisation's sign-in."""

    template_name = "accounts/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the providers, and where to go afterwards."""
        providers = IdentityProvider.objects.filter(is_active=True, deleted_at=None)
        return {
            **super().get_context_data(**kwargs),
            "providers": providers.order_by("name"),
            "next": self.get_next_url() or "",
        }

    def form_invalid(self, form: Any) -> Any:
        """Show the form again."""
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=422)


sign_in_page: Any = SignInPage.as_view()
sign_out: Any = LogoutView.as_view(template_name="accounts/logout.html")
reauthenticate: Any = ReauthenticateView.as_view(template_name="accounts/reauthenticate.html")


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask who forgot a password; the answer is the same whether there is such a person or not."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request_password_reset(stranger(request), form.cleaned_data["login"].strip())
        return show(request, "accounts/forgotten_sent.html", {})
    return show(
        request, "accounts/forgotten.html", {"form": form}, status=422 if form.is_bound else 200
    )


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, purpose: str, secret: str) -> HttpResponseBase:
    """Let somebody who was sent a link choose a password, and in. Looking at it uses nothing up."""
    reason = LinkPurpose(purpose)
    link = live_link(secret, reason)
    if link is None:
        return show(request, "accounts/link_dead.html", {"purpose": purpose}, status=410)
    form = NewPasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actor = stranger(request)
            person = set_password_by_link(actor, secret, reason, form.cleaned_data["password"])
        except ValidationError:  # used up by another tab in this moment
            return show(request, "accounts/link_dead.html", {"purpose": purpose}, status=410)
        messages.success(request, _("Your password is set."))
        names = {"username": person.username}
        answer: HttpResponseBase = perform_password_login(request, names, Login(user=person))
        return answer
    context = {"form": form, "purpose": purpose, "person": link.user}
    return show(request, "accounts/by_link.html", context, status=422 if form.is_bound else 200)


def first_page(request: HttpRequest) -> HttpResponseBase:
    """Lead /accounts/ to what people change about themselves."""
    return go(request, "profile")


def stranger(request: HttpRequest) -> Actor:
    """Return whoever asks without having signed in."""
    actor = actor_of(request)
    return Actor(door=actor.door, address=actor.address, request_id=actor.request_id)
