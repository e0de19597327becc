"""Vote."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals import policies
from approvals.models import ApprovalRequest, Vote
from approvals.operations.settling import (
    conclude,
    locked_request,
    record_on_owner,
    require_waiting,
    settle,
)
from approvals.queries import votes_to_take_back
from approvals.vocabulary import VoteState
from audit.actor import Actor
from audit.columns import apply_values


@transaction.atomic
def vote(
    actor: Actor,
    request_id: int,
    *,
    approves: bool,
    comment: str = "",
    voter_id: int | None = None,
) -> ApprovalRequest:
    """Approve or reject, in the own name or (`voter_id`) for somebody who delegated.

    Records "<owner>.approval_voted", or the end that the vote brought: "<owner>.approval_approved"
    or "<owner>.approval_rejected".
    Raises PermissionDenied for who is not asked, ValidationError with code "decided", "voted",
    "whose" (several people delegated: say for whom) or "required" (the comment).
    """
    request = locked_request(actor, request_id)
    require_waiting(request)
    if policies.must_comment(request.comment_rule, approves=approves) and not comment.strip():
        raise ValidationError({"comment": ValidationError(_("Say why."), code="required")})
    cast = _vote_of(actor, request, voter_id)
    now = timezone.now()
    state = VoteState.APPROVED if approves else VoteState.REJECTED
    is_delegate = actor.person is not None and actor.person.pk != cast.voter_id
    apply_values(
        cast,
        {
            "state": state,
            "comment": comment,
            "voted_at": now,
            "updated_at": now,
            "cast_by": actor.person if is_delegate else None,
        },
    )
    cast.save()
    settled = settle(request, now)
    changes: dict[str, list[Any]] = {"vote": [None, cast.pk], "decision": [None, str(state)]}
    names = {"vote": [None, cast.voter.username]}
    conclude(actor, "voted", request, settled, changes, **names)
    return request


@transaction.atomic
def take_vote_back(
    actor: Actor,
    request_id: int,
    *,
    voter_id: int | None = None,
    cast: tuple[int, datetime] | None = None,
) -> Vote:
    """Ask anew for a vote that the actor cast, in the own name or (`voter_id`) for somebody else.
    `cast` (a vote and its moment) takes that one alone, if it was not cast anew since.

    Records "<owner>.approval_vote_taken_back".
    Raises ValidationError with code "decided" once the request has ended, "not_cast" where the
    actor has no vote in the step that is asked now.
    """
    request = locked_request(actor, request_id)
    require_waiting(request)
    rows = votes_to_take_back(actor).filter(request=request)
    if voter_id is not None:
        rows = rows.filter(voter=voter_id)
    if cast is not None:
        rows = rows.filter(pk=cast[0], voted_at=cast[1])
    row = rows.first()
    if row is None:
        raise ValidationError(_("There is no vote to take back."), code="not_cast")
    old = str(row.state)
    values = {"state": VoteState.WAITING, "comment": "", "voted_at": None, "cast_by": None}
    apply_values(row, {**values, "updated_at": timezone.now()})
    row.save()
    changes: dict[str, list[Any]] = {"vote": [row.pk, row.pk], "decision": [old, None]}
    names = {"vote": [row.voter.username, row.voter.username]}
    record_on_owner(actor, "vote_taken_back", request, changes, names=names)
    return row


def _vote_of(actor: Actor, request: ApprovalRequest, voter_id: int | None) -> Vote:
    """Return the vote that the actor casts now."""
    mine = Vote.objects.filter(policies.votes_to_cast(actor, timezone.now()), request=request)
    mine = mine.select_related("voter").order_by("pk")
    if voter_id is not None:
        mine = mine.filter(voter=voter_id)
    asked = mine.filter(step__position=request.step)
    waiting = list(asked.filter(state=VoteState.WAITING))
    own = [cast for cast in waiting if actor.person is not None and cast.voter == actor.person]
    if own:
        return own[0]
    if len(waiting) == 1:
        return waiting[0]
    if waiting:
        raise ValidationError(
            {"voter": ValidationError(_("Say for whom this vote is."), code="whose")}
        )
    if asked.exists():
        raise ValidationError(_("This vote has been cast."), code="voted")
    raise PermissionDenied("approval.vote")
