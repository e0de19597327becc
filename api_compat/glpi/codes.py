"""Numbers of the API for what the desk stores as words (domain.md section 3, fields.md D17)."""

from typing import Any

from api_compat.glpi.errors import Unwritable
from api_compat.glpi.flavour import Flavour
from tickets.vocabulary import Category, Kind, LinkKind, Role, TaskState

TICKET_STATUS = {
    "new": 1, "unconfirmed": 1, "in_progress": 2, "reopened": 2, "planned": 3, "pending": 4,
    "waiting": 4, "resolved": 5, "closed": 6, "rejected": 6, "cancelled": 6, "accepted": 2,
    "evaluation": 2, "approval": 2, "testing": 2, "qualification": 2, "under_review": 5,
}  # fmt: skip
PROBLEM_STATUS = {**TICKET_STATUS, "accepted": 7, "under_review": 8}
CHANGE_STATUS = {
    **TICKET_STATUS, "in_progress": 7, "reopened": 7, "planned": 7, "accepted": 7,
    "evaluation": 9, "approval": 10, "testing": 11, "qualification": 12, "under_review": 8,
    "rejected": 13, "cancelled": 14,
}  # fmt: skip
STATUS = {"Ticket": TICKET_STATUS, "Problem": PROBLEM_STATUS, "Change": CHANGE_STATUS}
WRITTEN = {
    "Ticket": {1: "new", 2: "in_progress", 3: "planned", 4: "pending", 5: "resolved", 6: "closed"},
    "Problem": {
        1: "new", 2: "in_progress", 3: "planned", 4: "pending", 5: "resolved", 6: "closed",
        7: "accepted", 8: "under_review",
    },
    "Change": {
        1: "new", 4: "pending", 5: "resolved", 6: "closed", 7: "accepted", 8: "under_review",
        9: "evaluation", 10: "approval", 11: "testing", 12: "qualification", 13: "rejected",
        14: "cancelled",
    },
}  # fmt: skip
CATEGORIES = {
    Category.NEW: 1,
    Category.IN_PROGRESS: 2,
    Category.PLANNED: 3,
    Category.WAITING: 4,
    Category.RESOLVED: 5,
    Category.CLOSED: 6,
}
GROUPS = {
    "notold": (1, 2, 3, 4, 7, 9, 10, 11, 12),
    "process": (2, 3, 7, 9, 10, 11, 12),
    "old": (5, 6, 8, 13, 14),
    "notclosed": (1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12),
}
PASSED = (1, 3)
"""States of an approval that hold nothing up: none was asked for, or all said yes."""
PRIORITIES = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6}
TYPES = {
    Kind.INCIDENT: 1,
    Kind.SERVICE_REQUEST: 2,
    Kind.QUESTION: 2,
    Kind.MAJOR_INCIDENT: 1,
    Kind.PROBLEM: 1,
    Kind.CHANGE: 1,
}
ROLES = {Role.REQUESTER: 1, Role.ASSIGNEE: 2, Role.OBSERVER: 3}
LINKS = {LinkKind.RELATED: 1, LinkKind.DUPLICATE: 2, LinkKind.CHILD: 3}
TASK_STATES = {TaskState.INFORMATION: 0, TaskState.TO_DO: 1, TaskState.DONE: 2}
SOLUTION_STATES = {"waiting": 2, "accepted": 3, "refused": 4}
VOTE_STATES = {"waiting": 2, "approved": 3, "rejected": 4, "cancelled": 4, "expired": 4}
REQUEST_STATES = {"waiting": 2, "approved": 3, "rejected": 4, "cancelled": 1, "expired": 4}


def status_number(name: str, flavour: Flavour, status: Any) -> int:
    """Return the number of a status for an item type; own ones by category, or their own."""
    if status.code is None:
        if flavour.shows_own_statuses and status.own_number is not None:
            return int(status.own_number)
        return CATEGORIES[Category(status.category)]
    return STATUS[name].get(status.code, CATEGORIES[Category(status.category)])


def priority_from(number: int) -> int:
    """Return the stored priority of a number; of two the more usual one. Raises Unwritable."""
    for stored in (4, 5, 6, 7, 3, 2):
        if PRIORITIES[stored] == number:
            return stored
    raise Unwritable(f"Incorrect priority: '{number}'")
