"""The ops, by subject. Importing a module puts its ops into the table."""

from api_compat.integria.ops import (
    catalogue,
    crm,
    figures,
    files,
    history,
    items,
    people,
    tickets,
    work,
)

__all__ = ["catalogue", "crm", "figures", "files", "history", "items", "people", "tickets", "work"]
