"""What items are made of and joined with: components, disks, ports, connections, systems."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Scoped
from assets.models.catalogue import Manufacturer, OperatingSystem
from assets.models.item import ConfigurationItem
from assets.vocabulary import Encryption
from audit.columns import Carrying, Row, Trash


class Component(Row, Trash, Carrying):
    """A part built into an item; `component_class` is processor, memory, hard_drive …"""

    ci = models.ForeignKey(ConfigurationItem, on_delete=models.CASCADE, related_name="components")
    component_class = models.CharField(max_length=32)
    designation = models.CharField(max_length=255, blank=True, default="")
    serial = models.CharField(max_length=255, blank=True, default="")
    manufacturer = models.ForeignKey(
        Manufacturer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    quantity = models.PositiveIntegerField(default=1)
    details = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.designation


class Volume(Row, Trash, Carrying):
    """A disk or partition; sizes are MiB. The words about its encryption are the tool's own."""

    ci = models.ForeignKey(ConfigurationItem, on_delete=models.CASCADE, related_name="volumes")
    name = models.CharField(max_length=255, blank=True, default="")
    device = models.CharField(max_length=255, blank=True, default="")
    mount_point = models.CharField(max_length=255, blank=True, default="")
    file_system = models.CharField(max_length=64, blank=True, default="")
    total_mib = models.BigIntegerField(default=0)
    free_mib = models.BigIntegerField(default=0)
    encryption = models.CharField(max_length=8, choices=Encryption, default=Encryption.NONE)
    encryption_tool = models.CharField(max_length=255, blank=True, default="")
    encryption_algorithm = models.CharField(max_length=255, blank=True, default="")
    encryption_type = models.CharField(max_length=255, blank=True, default="")

    def __str__(self) -> str:
        return self.name or self.mount_point


class Port(Row, Scoped, Trash, Carrying):
    """A network port. `counters` keeps what the port itself counts and says; `peer` is the port at
    the other end of its cable, which names this one.
    """

    ci = models.ForeignKey(ConfigurationItem, on_delete=models.CASCADE, related_name="ports")
    number = models.IntegerField(default=0)
    name = models.CharField(max_length=255, blank=True, default="")
    kind = models.CharField(max_length=32, default="ethernet")
    mac = models.CharField(max_length=255, blank=True, default="", db_index=True)
    comment = models.TextField(blank=True, default="")
    counters = models.JSONField(default=dict, blank=True)
    peer = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name or self.mac


class PortAddress(Row):
    """A name and an IP address of a port."""

    port = models.ForeignKey(Port, on_delete=models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=255, blank=True, default="")
    fqdn = models.CharField(max_length=255, blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="", db_index=True)

    def __str__(self) -> str:
        return self.address or self.name


class PortAlias(Row):
    """A further name of an address."""

    address = models.ForeignKey(PortAddress, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=255)

    class Meta:
        verbose_name_plural = "port aliases"

    def __str__(self) -> str:
        return self.name


class Connection(Row, Trash, Carrying):
    """A monitor, printer, phone or peripheral at a computer."""

    computer = models.ForeignKey(
        ConfigurationItem, on_delete=models.CASCADE, related_name="connections"
    )
    item = models.ForeignKey(
        ConfigurationItem, on_delete=models.CASCADE, related_name="connected_to"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["computer", "item"], name="connection_once")]

    def __str__(self) -> str:
        return f"{self.item} at {self.computer}"

    def clean(self) -> None:
        """Refuse what hangs on itself."""
        if self.item_id is not None and self.item_id == self.computer_id:
            message = _("An item cannot be connected to itself.")
            raise ValidationError({"item": ValidationError(message, code="itself")})


class InstalledSystem(Row, Trash, Carrying):
    """The operating system of an item."""

    ci = models.ForeignKey(ConfigurationItem, on_delete=models.CASCADE, related_name="systems")
    operating_system = models.ForeignKey(
        OperatingSystem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    license_number = models.CharField(max_length=255, blank=True, default="")
    license_id = models.CharField(max_length=255, blank=True, default="")
    company = models.CharField(max_length=255, blank=True, default="")
    owner_name = models.CharField(max_length=255, blank=True, default="")
    host_id = models.CharField(max_length=255, blank=True, default="")
    installed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.operating_system} on {self.ci}"
