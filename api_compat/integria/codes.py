"""Stored values as this dialect's numbers and words, and back (domain.md section 3).

Codes are made here, at the edge, and never stored. Writing back the code that was read changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tickets.vocabulary import Category, Priority

if TYPE_CHECKING:
    from tickets.models import Status, Ticket

ALL_GROUPS = 1
NOT_CLOSED = -10
CLOSED = 7

STATUS_NAMES = {
    1: "New",
    2: "Unconfirmed",
    3: "Assigned",
    4: "Re-opened",
    5: "Pending to be closed",
    6: "Pending on a third person",
    7: "Closed",
}
STATUS_FIELDS = {
    "new": 1,
    "unconfirmed": 2,
    "assigned": 3,
    "reopened": 4,
    "verified": 5,
    "pending_third_person": 6,
    "closed": 7,
}
RESOLUTION_NAMES = {
    1: "Fixed",
    2: "Invalid",
    3: "Wont fix",
    4: "Duplicate",
    5: "Works for me",
    6: "Incomplete",
    7: "Expired",
    8: "Moved",
    9: "In process",
}
PRIORITY_NAMES = {
    10: "Maintenance",
    0: "Informative",
    1: "Low",
    2: "Medium",
    3: "Serious",
    4: "Very serious",
}

_STATUS_OF_CODE = {
    "new": 1,
    "unconfirmed": 2,
    "in_progress": 3,
    "reopened": 4,
    "planned": 3,
    "pending": 6,
    "waiting": 6,
    "resolved": 5,
    "closed": 7,
    "rejected": 7,
    "cancelled": 7,
    "accepted": 3,
    "evaluation": 3,
    "approval": 3,
    "testing": 3,
    "qualification": 3,
    "under_review": 5,
}
_STATUS_OF_CATEGORY = {
    Category.NEW: 1,
    Category.IN_PROGRESS: 3,
    Category.PLANNED: 3,
    Category.WAITING: 6,
    Category.RESOLVED: 5,
    Category.CLOSED: 7,
}
_PRIORITY = {
    Priority.MAINTENANCE: 10,
    Priority.INFORMATIVE: 0,
    Priority.LOW: 1,
    Priority.MEDIUM: 2,
    Priority.HIGH: 3,
    Priority.VERY_HIGH: 4,
    Priority.CRITICAL: 4,
}
_CLOSED_WITHOUT_DEED = {"rejected": 2, "cancelled": 3}


def status_number(code: str | None, category: str) -> int:
    """Return the number of a status: of its code, or of its category for a status of the desk's
    own.
    """
    return _STATUS_OF_CODE.get(code or "", 0) or _STATUS_OF_CATEGORY[Category(category)]


def statuses_shown_as(numbers: Iterable[int], statuses: Iterable[Status]) -> list[int]:
    """Return the keys of the statuses that show as one of the numbers."""
    wanted = set(numbers)
    return [row.pk for row in statuses if status_number(row.code, row.category) in wanted]


def status_to_store(
    number: int, statuses: Iterable[Status], stored: Status | None = None
) -> Status | None:
    """Return the status for a written number: the stored one if it shows so, else the first that
    does.
    """
    if stored is not None and status_number(stored.code, stored.category) == number:
        return stored
    fitting = (row for row in statuses if status_number(row.code, row.category) == number)
    return min(
        fitting,
        key=lambda row: (row.code is None, list(_STATUS_OF_CODE).index(row.code or "new")),
        default=None,
    )


def priority_number(priority: int) -> int:
    """Return the number of a stored priority."""
    return _PRIORITY[Priority(priority)]


def priorities_shown_as(number: int) -> list[int]:
    """Return the stored priorities that show as the number."""
    return [int(stored) for stored, shown in _PRIORITY.items() if shown == number]


def priority_to_store(number: int, stored: int | None = None) -> int | None:
    """Return the priority for a written number; None for a number that does not exist."""
    if stored is not None and priority_number(stored) == number:
        return stored
    return next(iter(priorities_shown_as(number)), None)


def resolution_number(resolution: int, status_code: str | None) -> int:
    """Return the resolution; rejected and cancelled tickets have theirs by nature."""
    return resolution or _CLOSED_WITHOUT_DEED.get(status_code or "", 0)


def group_number(ticket: Ticket) -> int:
    """Return the group of a ticket: its desk for a level, 1 ("All") for none."""
    group = ticket.support_group
    if group is None:
        return ALL_GROUPS
    return group.parent_id if group.level_order is not None and group.parent_id else group.pk
