"""The option blocks of one item: with_devices, with_logs … (contract section 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from api_compat.glpi import history, patterns, registry, rights
from api_compat.glpi.columns import show_moment
from api_compat.glpi.errors import DENIED
from api_compat.glpi.itemtypes.asset_searches import ENCRYPTION
from api_compat.glpi.itemtypes.parts import PORT_KINDS
from api_compat.glpi.reading import Options, Row, fetch
from assets.operations import nouns as assets
from assets.vocabulary import CiClass

if TYPE_CHECKING:
    from api_compat.glpi.registry import ItemType
    from api_compat.glpi.session import Session

NOT_ALLOWED = {"error": 401, "message": DENIED}
ASSETS = frozenset({"Computer", "Monitor", "Printer", "Phone", "NetworkEquipment", "Peripheral"})
WITH_DISKS = frozenset({"Computer", "Phone", "Printer", "NetworkEquipment", "Peripheral"})
COMPONENTS = {
    "motherboard": "Item_DeviceMotherboard",
    "firmware": "Item_DeviceFirmware",
    "processor": "Item_DeviceProcessor",
    "memory": "Item_DeviceMemory",
    "hard_drive": "Item_DeviceHardDrive",
    "network_card": "Item_DeviceNetworkCard",
    "graphic_card": "Item_DeviceGraphicCard",
    "sound_card": "Item_DeviceSoundCard",
    "power_supply": "Item_DevicePowerSupply",
    "drive": "Item_DeviceDrive",
    "battery": "Item_DeviceBattery",
}


def add(session: Session, itemtype: ItemType, row: Row, options: Options) -> None:
    """Add the blocks that the options ask for, in the contract's order."""
    number = row["id"]
    for name, (fits, right, block) in _BLOCKS.items():
        if name not in options.blocks or not fits(itemtype):
            continue
        key = f"_{name.removeprefix('with_')}"
        if right and not session.holds(right, rights.READING.get(right, rights.READ)):
            row[key] = NOT_ALLOWED
        else:
            row[key] = block(session, itemtype, number)
    if itemtype.name == "KnowbaseItem":
        _shelves(session, row, number)


def add_ports(session: Session, itemtype: ItemType, rows: list[Row]) -> None:
    """Add the ports to the rows of a list."""
    for row in rows:
        row["_networkports"] = _ports(session, itemtype, row["id"])


def _shelves(session: Session, row: Row, number: int) -> None:
    places = _children(session, "KnowbaseItem_KnowbaseItemCategory", knowbaseitems_id=number)
    numbers = [place["knowbaseitemcategories_id"] for place in places]
    if session.flavour.article_has_category_column:
        row["knowbaseitemcategories_id"] = numbers[0] if numbers else 0
    else:
        row["_categories"] = numbers


def _children(session: Session, name: str, **fields: Any) -> list[Row]:
    """Return the rows of a type whose fields show these values, without links."""
    child = registry.type_of(name)
    rows = child.rows(session)
    for field, value in fields.items():
        rows = rows.filter(patterns.equal(child.fields[field], value))
    return sorted(fetch(session, child, rows.order_by()), key=lambda row: int(row["id"]))


def _by_key(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return few rows by their first column. They are ordered here: for an order by the database
    Django compares each selected column with the key.
    """
    return sorted(rows, key=itemgetter(0))


def _below(name: str) -> Callable[[Session, ItemType, int], Any]:
    def block(session: Session, itemtype: ItemType, number: int) -> list[Row]:
        return _children(session, name, itemtype=itemtype.name, items_id=number)

    return block


def _finances(session: Session, itemtype: ItemType, number: int) -> Any:
    found = _children(session, "Infocom", itemtype=itemtype.name, items_id=number)
    return found[0] if found else []


def _contracts(session: Session, itemtype: ItemType, number: int) -> list[Row]:
    found = _children(session, "Contract_Item", itemtype=itemtype.name, items_id=number)
    names = ("id", "contracts_id", "items_id", "itemtype")
    return [{name: row[name] for name in names} for row in found]


def _documents(session: Session, itemtype: ItemType, number: int) -> list[Row]:
    links = _children(session, "Document_Item", itemtype=itemtype.name, items_id=number)
    documents = registry.type_of("Document")
    numbers = [link["documents_id"] for link in links]
    rows = fetch(session, documents, documents.rows(session).filter(pk__in=numbers))
    by_number = {row["id"]: row for row in rows}
    entities = registry.type_of("Entity")
    names = dict(entities.model._default_manager.values_list("pk", "full_name"))
    return [
        {
            "assocID": link["id"],
            "assocdate": link["date_mod"],
            "entityID": by_number[link["documents_id"]]["entities_id"],
            "entity": names.get(by_number[link["documents_id"]]["entities_id"], ""),
            "headings": None,
            **by_number[link["documents_id"]],
        }
        for link in links
        if link["documents_id"] in by_number
    ]


def _tickets(name: str) -> Callable[[Session, ItemType, int], list[Row]]:
    tie = {"Ticket": "Item_Ticket", "Problem": "Item_Problem", "Change": "Change_Item"}[name]

    def block(session: Session, itemtype: ItemType, number: int) -> list[Row]:
        of_type = registry.type_of(name)
        if "itemtype" not in registry.type_of(tie).facts.fields:
            return []
        ties = _children(session, tie, itemtype=itemtype.name, items_id=number)
        numbers = [row[of_type.facts.key] for row in ties]
        rows = of_type.rows(session).filter(pk__in=numbers)
        return sorted(fetch(session, of_type, rows.order_by()), key=lambda row: int(row["id"]))

    return block


def _notes(session: Session, itemtype: ItemType, number: int) -> Any:
    if not session.holds(itemtype.right, rights.READ_NOTE):
        return NOT_ALLOWED
    rows = _children(session, "Notepad", itemtype=itemtype.name, items_id=number)
    return [{**row, "picture": None} for row in rows]


def _logs(session: Session, itemtype: ItemType, number: int) -> Any:
    lines = history.lines_of(session, itemtype, number)
    return {str(line["id"]): line for line in lines} or []


def _components(session: Session, itemtype: ItemType, number: int) -> Any:
    found: dict[str, dict[str, Row]] = {}
    rows = assets.COMPONENTS.model._default_manager.filter(ci=number, deleted_at=None)
    columns = ("pk", "component_class", "designation", "serial", "quantity", "details")
    for key, of_class, designation, serial, quantity, details in _by_key(
        rows.values_list(*columns)
    ):
        name = COMPONENTS.get(of_class, "Item_DeviceGeneric")
        found.setdefault(name, {})[str(key)] = {
            "id": key,
            "designation": designation,
            "serial": serial or None,
            "quantity": quantity,
            **details,
        }
    return found or []


def _disks(session: Session, itemtype: ItemType, number: int) -> list[Row]:
    rows = assets.VOLUMES.model._default_manager.filter(ci=number, deleted_at=None)
    return [
        {
            "name": {
                "id": disk.pk,
                "name": disk.name or None,
                "device": disk.device or None,
                "mountpoint": disk.mount_point or None,
                "fsname": disk.file_system or None,
                "totalsize": disk.total_mib,
                "freesize": disk.free_mib,
                "encryption_status": ENCRYPTION[disk.encryption],
                "encryption_tool": disk.encryption_tool or None,
                "encryption_algorithm": disk.encryption_algorithm or None,
                "encryption_type": disk.encryption_type or None,
                "date_mod": show_moment(disk.updated_at, session.root.zone),
            }
        }
        for disk in sorted(rows, key=attrgetter("pk"))
    ]


def _software(session: Session, itemtype: ItemType, number: int) -> list[Row]:
    rows = assets.INSTALLATIONS.model._default_manager.filter(ci=number, deleted_at=None)
    software = "version__software"
    found = rows.values_list(
        "pk",
        "version_id",
        "version__state_id",
        f"{software}_id",
        f"{software}__is_valid",
        f"{software}__type_id",
        f"{software}__type__code",
    )
    return [
        {
            "softwarecategories_id": type_id if type_code != CiClass.SOFTWARE else 0,
            "softwares_id": software_id,
            "softwareversions_id": version_id,
            "is_dynamic": 0,
            "states_id": state_id or 0,
            "is_valid": int(is_valid),
        }
        for _, version_id, state_id, software_id, is_valid, type_id, type_code in _by_key(found)
    ]


def _connections(session: Session, itemtype: ItemType, number: int) -> Any:
    found: dict[str, list[Row]] = {}
    for link in _children(session, "Computer_Item", computers_id=number):
        other = registry.type_of(link["itemtype"])
        rows = fetch(session, other, other.rows(session).filter(pk=link["items_id"]))
        for row in rows:
            ahead = {
                "assoc_id": link["id"],
                "assoc_computers_id": number,
                "assoc_itemtype": link["itemtype"],
                "assoc_items_id": link["items_id"],
                "assoc_is_dynamic": link.get("is_dynamic", 0),
            }
            found.setdefault(link["itemtype"], []).append({**ahead, **row})
    return found or []


def _ports(session: Session, itemtype: ItemType, number: int) -> Any:
    if itemtype.name not in ASSETS:
        return {name: [] for name in PORT_KINDS.values()}
    rows = assets.PORTS.model._default_manager.filter(ci=number, deleted_at=None)
    found: dict[str, list[Row]] = {name: [] for name in PORT_KINDS.values()}
    for port in sorted(rows.prefetch_related("addresses"), key=attrgetter("pk")):
        name = PORT_KINDS.get(port.kind, "NetworkPortEthernet")
        found[name].append(
            {
                "netport_id": port.pk,
                "entities_id": port.entity_id,
                "is_recursive": int(port.is_recursive),
                "logical_number": port.number,
                "name": port.name or None,
                "mac": port.mac or None,
                "comment": port.comment or None,
                "is_dynamic": 0,
                **port.counters,
                "NetworkName": _name(port),
            }
        )
    if session.flavour.empty_ports_are_list and not any(found.values()):
        return []
    return found


def _name(port: Any) -> Row:
    addresses = list(port.addresses.all())
    first = addresses[0] if addresses else None
    fqdn = first.fqdn if first is not None else ""
    return {
        "id": first.pk if first is not None else None,
        "name": first.name if first is not None else None,
        "fqdns_id": 0,
        "FQDN": {"id": None, "name": fqdn or None, "fqdn": fqdn or None},
        "IPAddress": [
            {"id": str(one.pk), "name": one.address, "IPNetwork": []} for one in addresses
        ],
    }


Fits = Callable[["ItemType"], bool]
Block = Callable[["Session", "ItemType", int], Any]


def _among(names: frozenset[str]) -> Fits:
    return lambda itemtype: itemtype.name in names


def _any(itemtype: ItemType) -> bool:
    return True


_BLOCKS: dict[str, tuple[Fits, str, Block]] = {
    "with_devices": (_among(ASSETS), "", _components),
    "with_disks": (_among(WITH_DISKS), "", _disks),
    "with_softwares": (_among(frozenset({"Computer"})), "software", _software),
    "with_connections": (_among(frozenset({"Computer"})), "computer", _connections),
    "with_networkports": (_any, "", _ports),
    "with_infocoms": (_any, "infocom", _finances),
    "with_contracts": (_any, "contract", _contracts),
    "with_documents": (_any, "", _documents),
    "with_tickets": (_any, "ticket", _tickets("Ticket")),
    "with_problems": (_any, "problem", _tickets("Problem")),
    "with_changes": (_any, "change", _tickets("Change")),
    "with_notes": (_any, "", _notes),
    "with_logs": (_any, "logs", _logs),
}
