"""What an item is made of and what stands at it: components, disks, ports, connections."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.operations import nouns
from assets import operations, queries
from assets.api.parts import (
    LARGEST_SIZE,
    ChangedPart,
    ItemPart,
    PartIn,
    PartOut,
    line,
    number,
)
from assets.api.shapes import ITEM, key_of
from assets.operations import nouns as tables
from assets.vocabulary import Encryption
from audit.actor import Actor
from doors.rest.inputs import Input, Line, Ref, Text
from doors.rest.rows import Rows


def _makers(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.MANUFACTURERS)


def _ports(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.PORTS).filter(deleted_at=None)


class ComponentOut(PartOut):
    """A part built into an item."""

    component_class = serializers.CharField()
    designation = serializers.CharField()
    serial = serializers.CharField()
    manufacturer = key_of("manufacturer_id")
    quantity = serializers.IntegerField()
    details = serializers.DictField()


class ComponentPatchIn(PartIn):
    """Changes of a component."""

    component_class = Line(32, required=False)
    designation, serial = line(), line()
    manufacturer = Ref(_makers, required=False, allow_null=True)
    quantity = number()
    details = serializers.DictField(required=False)


class ComponentIn(ComponentPatchIn):
    """A component. `component_class` is processor, memory, hard_drive, network_card, graphic_card,
    sound_card, motherboard, power_supply, firmware, drive, battery, or a word of your own.
    """

    component_class = Line(32)


class ComponentViewSet(ChangedPart):
    """Processors, memory, cards and all else that is built in."""

    noun = tables.COMPONENTS
    rows: ClassVar[type[Rows]] = ComponentOut
    create_input: ClassVar[type[Input]] = ComponentIn
    update_input: ClassVar[type[Input]] = ComponentPatchIn


class DiskOut(PartOut):
    """A disk or partition; sizes are MiB."""

    name = serializers.CharField()
    device = serializers.CharField()
    mount_point = serializers.CharField()
    file_system = serializers.CharField()
    total_mib = serializers.IntegerField()
    free_mib = serializers.IntegerField()
    encryption = serializers.ChoiceField(Encryption.choices)
    encryption_tool = serializers.CharField()
    encryption_algorithm = serializers.CharField()
    encryption_type = serializers.CharField()


class DiskIn(PartIn):
    """A disk or partition, or changes of one."""

    name, device, mount_point, file_system = line(), line(), line(), line(64)
    total_mib, free_mib = number(LARGEST_SIZE), number(LARGEST_SIZE)
    encryption = serializers.ChoiceField(Encryption.choices, required=False)
    encryption_tool, encryption_algorithm, encryption_type = line(), line(), line()


class DiskViewSet(ChangedPart):
    """Disks and partitions."""

    noun = tables.VOLUMES
    rows: ClassVar[type[Rows]] = DiskOut
    create_input: ClassVar[type[Input]] = DiskIn
    update_input: ClassVar[type[Input]] = DiskIn


class PortAddressOut(serializers.Serializer[Any]):
    """A name and an address of a port."""

    name = serializers.CharField()
    fqdn = serializers.CharField()
    address = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())


class PortAddressIn(Input):
    """A name and an address of a port."""

    draft: ClassVar[type[Any]] = dict
    name, fqdn, address = line(), line(), line(64)
    aliases = serializers.ListField(child=Line(), max_length=50, required=False)


class PortOut(PartOut):
    """A network port."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    mac = serializers.CharField()
    comment = serializers.CharField()
    counters = serializers.DictField()
    peer = key_of("peer_id")
    addresses = PortAddressOut(many=True)

    computed = ("addresses",)

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the addresses."""
        if "addresses" in names:
            found = queries.addresses_by_port([row["id"] for row in raw])
            for row in raw:
                row["addresses"] = found.get(row["id"], [])


class PortIn(PartIn):
    """A network port, or changes of one; addresses as a whole. `peer` is the port at the other end
    of the cable, which is changed with it. `kind` is ethernet, wifi, aggregate,
    alias, dialup, local, fiberchannel, or a word of your own.
    """

    number = number()
    name, mac = line(), line()
    kind = Line(32, required=False)
    comment = Text(required=False, allow_blank=True)
    counters = serializers.DictField(required=False)
    peer = Ref(_ports, required=False, allow_null=True)
    addresses = serializers.ListField(child=PortAddressIn(), max_length=200, required=False)


class PortViewSet(ChangedPart):
    """Network ports with their names and addresses."""

    noun = tables.PORTS
    rows: ClassVar[type[Rows]] = PortOut
    create_input: ClassVar[type[Input]] = PortIn
    update_input: ClassVar[type[Input]] = PortIn

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Write a new port."""
        return operations.create_port(actor, values)

    def change(self, actor: Actor, key: int, values: dict[str, Any]) -> Any:
        """Write changes of a port."""
        return operations.change_port(actor, key, values)


class ConnectionOut(PartOut):
    """A monitor, printer, phone or peripheral at the item."""

    item = serializers.IntegerField(source="item_id")

    expands = {"item": ITEM}


class ConnectionIn(PartIn):
    """What stands at the item."""

    item = Ref(queries.visible_items)


class ConnectionViewSet(ItemPart):
    """What is connected to the item: made and taken away, not changed."""

    noun = tables.CONNECTIONS
    owner = "computer"
    rows: ClassVar[type[Rows]] = ConnectionOut
    create_input: ClassVar[type[Input]] = ConnectionIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the connections of a visible item to items that the actor sees too."""
        return super().visible(actor).filter(item__in=queries.visible_items(actor))
