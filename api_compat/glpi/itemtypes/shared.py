"""What declarations share: rows of nouns, owners of several classes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import ExpressionWrapper, F, QuerySet

from accounts.operations.nouns import Noun, visible
from api_compat.glpi.columns import MONEY, Column, code
from api_compat.glpi.registry import ItemType, declare
from api_compat.glpi.session import Session
from api_compat.glpi.writers import NounWriter
from assets.vocabulary import CiClass
from tickets.vocabulary import Kind

CLASSES: dict[Any, str] = {
    CiClass.COMPUTER: "Computer",
    CiClass.MONITOR: "Monitor",
    CiClass.PRINTER: "Printer",
    CiClass.PHONE: "Phone",
    CiClass.NETWORK_EQUIPMENT: "NetworkEquipment",
    CiClass.PERIPHERAL: "Peripheral",
    CiClass.OTHER: "Peripheral",
    CiClass.SOFTWARE: "Software",
    CiClass.SOFTWARE_LICENSE: "SoftwareLicense",
}
KINDS: dict[Any, str] = {
    Kind.INCIDENT: "Ticket",
    Kind.SERVICE_REQUEST: "Ticket",
    Kind.QUESTION: "Ticket",
    Kind.MAJOR_INCIDENT: "Ticket",
    Kind.PROBLEM: "Problem",
    Kind.CHANGE: "Change",
}
SPENT = ExpressionWrapper(
    F("time_amount") * F("seconds") / 3600 + F("fixed_amount") + F("material_amount"),
    output_field=MONEY,
)
"""What one cost of a ticket comes to: its time costs so much an hour."""


def rows_of(noun: Noun) -> Callable[[Session], QuerySet[Any]]:
    """Return the way to a noun's visible rows."""
    return lambda session: visible(session.actor, noun)


def noun(
    name: str,
    of: Noun,
    *,
    columns: Mapping[str, Column] | None = None,
    preset: Callable[[], dict[str, Any]] | None = None,
    owner_fields: tuple[str, ...] = (),
    rows: Callable[[Session], QuerySet[Any]] | None = None,
    **parts: Any,
) -> ItemType:
    """Declare a type whose rows are a noun's."""
    return declare(
        name,
        model=of.model,
        rows=rows or rows_of(of),
        columns=columns or {},
        writer=NounWriter(of, preset, owner_fields),
        **parts,
    )


def class_column(path: str) -> Column:
    """Return the item type of a configuration item that a row hangs on."""
    return code(path, CLASSES, default="Peripheral")


def kind_column(path: str) -> Column:
    """Return the item type of a ticket that a row hangs on."""
    return code(path, KINDS, default="Ticket")


def classes_of(name: str) -> list[str]:
    """Return the classes of items that an item type shows."""
    return [str(stored) for stored, shown in CLASSES.items() if shown == name]


def kinds_of(name: str) -> list[str]:
    """Return the kinds of tickets that an item type shows."""
    return [str(stored) for stored, shown in KINDS.items() if shown == name]
