"""Calls to providers of OpenID Connect: short, small, to public addresses only."""

import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

TIMEOUT_SECONDS = 5
MOST_BYTES = 1024 * 1024
DISCOVERY = "/.well-known/openid-configuration"


class Refused(requests.RequestException):
    """The address is not one that the desk calls."""


class CarefulSession(requests.Session):
    """Goes where it is told and no further: no redirects, no inner addresses, no long answers."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Call an address. Raises requests.RequestException."""
        if urlsplit(str(url)).scheme not in ("http", "https"):
            raise Refused(_("Only http and https are called."))
        kwargs.update(timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True)
        answer = super().request(method, url, *args, **kwargs)
        answer._content = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(answer.content) > MOST_BYTES:
            raise Refused(_("The answer is too long."))
        return answer


class _Public:
    """Connections that look where they have arrived before they say anything: the name may lead
    elsewhere than a moment ago, so what counts is the address of the socket.
    """

    host: str

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]  # of the other parent
        address = ip_address(sock.getpeername()[0])
        if not address.is_global and self.host not in settings.DESK_INNER_HOSTS:
            sock.close()
            raise NewConnectionError(self, str(_("The host is an inner one.")))  # type: ignore[arg-type]
        return sock


class _PublicConnection(_Public, HTTPConnection):
    pass


class _PublicTlsConnection(_Public, HTTPSConnection):
    pass


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTlsConnection


class PublicAdapter(HTTPAdapter):
    """Connects to public addresses, and to the hosts that DESK_INNER_HOSTS names."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use the careful connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTlsPool}


def provider_session() -> requests.Session:
    """Return a client for calls to providers; proxies of the environment do not count."""
    session = CarefulSession()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, PublicAdapter(max_retries=0))
    return session


def discovered(issuer_url: str) -> dict[str, Any]:
    """Return what a provider tells of itself. Raises requests.RequestException."""
    url = issuer_url if "/.well-known/" in issuer_url else issuer_url.rstrip("/") + DISCOVERY
    with provider_session() as session:
        answer = session.get(url)
        answer.raise_for_status()
        told = answer.json()
    return told if isinstance(told, dict) else {}
