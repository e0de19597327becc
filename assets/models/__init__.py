"""Tables of assets."""

from assets.models.catalogue import CiSource, CiType, Manufacturer
from assets.models.item import CiRelation, ConfigurationItem

__all__ = ["CiRelation", "CiSource", "CiType", "ConfigurationItem", "Manufacturer"]
