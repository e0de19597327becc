"""Every write of approvals."""

from approvals.operations.clock import expire_due, remind_due
from approvals.operations.delegations import delegate, end_delegation
from approvals.operations.imports import import_delegation, import_request, import_template
from approvals.operations.links import take_back_by_link, vote_by_link
from approvals.operations.requests import (
    add_voter,
    cancel_request,
    request_approval,
    withdraw_requests,
)
from approvals.operations.several import take_several_back, vote_on_several
from approvals.operations.templates import create_template, delete_template, update_template
from approvals.operations.voting import take_vote_back, vote

__all__ = [
    "add_voter",
    "cancel_request",
    "create_template",
    "delegate",
    "delete_template",
    "end_delegation",
    "expire_due",
    "import_delegation",
    "import_request",
    "import_template",
    "remind_due",
    "request_approval",
    "take_back_by_link",
    "take_several_back",
    "take_vote_back",
    "update_template",
    "vote",
    "vote_by_link",
    "vote_on_several",
    "withdraw_requests",
]
