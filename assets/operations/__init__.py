"""Every write of assets."""

from assets.operations.agents import sync_agents
from assets.operations.base_data import install_base_data
from assets.operations.imports import (
    clear_items,
    import_item,
    import_manufacturer,
    import_relation,
    import_source,
    import_type,
)
from assets.operations.items import (
    create_item,
    create_manufacturer,
    create_source,
    create_type,
    delete_item,
    purge_item,
    relate_items,
    restore_item,
    unrelate_items,
    update_item,
)
from assets.operations.notes import change_item_note, remove_item_note, write_item_note
from assets.operations.ports import change_port, create_port

__all__ = [
    "change_item_note",
    "change_port",
    "clear_items",
    "create_item",
    "create_manufacturer",
    "create_port",
    "create_source",
    "create_type",
    "delete_item",
    "import_item",
    "import_manufacturer",
    "import_relation",
    "import_source",
    "import_type",
    "install_base_data",
    "purge_item",
    "relate_items",
    "remove_item_note",
    "restore_item",
    "sync_agents",
    "unrelate_items",
    "update_item",
    "write_item_note",
]
