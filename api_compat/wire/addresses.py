"""Lists of addresses and networks that let a caller in; the caller's own is REMOTE_ADDR."""

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def parse_address(text: str) -> Address | None:
    """Return the address, or None if the text is none.

    A zone (`%eth0`) is dropped and an IPv4 address mapped into IPv6 is the IPv4 address.
    """
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@dataclass(frozen=True)
class AddressList:
    """Addresses and networks; `*` stands for everybody."""

    networks: tuple[Network, ...] = ()
    everybody: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a list divided by commas, semicolons or white space.

        Entries that are neither address nor network let nobody in.
        """
        entries = _entries(text)
        networks = tuple(network for entry in entries if (network := _network(entry)))
        return cls(networks, "*" in entries)

    def __contains__(self, address: str) -> bool:
        """Tell whether the address is listed; text that is no address is in no list but `*`."""
        if self.everybody:
            return True
        parsed = parse_address(address)
        return parsed is not None and any(parsed in network for network in self.networks)


def unreadable_entries(text: str) -> list[str]:
    """Return the entries of a list that AddressList.parse would pass over, for a form to show."""
    return [entry for entry in _entries(text) if entry != "*" and _network(entry) is None]


def _entries(text: str) -> list[str]:
    return text.replace(",", " ").replace(";", " ").split()


def _network(entry: str) -> Network | None:
    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        return None
    mapped = _unmapped(network)
    return mapped or network


def _unmapped(network: Network) -> IPv4Network | None:
    if not isinstance(network, IPv6Network) or network.prefixlen < 96:
        return None
    mapped = network.network_address.ipv4_mapped
    return IPv4Network((mapped, network.prefixlen - 96)) if mapped else None
