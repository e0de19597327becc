"""The endpoints, a module per family; importing them fills the catalogue."""

from api_compat.invgate.resources import (
    approvals,
    attributes,
    automation,
    comments,
    customfields,
    flow,
    groups,
    incidents,
    items,
    knowledge,
    lists,
    news,
    notes,
    parts,
    people,
    time,
)

__all__ = [
    "approvals",
    "attributes",
    "automation",
    "comments",
    "customfields",
    "flow",
    "groups",
    "incidents",
    "items",
    "knowledge",
    "lists",
    "news",
    "notes",
    "parts",
    "people",
    "time",
]
