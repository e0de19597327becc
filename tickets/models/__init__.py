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
from tickets.models.followup import Followup, FollowupSolution, WorkCategory, Workunit
from tickets.models.links import TicketAnnouncement, TicketArticle, TicketCI, TicketLink
from tickets.models.people import TicketGroup, TicketPerson
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
from tickets.models.views import BulkChange, BulkItem, PinnedView, SavedView

__all__ = [
    "CannedReply",
    "BulkChange",
    "BulkItem",
    "CustomField",
    "CustomOption",
    "CustomValue",
    "Followup",
    "FollowupSolution",
    "FollowupTask",
    "FormField",
    "GroupDefaults",
    "GroupRotation",
    "Mention",
    "PinnedView",
    "PlanText",
    "Presence",
    "RequestSource",
    "SavedDraft",
    "SavedView",
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
    "TicketForm",
    "TicketGroup",
    "TicketLink",
    "TicketMerge",
    "TicketPerson",
    "TicketText",
    "WorkCategory",
    "WorkTimer",
    "Workunit",
]
