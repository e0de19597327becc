"""Addresses and networks that API clients may call from; the caller's own is REMOTE_ADDR."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EVERYWHERE = "*"
LOOPBACK = ip_address("127.0.0.1")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def within(address: str, networks: Iterable[str]) -> bool:
    """Tell whether an address lies in one of the networks; "*" is any address, also an unknown one.

    An IPv4 address or network mapped into IPv6 (::ffff:10.0.0.1) is the IPv4 one, the loopback of
    IPv6 is that of IPv4 too, and a zone (`%eth0`) is dropped. A text that is no network lets
    nobody in.
    """
    listed = list(networks)
    if EVERYWHERE in listed:
        return True
    callers = _addresses(address)
    return any(
        caller in network
        for network in map(_network, listed)
        if network is not None
        for caller in callers
    )


def validate_network(network: str) -> None:
    """Raise ValidationError unless the text is an address, a network in CIDR form or "*"."""
    if network != EVERYWHERE and _network(network) is None:
        message = _("Not a network: %(network)s") % {"network": network}
        raise ValidationError({"networks": ValidationError(message, code="network")})


def _addresses(text: str) -> list[Address]:
    """Return the addresses that a caller's text stands for; none for a text that is no address."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return []
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return [address.ipv4_mapped]
        if address.is_loopback:
            return [address, LOOPBACK]
    return [address]


def _network(text: str) -> Network | None:
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(network, IPv6Network) and network.prefixlen >= 96:
        mapped = network.network_address.ipv4_mapped
        if mapped is not None:
            return IPv4Network((mapped, network.prefixlen - 96))
    return network
