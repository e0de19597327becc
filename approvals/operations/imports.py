"""Rows of another desk: they keep their numbers and their times (fields.md D10).

Same invariants as the ordinary operations. No journal entry each, the run leaves one; no mail.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.policies import is_administrator, require
from approvals.drafts import DelegationDraft, PastRequest, PastVote, RequestDraft, TemplateDraft
from approvals.models import (
    ApprovalRequest,
    ApprovalTemplate,
    Delegation,
    RequestStep,
    Vote,
)
from approvals.operations.requests import request_values
from approvals.operations.templates import write_steps
from approvals.vocabulary import RequestState
from audit.actor import Actor
from audit.columns import check
from audit.rows import keep_row


@transaction.atomic
def import_template(
    actor: Actor,
    draft: TemplateDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
    deleted_at: datetime | None = None,
) -> ApprovalTemplate:
    """Add a template with its number; those in the trash keep their requests."""
    _require_importer(actor)
    values = dict(vars(draft))
    steps = values.pop("steps")
    template = ApprovalTemplate(deleted_at=deleted_at, **values)
    keep_row(template, id=id, created_at=created_at, updated_at=updated_at)
    write_steps(template, steps)
    return template


@transaction.atomic
def import_request(
    actor: Actor,
    owner: Model,
    draft: RequestDraft,
    past: PastRequest,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> ApprovalRequest:
    """Add a request with its number, its votes and what became of it.

    `draft.steps` say how each step counts; who was asked stands in `past.votes`.
    Raises ValidationError(code="step") for a vote, or a present step, that the draft does not have.
    """
    _require_importer(actor)
    template = None
    if draft.template_id is not None:
        template = ApprovalTemplate.objects.get(pk=draft.template_id)
    values = request_values(past.author, template, draft)
    columns = {name: value for name, value in vars(past).items() if name != "votes"}
    request = ApprovalRequest(owner=owner, **{**values, **columns})
    keep_row(request, id=id, created_at=created_at, updated_at=updated_at)
    steps = {}
    for position, step in enumerate(draft.steps, start=1):
        row = RequestStep(request=request, position=position, mode=step.mode, percent=step.percent)
        check(row)
        row.save(force_insert=True)
        steps[position] = row
    if request.state == RequestState.WAITING and request.step not in steps:
        raise ValidationError({"step": ValidationError(_("There is no such step."), code="step")})
    for vote in past.votes:
        _keep_vote(request, steps, vote)
    return request


@transaction.atomic
def import_delegation(
    actor: Actor,
    draft: DelegationDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Delegation:
    """Add a delegation with its number."""
    _require_importer(actor)
    row = Delegation(**vars(draft))
    keep_row(row, id=id, created_at=created_at)
    return row


def _keep_vote(request: ApprovalRequest, steps: dict[int, RequestStep], past: PastVote) -> None:
    values = dict(vars(past))
    position, key = values.pop("step"), values.pop("id")
    if position not in steps:
        raise ValidationError({"votes": ValidationError(_("There is no such step."), code="step")})
    vote = Vote(request=request, step=steps[position], **values)
    keep_row(vote, id=key, created_at=past.asked_at or request.created_at)


def _require_importer(actor: Actor) -> None:
    require(is_administrator(actor), "import")
