"""Where search options of items lead that no field leads to: disks, components, addresses."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    IntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import IRegex

from accounts.operations.nouns import Noun, rows_of, visible
from api_compat.glpi import columns as c
from api_compat.glpi.columns import Column
from api_compat.glpi.registry import Options, Reached
from api_compat.glpi.search.months import later
from api_compat.glpi.session import Session
from assets import queries
from assets.operations import nouns as assets
from assets.vocabulary import CiClass, Encryption

ADDRESSES: Any = assets.PORTS.model._meta.get_field("addresses").related_model
ALIASES: Any = ADDRESSES._meta.get_field("aliases").related_model
ENCRYPTION = {Encryption.NONE: 0, Encryption.WHOLE: 1, Encryption.PARTIAL: 2}


def _parts(noun: Noun, **narrowed: Any) -> Callable[[Session], QuerySet[Any]]:
    """Return the way to parts of items that lie in no trash; who sees an item sees its parts."""
    return lambda session: rows_of(noun).filter(deleted_at=None, **narrowed)


def _parts_seen(noun: Noun) -> Callable[[Session], QuerySet[Any]]:
    """Return the way to parts of items that the session sees."""
    return lambda session: visible(session.actor, noun).filter(deleted_at=None)


def _disk(column: Column, key: Column | None = None) -> tuple[Reached, ...]:
    return (Reached(rows=_parts(assets.VOLUMES), tie="ci_id", column=column, key=key),)


def _component(name: str, column: Column, **parts: Any) -> tuple[Reached, ...]:
    rows = _parts(assets.COMPONENTS, component_class=name)
    return (Reached(rows=rows, tie="ci_id", column=column, **parts),)


def _detail(name: str) -> Column:
    """Return a text among a component's details."""
    return Column(select=KeyTextTransform(name, "details"), nullable=True)


def _amount(name: str) -> Column:
    """Return a number among a component's details; what is none counts as nothing."""
    text = KeyTextTransform(name, "details")
    number = When(IRegex(text, r"^[0-9]{1,15}$"), then=Cast(text, BigIntegerField()))
    return c.number(Case(number, default=Value(None)), nullable=True)


DESIGNATION = c.text("designation")
FREE_PERCENT = Case(
    When(total_mib__gt=0, then=(F("free_mib") * 200 + F("total_mib")) / (F("total_mib") * 2)),
    default=Value(None),
    output_field=BigIntegerField(),
)
DISKS: Options = {
    156: _disk(c.text("name"), c.key("pk", "")),
    150: _disk(c.number("total_mib")),
    151: _disk(c.number("free_mib")),
    152: _disk(c.number(FREE_PERCENT, nullable=True)),
    153: _disk(c.text("mount_point")),
    154: _disk(c.text("device")),
    155: _disk(c.text("file_system")),
    174: _disk(c.code("encryption", ENCRYPTION, default=0)),
    175: _disk(c.text("encryption_tool")),
    176: _disk(c.text("encryption_algorithm")),
    177: _disk(c.text("encryption_type")),
}
COMPONENTS: Options = {
    14: _component("motherboard", DESIGNATION),
    17: _component("processor", DESIGNATION),
    18: _component("processor", _amount("nbcores")),
    34: _component("processor", _amount("nbthreads")),
    35: _component("processor", c.number("pk"), counts=True),
    36: _component("processor", _amount("frequency")),
    110: _component("memory", DESIGNATION),
    111: _component("memory", _amount("size")),
    112: _component("network_card", DESIGNATION),
    113: _component("network_card", _detail("mac")),
    114: _component("hard_drive", DESIGNATION),
    115: _component("hard_drive", _amount("capacity")),
    13: _component("graphic_card", DESIGNATION),
    12: _component("sound_card", DESIGNATION),
    39: _component("power_supply", DESIGNATION),
    1313: _component("firmware", DESIGNATION),
    1314: _component("firmware", _detail("version")),
    1317: _component(
        "firmware",
        c.text("manufacturer__name"),
        key=c.key("manufacturer_id", "Manufacturer"),
        of="Manufacturer",
    ),
    1318: _component("firmware", c.text("serial")),
    1319: _component("firmware", _detail("otherserial")),
}
_FIRMWARE = _component("firmware", _detail("version"))
_SHARED = (110, 111, 112, 113, 114, 115, 1313, 1314, 1317, 1318, 1319)
_BUILT_IN = {number: COMPONENTS[number] for number in _SHARED}


def _of_ports(owner: str) -> Options:
    """Return the options about the addresses of ports, of what `owner` leads to from a port."""

    def addresses(session: Session) -> QuerySet[Any]:
        found: QuerySet[Any] = ADDRESSES._default_manager.filter(port__deleted_at=None)
        return found

    def aliases(session: Session) -> QuerySet[Any]:
        found: QuerySet[Any] = ALIASES._default_manager.filter(address__port__deleted_at=None)
        return found

    tie = f"port{owner}"
    return {
        126: (Reached(rows=addresses, tie=tie, column=c.text("address")),),
        127: (Reached(rows=addresses, tie=tie, column=c.text("name")),),
        128: (Reached(rows=aliases, tie=f"address__{tie}", column=c.text("name")),),
    }


PORTS = _of_ports("__ci_id")
OF_PORTS: Options = {
    **_of_ports("_id"),
    39: (Reached(rows=_parts_seen(assets.PORTS), tie="peer_id", column=c.text("ci__name")),),
}


FINANCES: Options = {
    53: (
        Reached(
            column=c.text("finance__supplier__name"),
            key=c.key("finance__supplier_id", "Supplier"),
            of="Supplier",
        ),
    ),
    120: (
        Reached(
            column=Column(
                select=later("finance__warranty_on", "finance__warranty_months"),
                kind="day",
                nullable=True,
            )
        ),
    ),
}


def type_column(target: str, path: str = "") -> Column:
    """Return the key of an item's type; the class's own type shows as none."""
    return c.renamed(
        c.key(
            Case(_own(path), default=F(f"{path}type_id"), output_field=IntegerField()),
            target,
            "type",
        ),
        base=f"{path}type",
    )


def _own(path: str) -> When:
    return When(**{f"{path}type__code": F(f"{path}ci_class")}, then=Value(None))


def _type(target: str) -> Reached:
    """Return the name of an item's type."""
    name = Case(_own(""), default=F("type__name"), output_field=CharField())
    return Reached(column=Column(select=name, nullable=True), key=type_column(target))


def _installed(session: Session) -> QuerySet[Any]:
    return visible(session.actor, assets.INSTALLATIONS).filter(
        deleted_at=None, ci__deleted_at=None, ci__is_template=False
    )


def _licences(session: Session) -> QuerySet[Any]:
    return queries.visible_items(session.actor).filter(ci_class=CiClass.SOFTWARE_LICENSE)


SOFTWARE: Options = {
    62: (_type("SoftwareCategory"),),
    73: (
        Reached(
            rows=_installed,
            tie="version__software_id",
            column=c.day("installed_on"),
        ),
    ),
    164: (replace(_type("SoftwareLicenseType"), rows=_licences, tie="parent_id"),),
}
OPTIONS: Mapping[str, Options] = {
    "Computer": {**DISKS, **COMPONENTS, **PORTS},
    "Monitor": PORTS,
    "Printer": {**_BUILT_IN, **PORTS},
    "Phone": {**PORTS, 32: _FIRMWARE},
    "NetworkEquipment": {**_BUILT_IN, **PORTS, 39: COMPONENTS[39], 11: _FIRMWARE},
    "Peripheral": PORTS,
    "Software": SOFTWARE,
    "SoftwareLicense": {5: (_type("SoftwareLicenseType"),)},
}
"""What only items of one type have; contracts and finances are for all."""
