"""Tables of assets."""

from assets.models.catalogue import (
    CiModel,
    CiSource,
    CiType,
    Manufacturer,
    Network,
    OperatingSystem,
)
from assets.models.finance import FinancialRecord
from assets.models.item import CiRelation, ConfigurationItem
from assets.models.parts import (
    Component,
    Connection,
    InstalledSystem,
    Port,
    PortAddress,
    PortAlias,
    Volume,
)
from assets.models.software import Installation, LicenseDetail, SoftwareVersion

__all__ = [
    "CiModel",
    "CiRelation",
    "CiSource",
    "CiType",
    "Component",
    "ConfigurationItem",
    "Connection",
    "FinancialRecord",
    "Installation",
    "InstalledSystem",
    "LicenseDetail",
    "Manufacturer",
    "Network",
    "OperatingSystem",
    "Port",
    "PortAddress",
    "PortAlias",
    "SoftwareVersion",
    "Volume",
]
