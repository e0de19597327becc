"""Network ports of items, with their names and addresses."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.operations import nouns
from assets.models import Port, PortAddress
from assets.operations.nouns import PORTS
from audit.actor import Actor
from audit.columns import check
from audit.journal import noun_of, record

Addresses = Sequence[Mapping[str, str]]


@transaction.atomic
def create_port(actor: Actor, values: Mapping[str, Any]) -> Port:
    """Add a port to the item in `values`, with its `addresses`. Records
    "configurationitem.port_created".
    """
    columns, addresses = _split(values)
    port: Port = nouns.create_row(actor, PORTS, columns)
    _replace(actor, port, addresses or ())
    return port


@transaction.atomic
def change_port(actor: Actor, key: int, values: Mapping[str, Any]) -> Port:
    """Change a visible port; `addresses` as a whole. Records "configurationitem.port_updated", and
    "configurationitem.port_addressed" where its addresses differ.
    """
    columns, addresses = _split(values)
    port: Port = nouns.change(actor, PORTS, key, columns)
    if addresses is not None:
        _replace(actor, port, addresses)
    return port


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], Addresses | None]:
    columns = dict(values)
    return columns, columns.pop("addresses", None)


def _replace(actor: Actor, port: Port, addresses: Addresses) -> None:
    rows = [PortAddress(port=port, **each) for each in addresses]
    old = [str(row) for row in port.addresses.order_by("pk")]
    if _shapes(rows) == _shapes(port.addresses.order_by("pk")):
        return
    port.addresses.all().delete()
    for row in rows:
        check(row)
        row.save(force_insert=True)
    changes = {"addresses": [old, [str(row) for row in rows]]}
    record(actor, f"{noun_of(port.ci)}.port_addressed", port.ci, changes, part=port)


def _shapes(rows: Any) -> list[tuple[str, str, str]]:
    return [(row.name, row.fqdn, row.address) for row in rows]
