"""Enumerations of tickets, the status table and the priority matrix."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import declare_choice, declare_setting, some_of


class Kind(models.TextChoices):
    """What a ticket is."""

    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"
    QUESTION = "question"
    PROBLEM = "problem"
    CHANGE = "change"
    MAJOR_INCIDENT = "major_incident"


class Category(models.TextChoices):
    """Where in its life a status puts a ticket."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


OPEN_CATEGORIES = (Category.NEW, Category.IN_PROGRESS, Category.PLANNED, Category.WAITING)
DONE_CATEGORIES = (Category.RESOLVED, Category.CLOSED)


STATUS_NAMES: dict[str | None, Any] = {
    "new": _("New"),
    "unconfirmed": _("Unconfirmed"),
    "in_progress": _("In progress"),
    "reopened": _("Reopened"),
    "planned": _("Planned"),
    "pending": _("Pending"),
    "waiting": _("Waiting"),
    "resolved": _("Resolved"),
    "closed": _("Closed"),
    "rejected": _("Rejected"),
    "cancelled": _("Cancelled"),
    "accepted": _("Accepted"),
    "evaluation": _("Evaluation"),
    "approval": _("Approval"),
    "testing": _("Testing"),
    "qualification": _("Qualification"),
    "under_review": _("Under review"),
}
"""The built-in statuses by code, as people read them."""


class Priority(models.IntegerChoices):
    """How soon, from planned work to drop everything."""

    MAINTENANCE = 1
    INFORMATIVE = 2
    LOW = 3
    MEDIUM = 4
    HIGH = 5
    VERY_HIGH = 6
    CRITICAL = 7


class Risk(models.TextChoices):
    """How likely a change is to go wrong, and how badly."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Resolution(models.IntegerChoices):
    """How a closed ticket ended."""

    NONE = 0
    FIXED = 1
    INVALID = 2
    WONT_FIX = 3
    DUPLICATE = 4
    WORKS_FOR_ME = 5
    INCOMPLETE = 6
    EXPIRED = 7
    MOVED = 8
    IN_PROCESS = 9


class CloseReason(models.TextChoices):
    """Why a ticket was closed."""

    ACCEPTED = "accepted"
    EXPIRED = "expired"
    CUSTOMER_TIMEOUT = "customer_timeout"
    WORKFLOW = "workflow"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class WaitingReason(models.TextChoices):
    """Whom or what a waiting ticket waits for."""

    AGENT = "agent"
    CUSTOMER = "customer"
    DATE = "date"
    TICKET = "ticket"
    EXTERNAL = "external"


class Sentiment(models.TextChoices):
    """How the requester seems to feel."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class RuleEvent(models.TextChoices):
    """What happens to a ticket that a rule may follow."""

    CREATED = "created"
    UPDATED = "updated"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    SOLVED = "solved"
    CLOSED = "closed"


RULE_FIELDS = frozenset(
    {
        "kind", "priority", "status", "category", "group", "assignee", "requester", "location",
        "source", "title", "description",
    }
)  # fmt: skip
"""What a rule may ask of a ticket."""
RULE_OPERATORS = frozenset({"is", "is_not", "in", "contains", "at_least"})
RULE_ACTIONS = frozenset(
    {
        "set_priority", "set_kind", "set_status", "set_category", "assign_person", "assign_group",
        "add_observer", "add_note",
    }
)  # fmt: skip
"""What a rule may do to a ticket."""


class RunOutcome(models.TextChoices):
    """How a run of a rule ended."""

    DONE = "done"
    NOTHING = "nothing"
    FAILED = "failed"
    TOO_DEEP = "too_deep"


class VersionState(models.TextChoices):
    """What has become of a version of a workflow."""

    DRAFT = "draft"
    DEPLOYED = "deployed"
    RETIRED = "retired"


class RunState(models.TextChoices):
    """How far the workflow of a ticket is."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Role(models.TextChoices):
    """What a person or group is to a ticket."""

    REQUESTER = "requester"
    ASSIGNEE = "assignee"
    OBSERVER = "observer"
    COLLABORATOR = "collaborator"


class LinkKind(models.TextChoices):
    """How two tickets belong together; `source` is the child, the duplicate, the effect."""

    RELATED = "related"
    DUPLICATE = "duplicate"
    CHILD = "child"
    CAUSED_BY = "caused_by"
    SOLVED_BY_CHANGE = "solved_by_change"


class FollowupKind(models.TextChoices):
    """What a line of the timeline is."""

    MESSAGE = "message"
    NOTE = "note"
    SOLUTION = "solution"
    TASK = "task"
    WORK = "work"


class TaskState(models.TextChoices):
    """How far a task is; information asks for nothing."""

    INFORMATION = "information"
    TO_DO = "to_do"
    DONE = "done"


class SolutionState(models.TextChoices):
    """What became of a solution."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class DraftKind(models.TextChoices):
    """What a person has begun to write."""

    MESSAGE = "message"
    NOTE = "note"
    SOLUTION = "solution"
    TICKET = "ticket"


class TextFormat(models.TextChoices):
    """How a text was written."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"


class ClockMetric(models.TextChoices):
    """What a promise is about."""

    RESPOND = "respond"
    RESOLVE = "resolve"
    INACTIVITY = "inactivity"


class ClockSide(models.TextChoices):
    """To whom: the customer (SLA) or between our teams (OLA)."""

    SLA = "sla"
    OLA = "ola"


class TargetUnit(models.TextChoices):
    """In what the amount of a promise is given; a day is a calendar's average open day."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class SlaEventKind(models.TextChoices):
    """What a clock sets off."""

    WARNING = "warning"
    BREACH = "breach"


class FieldKind(models.TextChoices):
    """What a custom field holds."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMERIC = "numeric"
    DATE = "date"
    BOOLEAN = "boolean"
    LIST = "list"
    TREE = "tree"
    CI = "ci"
    FILE = "file"


UNASKED_KINDS = frozenset({FieldKind.CI, FieldKind.FILE})
"""Fields that the portal does not ask for, so that nobody can be held to fill them."""


class BulkOutcome(models.TextChoices):
    """How one ticket of a bulk change ended."""

    WAITING = "waiting"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


LIST_COLUMNS = (
    "number",
    "title",
    "requester",
    "status",
    "priority",
    "assignee",
    "group",
    "due",
    "category",
    "kind",
    "created",
    "activity",
)
"""Columns that lists of tickets may show."""

DEFAULT_COLUMNS = ("number", "title", "status", "priority", "assignee", "due", "activity")

LIST_SORTS = ("-activity", "activity", "-number", "number", "-priority", "due")
"""Orders of lists of tickets; each walks an index."""


MOVES: dict[str, frozenset[str]] = {
    Category.NEW: frozenset(Category.values),
    Category.IN_PROGRESS: frozenset(Category.values) - {Category.NEW},
    Category.PLANNED: frozenset(Category.values) - {Category.NEW},
    Category.WAITING: frozenset(Category.values) - {Category.NEW},
    Category.RESOLVED: frozenset({Category.RESOLVED, Category.IN_PROGRESS, Category.CLOSED}),
    Category.CLOSED: frozenset({Category.CLOSED, Category.IN_PROGRESS}),
}
"""Legal moves between categories; a dialect that may do more says so with `any_status`."""

declare_setting(
    "tickets.rating_comment_below",
    int,
    4,
    _("The portal asks for words with ratings below this number of stars; 0 = never."),
    label=_("Ask for words below so many stars"),
)

_MATRIX = {
    1: (1, 1, 2, 2, 2),
    2: (1, 2, 2, 3, 3),
    3: (2, 2, 3, 4, 4),
    4: (2, 3, 4, 4, 5),
    5: (2, 3, 4, 5, 5),
}


def priority_of(urgency: int, impact: int) -> int:
    """Return the priority of an urgency and an impact (1 to 5 each), as the usual matrix has it."""
    return _MATRIX[urgency][impact - 1] + 1


def urgency_of(priority: int) -> int:
    """Return the urgency (and impact) of a ticket that came with a priority only (domain.md
    section 3).
    """
    return max(1, min(priority - 1, 5))


declare_setting(
    "tickets.tell_actor_doors",
    list,
    ["integria"],
    _("Doors whose caller also gets the mail about an act of their own."),
    label=_("Doors that tell the caller, too"),
)
declare_setting(
    "tickets.mail",
    bool,
    True,
    _("Whether people are told by mail about tickets at all."),
    label=_("Mail"),
)
declare_setting(
    "tickets.guard_parents",
    bool,
    True,
    _("Whether a ticket with open children is neither resolved nor closed."),
    label=_("Parents wait for their children"),
)


def _two_minutes_at_most(value: Any) -> None:
    if not 0 <= value <= 120:
        raise ValidationError(_("Between 0 and 120."), code="range")


declare_setting(
    "tickets.undo_seconds",
    int,
    10,
    _("How long the mail of an agent's answer waits so that it can be taken back; 0 = not at all."),
    label=_("Seconds to take an answer back"),
    check=_two_minutes_at_most,
)
declare_choice("columns", some_of(*LIST_COLUMNS))


def _days(value: Any) -> None:
    if not 0 <= value <= 36_500:
        raise ValidationError(_("Between 0 and 36500."), code="range")


for _name, _default, _label, _help in (
    (
        "trash_days",
        30,
        _("Days in the trash"),
        _("Days after which tickets in the trash are removed for good; 0 = never."),
    ),
    (
        "file_days",
        0,
        _("Days of unused files"),
        _(
            "Days after which files that hang on nothing, or lie in the trash, are removed for "
            "good; 0 = never. Documents that programs keep without a ticket hang on nothing, too."
        ),
    ),
    (
        "mail_days",
        90,
        _("Days of sent mail"),
        _("Days after which sent mail leaves the list of mail; 0 = never."),
    ),
    (
        "journal_days",
        0,
        _("Days of the journal"),
        _(
            "Days after which entries of the journal are removed, and with them the history of "
            "rows and of the change feed; 0 = never."
        ),
    ),
):
    declare_setting(f"retention.{_name}", int, _default, _help, label=_label, check=_days)
