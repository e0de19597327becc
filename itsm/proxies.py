"""Who is really calling: forwarding headers count only from the configured proxies."""

from collections.abc import Callable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from environs import ValidationError


def network(text: str) -> IPv4Network | IPv6Network:
    """Read one entry of DESK_TRUSTED_PROXIES: an address or a network."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def plain_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address, a mapped IPv4 one as IPv4; None when the text is no address."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_trusted(address: IPv4Address | IPv6Address | None) -> bool:
    """Say whether the address belongs to DESK_TRUSTED_PROXIES."""
    return address is not None and any(
        address in network for network in settings.DESK_TRUSTED_PROXIES
    )


class TrustedProxies:
    """Puts the caller's address into REMOTE_ADDR and the caller's scheme on the request.

    X-Forwarded-For is read from the right: each proxy appends the address it saw, so the first
    one that is no proxy of ours is the caller; everything to its left could be invented.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        caller = plain_address(meta.get("REMOTE_ADDR", ""))
        if is_trusted(caller):
            if meta.get("HTTP_X_FORWARDED_PROTO", "").strip().lower() == "https":
                meta["wsgi.url_scheme"] = "https"
            for text in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
                address = plain_address(text)
                if address is None:
                    break
                caller = address
                if not is_trusted(address):
                    break
        meta["REMOTE_ADDR"] = str(caller) if caller else ""
        return self.get_response(request)
