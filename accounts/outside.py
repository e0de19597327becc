"""Calls to providers of OpenID Connect: short, small, to public addresses only."""

import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from requests.adapters import HTTPAdapter

TIMEOUT_SECONDS = 5
MOST_BYTES = 1024 * 1024
DISCOVERY = "/.well-known/openid-configuration"


class Refused(requests.RequestException):
    """The address is not one that the desk calls."""


class CarefulSession(requests.Session):
    """Goes where it is told and no further: no redirects, no inner addresses, no long answers."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Call an address. Raises requests.RequestException."""
        require_public(str(url))
        kwargs.update(timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True)
        answer = super().request(method, url, *args, **kwargs)
        answer._content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(answer.content) > MOST_BYTES:
            raise Refused(_("The answer is too long."))
        return answer


def provider_session() -> requests.Session:
    """Return a client for calls to providers; proxies of the environment do not count."""
    session = CarefulSession()
    session.trust_env = False
    session.mount("https://", HTTPAdapter(max_retries=0))
    return session


def require_public(url: str) -> None:
    """Raise Refused for schemes other than HTTP, and for hosts inside unless they are named in
    DESK_INNER_HOSTS.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(_("Only http and https are called."))
    if host in settings.DESK_INNER_HOSTS:
        return
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(_("The host is unknown.")) from error
    if not all(ip_address(entry[4][0]).is_global for entry in found):
        raise Refused(_("The host is an inner one."))


def discovered(issuer_url: str) -> dict[str, Any]:
    """Return what a provider tells of itself. Raises requests.RequestException."""
    url = issuer_url if "/.well-known/" in issuer_url else issuer_url.rstrip("/") + DISCOVERY
    with provider_session() as session:
        answer = session.get(url)
        answer.raise_for_status()
        told = answer.json()
    return told if isinstance(told, dict) else {}
