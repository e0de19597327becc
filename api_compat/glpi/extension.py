"""What apps of others build on to add item types; these names stay.

Import it in AppConfig.ready() at the earliest. Guide: docs/integrators/glpi.md.
"""

from api_compat.glpi import columns
from api_compat.glpi.facts import Facts, Field, Option
from api_compat.glpi.registry import ItemType, Writer, register
from api_compat.glpi.session import Session

__all__ = ["Facts", "Field", "ItemType", "Option", "Session", "Writer", "columns", "register"]
