"""Numbers of the wire and the words of the desk behind them (contract section 8).

A projection is computed at the edge; writing the code that a row shows already changes nothing.
"""

from accounts.vocabulary import Engine, GroupState, Origin
from kb.vocabulary import AnnouncementState, Audience, Importance
from tickets.vocabulary import Category, CloseReason, FieldKind, Kind, Priority

STATUS_NAMES = {
    1: "New",
    2: "Open",
    3: "Pending",
    4: "Waiting",
    5: "Solved",
    6: "Closed",
    7: "Rejected",
    8: "Cancelled",
}
STATUS_OF_CODE = {
    "new": 1,
    "unconfirmed": 1,
    "in_progress": 2,
    "reopened": 2,
    "planned": 2,
    "pending": 3,
    "waiting": 4,
    "resolved": 5,
    "closed": 6,
    "rejected": 7,
    "cancelled": 8,
    "accepted": 2,
    "evaluation": 2,
    "approval": 2,
    "testing": 2,
    "qualification": 2,
    "under_review": 5,
}
STATUS_OF_CATEGORY: dict[str, int] = {
    Category.NEW: 1,
    Category.IN_PROGRESS: 2,
    Category.PLANNED: 2,
    Category.WAITING: 4,
    Category.RESOLVED: 5,
    Category.CLOSED: 6,
}

PRIORITY_NAMES = {1: "Low", 2: "Medium", 3: "High", 4: "Urgent", 5: "Critical"}
PRIORITY_OF: dict[int, int] = {
    Priority.MAINTENANCE: 1,
    Priority.INFORMATIVE: 1,
    Priority.LOW: 1,
    Priority.MEDIUM: 2,
    Priority.HIGH: 3,
    Priority.VERY_HIGH: 4,
    Priority.CRITICAL: 5,
}
PRIORITY_FROM: dict[int, int] = {
    1: Priority.LOW,
    2: Priority.MEDIUM,
    3: Priority.HIGH,
    4: Priority.VERY_HIGH,
    5: Priority.CRITICAL,
}

TYPE_NAMES = {
    1: "Incident",
    2: "Service Request",
    3: "Question",
    4: "Problem",
    5: "Change",
    6: "Major Incident",
}
TYPE_OF: dict[str, int] = {
    Kind.INCIDENT: 1,
    Kind.SERVICE_REQUEST: 2,
    Kind.QUESTION: 3,
    Kind.PROBLEM: 4,
    Kind.CHANGE: 5,
    Kind.MAJOR_INCIDENT: 6,
}
TYPE_FROM = {number: word for word, number in TYPE_OF.items()}

SOURCE_NAMES = {
    1: "Email",
    2: "Web",
    3: "Phone",
    4: "In person",
    5: "IM",
    6: "Scheduled",
    7: "Imported",
    8: "API",
    9: "MS Teams",
    10: "WhatsApp",
    11: "Workflow",
    12: "Embedded chat",
    13: "Mobile app",
    14: "MCP",
}
SOURCE_CODES = {
    1: "email",
    2: "web",
    3: "phone",
    4: "in_person",
    5: "im",
    6: "scheduled",
    7: "imported",
    8: "api",
    9: "ms_teams",
    10: "whatsapp",
    11: "workflow",
    12: "chat",
    13: "mobile_app",
    14: "mcp",
}
SOURCE_OF = {code: number for number, code in SOURCE_CODES.items()}
OTHER_SOURCE = 8

CLOSED_REASON_OF: dict[str, int] = {
    CloseReason.ACCEPTED: 1,
    CloseReason.EXPIRED: 2,
    CloseReason.CUSTOMER_TIMEOUT: 3,
    CloseReason.WORKFLOW: 4,
}

APPROVAL_STATUS_NAMES = {-2: "Cancelled", -1: "Waiting", 0: "Rejected", 1: "Approved"}
APPROVAL_STATUS_OF = {"cancelled": -2, "waiting": -1, "rejected": 0, "approved": 1}
APPROVAL_TYPE_NAMES = {1: "Predefined", 2: "Spontaneous"}
APPROVAL_TYPE_OF = {"template": 1, "spontaneous": 2}
VOTE_STATUS_NAMES = {-2: "Annulled", -1: "Waiting", 0: "Rejected", 1: "Approved", 2: "Expired"}
VOTE_STATUS_OF = {"cancelled": -2, "waiting": -1, "rejected": 0, "approved": 1, "expired": 2}
ON_EXPIRY_OF = {"approve": 1, "reject": 2}

ENGINE_OF: dict[str, int] = {
    Engine.ROUND_ROBIN: 1,
    Engine.BY_LOAD: 2,
    Engine.FREE: 3,
    Engine.MANUAL: 4,
}
ENGINE_FROM = {number: word for word, number in ENGINE_OF.items()}
GROUP_STATE_OF: dict[str, int] = {
    GroupState.ENABLED: 1,
    GroupState.SUSPENDED: 2,
    GroupState.DISABLED: 4,
}
OUT_OF_HOURS = 3
LEVEL_TYPE = 2
"""The constant that clients see as type_id of a level (fields.md section 7)."""

IMPORTANCE_NAMES = {1: "High", 2: "Medium", 3: "Low"}
IMPORTANCE_OF: dict[str, int] = {Importance.HIGH: 1, Importance.MEDIUM: 2, Importance.LOW: 3}
IMPORTANCE_FROM = {number: word for word, number in IMPORTANCE_OF.items()}
ANNOUNCEMENT_STATE_NAMES = {1: "Open", 2: "Closed"}
ANNOUNCEMENT_STATE_OF: dict[str, int] = {AnnouncementState.OPEN: 1, AnnouncementState.CLOSED: 2}
ANNOUNCEMENT_STATE_FROM = {number: word for word, number in ANNOUNCEMENT_STATE_OF.items()}

ORIGIN_OF: dict[str, int] = {
    Origin.SYSTEM: 1,
    Origin.LDAP: 2,
    Origin.WEBSERVICE: 3,
    Origin.CUSTOMER: 4,
    Origin.LOCAL: 4,
    Origin.MAILBOX: 5,
}
ORIGIN_FROM = {
    1: Origin.SYSTEM,
    2: Origin.LDAP,
    3: Origin.WEBSERVICE,
    4: Origin.CUSTOMER,
    5: Origin.MAILBOX,
}
AGENT, END_USER = 1, 2

NOTE_OBJECTS = {1: "User", 2: "Helpdesk", 3: "Company", 4: "Users Group", 5: "External Entity"}

FIELD_TYPE_NAMES = {
    1: "Date",
    2: "Yes / No",
    3: "Number",
    4: "Text",
    5: "Text area",
    6: "File",
    7: "CI",
    8: "Tree",
    104: "Option list",
}
FIELD_TYPE_OF: dict[str, int] = {
    FieldKind.DATE: 1,
    FieldKind.BOOLEAN: 2,
    FieldKind.NUMERIC: 3,
    FieldKind.TEXT: 4,
    FieldKind.TEXTAREA: 5,
    FieldKind.FILE: 6,
    FieldKind.CI: 7,
    FieldKind.TREE: 8,
    FieldKind.LIST: 104,
}
AUDIENCE_OF: dict[str, int] = {Audience.PRIVATE: 1, Audience.REGISTERED: 2, Audience.PUBLIC: 3}
AUDIENCE_FROM = {number: word for word, number in AUDIENCE_OF.items()}
VISIBILITY_NAMES = {1: "Private", 2: "Registered users", 3: "Public"}
LANGUAGES = ("es", "en", "en_GB", "pt", "fr", "de", "ca", "it")
EXTERNAL_TYPE = "100"
"""The constant type of an external entity (fields.md section 7)."""


def shown_status(code: str | None, category: str) -> int:
    """Return the number of a status: built-in rows by code, own ones by their category."""
    return STATUS_OF_CODE.get(code or "", STATUS_OF_CATEGORY[category])
