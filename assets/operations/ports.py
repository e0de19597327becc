"""Network ports of items, with their names and addresses."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.operations import nouns
from assets.models import Port, PortAddress, PortAlias
from assets.operations.nouns import PORTS
from audit.actor import Actor
from audit.columns import check
from audit.journal import noun_of, record
from audit.rows import change_row

Addresses = Sequence[Mapping[str, Any]]


@transaction.atomic
def create_port(actor: Actor, values: Mapping[str, Any]) -> Port:
    """Add a port to the item in `values`, with its `addresses`, each with its `aliases`. Records
    "configurationitem.port_created".
    """
    columns, addresses = _split(values)
    peer = columns.pop("peer", None)
    port: Port = nouns.create_row(actor, PORTS, columns)
    _replace(actor, port, addresses or ())
    return _plugged(actor, port, peer)


@transaction.atomic
def change_port(actor: Actor, key: int, values: Mapping[str, Any]) -> Port:
    """Change a visible port; `addresses` as a whole, `peer` at both ends of the cable. Records
    "configurationitem.port_updated" on each item, and "configurationitem.port_addressed" where its
    addresses differ.
    """
    columns, addresses = _split(values)
    is_plugged, peer = "peer" in columns, columns.pop("peer", None)
    port: Port = nouns.change(actor, PORTS, key, columns)
    if addresses is not None:
        _replace(actor, port, addresses)
    return _plugged(actor, port, peer) if is_plugged else port


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], Addresses | None]:
    columns = dict(values)
    return columns, columns.pop("addresses", None)


def _plugged(actor: Actor, port: Port, peer: Port | None) -> Port:
    """Plug a port into another one that the actor may change too, or (None) into none; what was
    plugged into either is out.
    """
    if peer is not None and peer.pk == port.pk:
        message = _("A port cannot be connected to itself.")
        raise ValidationError({"peer": ValidationError(message, code="itself")})
    if port.peer_id == (peer.pk if peer is not None else None):
        return port
    if peer is not None:
        nouns.change(actor, PORTS, peer.pk, {})  # asks for the right to change the other end
    ends = [end.pk for end in (port, peer) if end is not None]
    there = Port.objects.select_for_update(of=("self",)).filter(Q(pk__in=ends) | Q(peer__in=ends))
    for row in there.select_related("ci").order_by("pk"):
        change_row(actor, row, {"peer": None}, owner=row.ci)
    if peer is not None:
        change_row(actor, port, {"peer": peer}, owner=port.ci)
        change_row(actor, peer, {"peer": port}, owner=peer.ci)
    port.refresh_from_db()
    return port


def _replace(actor: Actor, port: Port, addresses: Addresses) -> None:
    told = [dict(each) for each in addresses]
    aliases = [list(each.pop("aliases", ())) for each in told]
    rows = [PortAddress(port=port, **each) for each in told]
    stored = list(port.addresses.prefetch_related("aliases").order_by("pk"))
    old = [str(row) for row in stored]
    kept = [sorted(row.aliases.all(), key=lambda alias: alias.pk) for row in stored]
    if _shapes(rows, aliases) == _shapes(stored, [[str(one) for one in each] for each in kept]):
        return
    port.addresses.all().delete()
    for row, names in zip(rows, aliases, strict=True):
        check(row)
        row.save(force_insert=True)
        for name in names:
            alias = PortAlias(address=row, name=name)
            check(alias)
            alias.save(force_insert=True)
    changes = {"addresses": [old, [str(row) for row in rows]]}
    record(actor, f"{noun_of(port.ci)}.port_addressed", port.ci, changes, part=port)


def _shapes(rows: list[PortAddress], aliases: list[list[str]]) -> list[tuple[Any, ...]]:
    return [
        (row.name, row.fqdn, row.address, names) for row, names in zip(rows, aliases, strict=True)
    ]
