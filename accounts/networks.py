"""Addresses and networks that API clients may call from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.core.exceptions import ValidationError

EVERYWHERE = "*"


def within(address: str, networks: list[str]) -> bool:
    """Tell whether an address lies in one of the networks; "*" is any address, also an unknown one.

    A mapped IPv4 address (::ffff:10.0.0.1) counts as the IPv4 address, ::1 as the IPv4 loopback
    too.
    """
    if EVERYWHERE in networks:
        return True
    try:
        caller = ip_address(address)
    except ValueError:
        return False
    candidates = [caller]
    if isinstance(caller, IPv6Address):
        if caller.ipv4_mapped is not None:
            candidates.append(caller.ipv4_mapped)
        if caller.is_loopback:
            candidates.append(ip_address("127.0.0.1"))
    return any(
        candidate in ip_network(network, strict=False)
        for network in networks
        for candidate in candidates
    )


def validate_network(network: str) -> None:
    """Raise ValidationError unless the text is an address, a network in CIDR form or "*"."""
    if network == EVERYWHERE:
        return
    try:
        ip_network(network, strict=False)
    except ValueError as error:
        raise ValidationError(
            {"networks": ValidationError(f"Not a network: {network}", code="network")}
        ) from error
