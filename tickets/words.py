"""The words of tickets in the reader's language."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tickets.vocabulary import (
    Category,
    ClockMetric,
    CloseReason,
    Kind,
    Priority,
    Resolution,
    WaitingReason,
)

PRIORITIES: dict[int, Promise] = {
    Priority.MAINTENANCE: _("Maintenance"),
    Priority.INFORMATIVE: _("Informative"),
    Priority.LOW: _("Low"),
    Priority.MEDIUM: _("Medium"),
    Priority.HIGH: _("High"),
    Priority.VERY_HIGH: _("Very high"),
    Priority.CRITICAL: _("Critical"),
}
KINDS: dict[str, Promise] = {
    Kind.INCIDENT: _("Incident"),
    Kind.SERVICE_REQUEST: _("Service request"),
    Kind.QUESTION: _("Question"),
    Kind.PROBLEM: _("Problem"),
    Kind.CHANGE: _("Change"),
    Kind.MAJOR_INCIDENT: _("Major incident"),
}
CATEGORIES: dict[str, Promise] = {
    Category.NEW: _("New"),
    Category.IN_PROGRESS: _("In progress"),
    Category.PLANNED: _("Planned"),
    Category.WAITING: _("Waiting"),
    Category.RESOLVED: _("Resolved"),
    Category.CLOSED: _("Closed"),
}
WAITING: dict[str, Promise] = {
    WaitingReason.AGENT: _("Waiting for us"),
    WaitingReason.CUSTOMER: _("Waiting for the customer"),
    WaitingReason.DATE: _("Waiting for a date"),
    WaitingReason.TICKET: _("Waiting for another ticket"),
    WaitingReason.EXTERNAL: _("Waiting for somebody outside"),
}
RESOLUTIONS: dict[int, Promise] = {
    Resolution.NONE: _("none"),
    Resolution.FIXED: _("Fixed"),
    Resolution.INVALID: _("Not valid"),
    Resolution.WONT_FIX: _("Will not be fixed"),
    Resolution.DUPLICATE: _("Duplicate"),
    Resolution.WORKS_FOR_ME: _("Works here"),
    Resolution.INCOMPLETE: _("Incomplete"),
    Resolution.EXPIRED: _("Expired"),
    Resolution.MOVED: _("Moved"),
    Resolution.IN_PROCESS: _("In process"),
}
METRICS: dict[str, Promise] = {
    ClockMetric.RESPOND: _("First answer"),
    ClockMetric.RESOLVE: _("Solution"),
    ClockMetric.INACTIVITY: _("Sign of life"),
}
CLOSE_REASONS: dict[str, Promise] = {
    CloseReason.ACCEPTED: _("Solution accepted"),
    CloseReason.EXPIRED: _("Time ran out"),
    CloseReason.CUSTOMER_TIMEOUT: _("No answer from the customer"),
    CloseReason.WORKFLOW: _("Workflow"),
    CloseReason.REJECTED: _("Rejected"),
    CloseReason.CANCELLED: _("Cancelled"),
}
STATUSES: dict[str, Promise] = {
    "New": _("New"),
    "Unconfirmed": _("Unconfirmed"),
    "In progress": _("In progress"),
    "Reopened": _("Reopened"),
    "Planned": _("Planned"),
    "Pending": _("Pending"),
    "Waiting": _("Waiting"),
    "Resolved": _("Resolved"),
    "Closed": _("Closed"),
    "Rejected": _("Rejected"),
    "Cancelled": _("Cancelled"),
    "Accepted": _("Accepted"),
    "Evaluation": _("Evaluation"),
    "Approval": _("Approval"),
    "Testing": _("Testing"),
    "Qualification": _("Qualification"),
    "Under review": _("Under review"),
}
"""Built-in statuses by the name they are stored under; a team's own are shown as written."""


def status_word(name: str, translations: dict[str, Any] | None = None) -> str:
    """Return what a status is called in the reader's language."""
    language = (get_language() or "en").split("-")[0]
    own = (translations or {}).get(language)
    return str(own or STATUSES.get(name, name))
