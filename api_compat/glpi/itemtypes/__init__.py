"""The item types that the desk serves; importing this module declares them all."""

from api_compat.glpi.itemtypes import (
    assets,
    catalogues,
    companies,
    documents,
    entities,
    knowledge,
    lines,
    notes,
    parts,
    people,
    records,
    roles,
    tickets,
    ties,
)

__all__ = [
    "assets",
    "catalogues",
    "companies",
    "documents",
    "entities",
    "knowledge",
    "lines",
    "notes",
    "parts",
    "people",
    "records",
    "roles",
    "tickets",
    "ties",
]
