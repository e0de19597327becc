"""What an item of the path is made of, joined with, and what it cost."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.operations import nouns
from accounts.queries import note_rows
from assets import operations, queries
from assets.api.shapes import ITEM, key_of
from assets.operations import nouns as tables
from assets.vocabulary import Encryption
from audit.actor import Actor
from crm.queries import visible_companies, visible_states
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import Amount, Key, Rows
from doors.rest.views import Creates, Deletes, Updates

LARGEST, LARGEST_SIZE = 2**31 - 1, 2**63 - 1


def number(highest: int = LARGEST, lowest: int = 0, **kwargs: Any) -> serializers.IntegerField:
    """Return an optional whole number that its column holds."""
    return serializers.IntegerField(min_value=lowest, max_value=highest, required=False, **kwargs)


def line(length: int = 255) -> Line:
    """Return an optional text of one line."""
    return Line(length, required=False, allow_blank=True)


def day() -> serializers.DateField:
    """Return an optional date."""
    return serializers.DateField(required=False, allow_null=True)


def _versions(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.SOFTWARE_VERSIONS)


def _makers(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.MANUFACTURERS)


def _ports(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.PORTS).filter(deleted_at=None)


def _systems(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.OPERATING_SYSTEMS)


class PartOut(Rows):
    """What all parts tell."""

    id = Key()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PartIn(Input):
    """A part, or changes of one."""

    draft: ClassVar[type[Any]] = dict


class ItemPart(Creates, Deletes):
    """Parts of the item of the path. Taken off for good; the journal of the item tells of it."""

    scope = "items"
    noun: ClassVar[nouns.Noun]
    owner: ClassVar[str] = "ci"
    orders = ("id", "-id")

    def item(self) -> Any:
        """Return the item of the path. Raises ObjectDoesNotExist."""
        return queries.item_for(self.actor(), self.key("item_id"))

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the parts of a visible item."""
        rows = nouns.visible(actor, self.noun)
        if getattr(self, "swagger_fake_view", False):
            return rows
        rows = rows.filter(**{self.owner: self.item()})
        return rows.filter(deleted_at=None) if nouns.keeps_trash(self.noun) else rows

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Write a new part."""
        return nouns.create_row(actor, self.noun, values)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a part to the item."""
        item = self.item()
        row = self.add(self.actor(), {**self.read_input(self.create_input), self.owner: item})
        return self.shown(row.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a part off the item."""
        row = self.get_queryset().get(pk=self.key())
        nouns.purge(self.actor_for(type(row), row.pk), self.noun, row.pk)
        return Response(status=204)


class ChangedPart(ItemPart, Updates):
    """Parts that can be changed."""

    def change(self, actor: Actor, key: int, values: dict[str, Any]) -> Any:
        """Write changes of a part."""
        return nouns.change(actor, self.noun, key, values)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a part; `If-Match` refuses when it changed in between."""
        row = self.get_queryset().get(pk=self.key())
        values = self.read_input(self.update_input)
        self.change(self.actor_for(type(row), row.pk), row.pk, values)
        return self.shown(row.pk)


class OnlyPart(ChangedPart):
    """What an item has once; adding it again changes the given fields."""

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Write the part, or into the one that is there."""
        there = self.get_queryset().first()
        if there is None:
            return super().add(actor, values)
        values.pop(self.owner)
        return self.change(actor, there.pk, values)


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


class InstalledSystemOut(PartOut):
    """An operating system on the item."""

    operating_system = key_of("operating_system_id")
    license_number = serializers.CharField()
    license_id = serializers.CharField()
    company = serializers.CharField()
    owner_name = serializers.CharField()
    host_id = serializers.CharField()
    installed_on = serializers.DateField(allow_null=True)


class InstalledSystemIn(PartIn):
    """An operating system on the item, or changes of it."""

    operating_system = Ref(_systems, required=False, allow_null=True)
    license_number, license_id, company, owner_name, host_id = (line() for _ in range(5))
    installed_on = day()


class InstalledSystemViewSet(ChangedPart):
    """Operating systems of the item."""

    noun = tables.SYSTEMS
    rows: ClassVar[type[Rows]] = InstalledSystemOut
    create_input: ClassVar[type[Input]] = InstalledSystemIn
    update_input: ClassVar[type[Input]] = InstalledSystemIn


class InstallationOut(PartOut):
    """A version of software on the item."""

    version = serializers.IntegerField(source="version_id")
    version_name = serializers.CharField(source="version.name")
    software = serializers.IntegerField(source="version.software_id")
    installed_on = serializers.DateField(allow_null=True)

    expands = {"software": ITEM}


class InstallationPatchIn(PartIn):
    """Changes of an installation."""

    installed_on = day()


class InstallationIn(InstallationPatchIn):
    """A version of software on the item."""

    version = Ref(_versions)


class InstallationViewSet(ChangedPart):
    """Software on the item."""

    noun = tables.INSTALLATIONS
    rows: ClassVar[type[Rows]] = InstallationOut
    create_input: ClassVar[type[Input]] = InstallationIn
    update_input: ClassVar[type[Input]] = InstallationPatchIn


class SoftwareVersionOut(PartOut):
    """A version of the software."""

    name = serializers.CharField()
    arch = serializers.CharField()
    comment = serializers.CharField()
    state = key_of("state_id")
    operating_system = key_of("operating_system_id")


class SoftwareVersionPatchIn(PartIn):
    """Changes of a version."""

    name = Line(required=False)
    arch = line()
    comment = Text(required=False, allow_blank=True)
    state = Ref(visible_states, required=False, allow_null=True)
    operating_system = Ref(_systems, required=False, allow_null=True)


class SoftwareVersionIn(SoftwareVersionPatchIn):
    """A version of the software."""

    name = Line()


class SoftwareVersionViewSet(ChangedPart):
    """Versions of the software of the path, which can be installed on items."""

    noun = tables.SOFTWARE_VERSIONS
    owner = "software"
    rows: ClassVar[type[Rows]] = SoftwareVersionOut
    create_input: ClassVar[type[Input]] = SoftwareVersionIn
    update_input: ClassVar[type[Input]] = SoftwareVersionPatchIn


class LicenseOut(PartOut):
    """What a licence allows; -1 seats = as many as wanted."""

    number = serializers.IntegerField()
    bought_version = key_of("bought_version_id")
    used_version = key_of("used_version_id")
    expires_on = serializers.DateField(allow_null=True)
    allow_overquota = serializers.BooleanField()


class LicenseIn(PartIn):
    """What a licence allows, or changes of it."""

    number = number(lowest=-1)
    bought_version = Ref(_versions, required=False, allow_null=True)
    used_version = Ref(_versions, required=False, allow_null=True)
    expires_on = day()
    allow_overquota = StrictBoolean(required=False)


class LicenseViewSet(OnlyPart):
    """What the licence of the path allows: one row or none."""

    noun = tables.LICENSES
    rows: ClassVar[type[Rows]] = LicenseOut
    create_input: ClassVar[type[Input]] = LicenseIn
    update_input: ClassVar[type[Input]] = LicenseIn


class FinanceOut(PartOut):
    """Purchase, warranty and depreciation of an item."""

    bought_on, used_on, ordered_on, delivered_on, inventoried_on, warranty_on = (
        serializers.DateField(allow_null=True) for _ in range(6)
    )
    decommissioned_at = serializers.DateTimeField(allow_null=True)
    warranty_months = serializers.IntegerField()
    warranty_info = serializers.CharField()
    supplier = key_of("supplier_id")
    order_number, delivery_number, asset_number, bill = (serializers.CharField() for _ in range(4))
    value_amount, warranty_amount = Amount(), Amount()
    sink_months = serializers.IntegerField()
    sink_type = serializers.IntegerField()
    sink_coefficient = serializers.FloatField()
    comment = serializers.CharField()


class FinanceIn(PartIn):
    """Purchase, warranty and depreciation of an item, or changes of them; -1 months of warranty =
    for life.
    """

    bought_on, used_on, ordered_on, delivered_on, inventoried_on, warranty_on = (
        day() for _ in range(6)
    )
    decommissioned_at = serializers.DateTimeField(required=False, allow_null=True)
    warranty_months = number(lowest=-1)
    warranty_info, order_number, delivery_number, asset_number, bill = (line() for _ in range(5))
    supplier = Ref(visible_companies, required=False, allow_null=True)
    value_amount, warranty_amount = Amount(required=False), Amount(required=False)
    sink_months, sink_type = number(), number()
    sink_coefficient = serializers.FloatField(min_value=0, max_value=1_000_000, required=False)
    comment = Text(required=False, allow_blank=True)


class FinanceViewSet(OnlyPart):
    """What the item cost and how long its maker stands for it: one row or none."""

    noun = tables.FINANCES
    rows: ClassVar[type[Rows]] = FinanceOut
    create_input: ClassVar[type[Input]] = FinanceIn
    update_input: ClassVar[type[Input]] = FinanceIn


class ItemNoteOut(PartOut):
    """A note on the item."""

    title = serializers.CharField()
    body = serializers.CharField()
    author = key_of("author_id")
    edited_by = key_of("edited_by_id")


class ItemNotePatchIn(PartIn):
    """Changes of a note."""

    title = line()
    body = Text(required=False)


class ItemNoteIn(ItemNotePatchIn):
    """A note on the item."""

    body = Text()


class ItemNoteViewSet(ChangedPart):
    """Notes that people of the desk leave on the item."""

    rows: ClassVar[type[Rows]] = ItemNoteOut
    create_input: ClassVar[type[Input]] = ItemNoteIn
    update_input: ClassVar[type[Input]] = ItemNotePatchIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the notes on a visible item."""
        if getattr(self, "swagger_fake_view", False):
            return note_rows()
        return queries.notes_of(actor, self.key("item_id"))

    def add(self, actor: Actor, values: dict[str, Any]) -> Any:
        """Leave a note."""
        return operations.write_item_note(actor, values.pop(self.owner).pk, **values)

    def change(self, actor: Actor, key: int, values: dict[str, Any]) -> Any:
        """Change a note."""
        return operations.change_item_note(actor, self.key("item_id"), key, **values)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a note."""
        note = self.get_queryset().get(pk=self.key())
        operations.remove_item_note(self.actor(), self.key("item_id"), note.pk)
        return Response(status=204)
