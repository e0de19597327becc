"""What the pages of all apps share: who reads, who may enter, fragments, places to return to."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from audit.actor import Actor

DOOR = "web"
PORTAL = "/portal/"

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest, **changes: Any) -> Actor:
    """Return the signed-in person of a page as an actor; an administrator may act for another."""
    return Actor(
        user=request.user,
        acted_for=getattr(request, "acted_for", None),
        door=DOOR,
        address=request.META.get("REMOTE_ADDR", ""),
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        **changes,
    )


def for_people(view: View) -> View:
    """Let in whoever is signed in; send others to the sign-in page and back afterwards.

    What a query does not find is answered with 404, hidden and unknown alike.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    return entered


def for_agents(view: View) -> View:
    """Let agents in; customers have pages of their own and are sent there."""

    @for_people
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_agent(request):
            return go(request, PORTAL)
        return view(request, *args, **kwargs)

    return entered


def is_agent(request: HttpRequest) -> bool:
    """Tell whether the reader, or whom an administrator acts for, works at the desk."""
    reader = getattr(request, "acted_for", None) or request.user
    return bool(getattr(reader, "is_agent", False))


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether a part of a page is asked for; a page fetched again from history is whole."""
    htmx = htmx_of(request)
    return bool(htmx) and not htmx.history_restore_request


def htmx_of(request: HttpRequest) -> HtmxDetails:
    """Return what htmx says of the request; false when a whole page is asked for."""
    details: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by a middleware
    return details


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponseBase:
    """Render a page; "template.html#part" or a fragment's own file work alike."""
    return render(request, template, context, status=status)


def number_in(text: str) -> int | None:
    """Return the number of a row that an address or a field names; None for what cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def go(request: HttpRequest, to: str, *args: Any) -> HttpResponseBase:
    """Send the reader to another page, whether a page or a part of one was asked for."""
    address = resolve_url(to, *args)
    return (
        HttpResponseClientRedirect(address) if htmx_of(request) else HttpResponseRedirect(address)
    )


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send somebody unknown to the sign-in page, and after it to where they wanted to be."""
    wanted = request.get_full_path()
    if htmx_of(request):
        page = urlsplit(htmx_of(request).current_url or "")
        wanted = f"{page.path or '/'}?{page.query}" if page.query else page.path or "/"
    elif request.method not in ("GET", "HEAD"):
        wanted = "/"
    return go(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': wanted})}")


def place_after(request: HttpRequest, otherwise: str) -> str:
    """Return where a form wants to go next (`next`), if that is a page of this desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, None, require_https=request.is_secure())
    return wanted if wanted and is_ours else resolve_url(otherwise)
