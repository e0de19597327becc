"""Tables of tickets."""

from tickets.models.catalogue import (
    CustomField,
    CustomOption,
    CustomValue,
    FormField,
    GroupDefaults,
    GroupRotation,
    RequestSource,
    Status,
    TicketCategory,
    TicketForm,
)
from tickets.models.desk import (
    CannedReply,
    Mention,
    Presence,
    SavedDraft,
    TicketMerge,
    WorkTimer,
)
from tickets.models.details import (
    FollowupTask,
    PlanText,
    SolutionType,
    TicketCost,
)
from tickets.models.externals import TicketExternal
from tickets.models.followup import Followup, FollowupSolution, WorkCategory, Workunit
from tickets.models.links import TicketAnnouncement, TicketArticle, TicketCI, TicketLink
from tickets.models.observers import EntityObserver
from tickets.models.people import TicketGroup, TicketPerson
from tickets.models.rules import Rule, RuleRun
from tickets.models.sla import (
    SlaClock,
    SlaEvent,
    SlaPause,
    SlaPolicy,
    SlaRecalculation,
    SlaSample,
    SlaTarget,
    SlaTerms,
)
from tickets.models.text import TicketText
from tickets.models.ticket import Ticket
from tickets.models.workflow import Workflow, WorkflowRun, WorkflowVersion

__all__ = [
    "CannedReply",
    "CustomField",
    "CustomOption",
    "CustomValue",
    "EntityObserver",
    "Followup",
    "FollowupSolution",
    "FollowupTask",
    "FormField",
    "GroupDefaults",
    "GroupRotation",
    "Mention",
    "PlanText",
    "Presence",
    "RequestSource",
    "SavedDraft",
    "Rule",
    "RuleRun",
    "SlaClock",
    "SlaEvent",
    "SlaPause",
    "SlaPolicy",
    "SlaRecalculation",
    "SlaSample",
    "SlaTarget",
    "SlaTerms",
    "SolutionType",
    "Status",
    "Ticket",
    "TicketAnnouncement",
    "TicketArticle",
    "TicketCI",
    "TicketCategory",
    "TicketCost",
    "TicketExternal",
    "TicketForm",
    "TicketGroup",
    "TicketLink",
    "TicketMerge",
    "TicketPerson",
    "TicketText",
    "WorkCategory",
    "WorkTimer",
    "Workflow",
    "WorkflowRun",
    "WorkflowVersion",
    "Workunit",
]
