"""Signing in and out by name and password."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.operations import begin_session, end_session
from doors.pages import actor_of, place_after, show


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password; a session that begins has a journal entry."""
    after = place_after(request, settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        begin_session(actor_of(request))
        return HttpResponseRedirect(after)
    return show(
        request,
        "accounts/login.html",
        {"form": form, "next": after},
        status=422 if form.is_bound else 200,
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session; it leaves a journal entry."""
    if request.user.is_authenticated:
        end_session(actor_of(request))
    logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)
