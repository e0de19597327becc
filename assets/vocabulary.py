"""Words of assets: classes, usages, kinds of relation; the item types that a new desk has."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import declare_qualifiers


class CiClass(models.TextChoices):
    """What an item is at the coarsest; each class has one built-in type (fields.md D22)."""

    COMPUTER = "computer"
    MONITOR = "monitor"
    PRINTER = "printer"
    PHONE = "phone"
    NETWORK_EQUIPMENT = "network_equipment"
    PERIPHERAL = "peripheral"
    SOFTWARE = "software"
    SOFTWARE_LICENSE = "software_license"
    OTHER = "other"


CLASS_WORDS: dict[str, Any] = {
    CiClass.COMPUTER: _("computers"),
    CiClass.MONITOR: _("monitors"),
    CiClass.PRINTER: _("printers"),
    CiClass.PHONE: _("phones"),
    CiClass.NETWORK_EQUIPMENT: _("network equipment"),
    CiClass.PERIPHERAL: _("peripherals"),
    CiClass.SOFTWARE: _("software"),
    CiClass.SOFTWARE_LICENSE: _("software licences"),
    CiClass.OTHER: _("other items"),
}
declare_qualifiers("ci", {str(ci_class): words for ci_class, words in CLASS_WORDS.items()})


class Usage(models.TextChoices):
    """Whether somebody works with an item."""

    NEW = "new"
    IN_USE = "inuse"
    UNUSED = "unused"
    ISSUED = "issued"


class Encryption(models.TextChoices):
    """How much of a disk is encrypted."""

    NONE = "none"
    WHOLE = "whole"
    PARTIAL = "partial"


class RelationKind(models.TextChoices):
    """How the source of a relation hangs on its target; trouble travels from target to source."""

    DEPENDS_ON = "depends_on"
    RUNS_ON = "runs_on"
    PART_OF = "part_of"
    CONNECTED_TO = "connected_to"


AGENT_TYPE = "monitoring_agent"
"""Code of the type of items that a monitoring system reports."""

AGENT_SOURCE = "pandora"
"""Name of the source that the monitoring system's items come from."""


@dataclass(frozen=True)
class StockType:
    """A type that a new desk has. `code` marks those that the desk itself looks up."""

    name: str
    ci_class: str
    code: str = ""
    comment: str = ""


STOCK_TYPES = (
    StockType("Computer", CiClass.COMPUTER, CiClass.COMPUTER),
    StockType("Pandora agents", CiClass.COMPUTER, AGENT_TYPE, "Imported agents from Pandora FMS"),
    StockType("CDROM", CiClass.OTHER),
    StockType("NIC", CiClass.OTHER),
    StockType("Software", CiClass.SOFTWARE, CiClass.SOFTWARE),
    StockType("RAM", CiClass.OTHER),
    StockType("Service", CiClass.OTHER),
    StockType("CPU", CiClass.OTHER),
    StockType("HD", CiClass.OTHER),
    StockType("Video", CiClass.OTHER),
    StockType("Patches", CiClass.SOFTWARE),
    StockType("Monitors", CiClass.MONITOR, CiClass.MONITOR),
    StockType("Motherboard", CiClass.OTHER),
    StockType("Printers", CiClass.PRINTER, CiClass.PRINTER),
    StockType("product_ID", CiClass.OTHER),
    StockType("product_key", CiClass.OTHER),
    StockType("Users", CiClass.OTHER),
    StockType("Phone", CiClass.PHONE, CiClass.PHONE),
    StockType("Network equipment", CiClass.NETWORK_EQUIPMENT, CiClass.NETWORK_EQUIPMENT),
    StockType("Peripheral", CiClass.PERIPHERAL, CiClass.PERIPHERAL),
    StockType("Software licence", CiClass.SOFTWARE_LICENSE, CiClass.SOFTWARE_LICENSE),
    StockType("Other", CiClass.OTHER, CiClass.OTHER),
)
"""In the order of their keys from 1: old scripts name the first 17 by number (fields.md D24)."""
