"""Tables of approvals."""

from approvals.models.delegation import Delegation
from approvals.models.link import VoteLink
from approvals.models.request import ApprovalRequest, RequestStep, Vote
from approvals.models.template import ApprovalTemplate, TemplateStep

__all__ = [
    "ApprovalRequest",
    "ApprovalTemplate",
    "Delegation",
    "RequestStep",
    "TemplateStep",
    "Vote",
    "VoteLink",
]
