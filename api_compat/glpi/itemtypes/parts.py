"""Item types of what items are made of and joined with: ports, software, systems, finances."""

from typing import Any

from django.db.models import BooleanField, Case, Value, When

from api_compat.glpi import columns as c
from api_compat.glpi.columns import Column
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.asset_searches import OF_PORTS
from api_compat.glpi.itemtypes.shared import class_column, noun
from api_compat.glpi.registry import Input, ItemType, find
from api_compat.glpi.session import Session
from api_compat.glpi.writers import NounWriter
from assets.operations import nouns as assets

PORT_KINDS = {
    "ethernet": "NetworkPortEthernet",
    "wifi": "NetworkPortWifi",
    "aggregate": "NetworkPortAggregate",
    "alias": "NetworkPortAlias",
    "dialup": "NetworkPortDialup",
    "local": "NetworkPortLocal",
    "fiberchannel": "NetworkPortFiberchannel",
}


class PartWriter(NounWriter):
    """Rows that hang on an item of any class: `itemtype` says of which."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Make a part of an item that the caller sees."""
        owner = find(str(given.get("itemtype") or ""))
        if owner is None or owner.model is not _item_model():
            raise Unwritable(DENIED)
        return super().add(session, itemtype, given)


def _item_model() -> Any:
    return assets.TYPES.model._meta.get_field("items").related_model


def _part(name: str, of: Any, **columns: Column) -> ItemType:
    found = noun(
        name,
        of,
        columns={
            "itemtype": class_column("ci__ci_class"),
            "items_id": c.key("ci_id", "<itemtype field>", "ci"),
            **columns,
        },
    )
    found.writer = PartWriter(of, None, ("items_id",))
    return found


INHERITED = {
    "entities_id": c.key("ci__entity_id", "Entity"),
    "is_recursive": c.flag("ci__is_recursive"),
}

_part(
    "Infocom",
    assets.FINANCES,
    **INHERITED,
    buy_date=c.day("bought_on", "bought_on"),
    use_date=c.day("used_on", "used_on"),
    order_date=c.day("ordered_on", "ordered_on"),
    delivery_date=c.day("delivered_on", "delivered_on"),
    inventory_date=c.day("inventoried_on", "inventoried_on"),
    warranty_date=c.day("warranty_on", "warranty_on"),
    decommission_date=c.moment("decommissioned_at", "decommissioned_at"),
    warranty_duration=c.number("warranty_months", "warranty_months"),
    suppliers_id=c.key("supplier_id", "Supplier", "supplier"),
    immo_number=c.text("asset_number", "asset_number"),
    value=c.decimal("value_amount", "value_amount"),
    warranty_value=c.decimal("warranty_amount", "warranty_amount"),
    sink_time=c.number("sink_months", "sink_months"),
    sink_coeff=c.renamed(
        c.decimal("sink_coefficient", "sink_coefficient"), shown=lambda value: value or 0
    ),
).names = "ci__name"
_part(
    "NetworkPort",
    assets.PORTS,
    logical_number=c.number("number", "number"),
    instantiation_type=c.code("kind", PORT_KINDS, "kind", "NetworkPortEthernet"),
).reached = OF_PORTS
_part(
    "Item_OperatingSystem",
    assets.SYSTEMS,
    **INHERITED,
    operatingsystems_id=c.key("operating_system_id", "OperatingSystem", "operating_system"),
    licenseid=c.text("license_id", "license_id"),
    owner=c.text("owner_name", "owner_name"),
    hostid=c.text("host_id", "host_id"),
    install_date=c.day("installed_on", "installed_on"),
).names = "operating_system__name"
_installed = _part(
    "Item_SoftwareVersion",
    assets.INSTALLATIONS,
    entities_id=INHERITED["entities_id"],
    softwareversions_id=c.key("version_id", "SoftwareVersion", "version"),
    date_install=c.day("installed_on", "installed_on"),
    is_deleted_item=c.flag(
        Case(
            When(ci__deleted_at=None, then=Value(False)),
            default=Value(True),
            output_field=BooleanField(),
        )
    ),
    is_template_item=c.flag("ci__is_template"),
)
_installed.names, _installed.gate = "version__name", "software"
_connected = noun(
    "Computer_Item",
    assets.CONNECTIONS,
    columns={
        "itemtype": class_column("item__ci_class"),
        "items_id": c.key("item_id", "<itemtype field>", "item"),
        "computers_id": c.key("computer_id", "Computer", "computer"),
    },
    gate="computer",
    names="item__name",
    owner_fields=("items_id", "computers_id"),
)
_version = noun(
    "SoftwareVersion",
    assets.SOFTWARE_VERSIONS,
    columns={
        "entities_id": c.key("software__entity_id", "Entity"),
        "is_recursive": c.flag("software__is_recursive"),
        "softwares_id": c.key("software_id", "Software", "software"),
        "operatingsystems_id": c.key("operating_system_id", "OperatingSystem", "operating_system"),
    },
    gate="software",
    owner_fields=("softwares_id",),
)
