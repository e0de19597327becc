"""What the clock does: end requests whose time is over, remind voters."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from approvals import notifications, policies
from approvals.models import ApprovalRequest
from approvals.operations.settling import conclude, finish, settle
from approvals.vocabulary import MOST_REMINDERS, RequestState, VoteState
from audit.actor import Actor

BATCH = 100


def expire_due(now: datetime) -> int:
    """End every request whose time is over; returns how many.

    Who did not vote in time counts as the terms say, in this step and in those that follow.
    Records "<owner>.approval_approved" or "<owner>.approval_rejected" for each.
    """
    return _each_due("due_at", now, _expire)


def remind_due(now: datetime) -> int:
    """Queue mails to the silent voters of every request where it is time; returns how many.

    Reminders are no change of a request, so they leave no journal entry.
    """
    return _each_due("remind_at", now, _remind)


def _each_due(column: str, now: datetime, act: Callable[[ApprovalRequest, datetime], None]) -> int:
    """Do so in small transactions; each act takes its request out of what is due."""
    total = 0
    while True:
        done = _some_due(column, now, act)
        total += done
        if done < BATCH:
            return total


@transaction.atomic
def _some_due(column: str, now: datetime, act: Callable[[ApprovalRequest, datetime], None]) -> int:
    due = ApprovalRequest.objects.filter(state=RequestState.WAITING, **{f"{column}__lte": now})
    requests = list(due.select_for_update(of=("self",)).order_by(column, "pk")[:BATCH])
    for request in requests:
        act(request, now)
    return len(requests)


def _expire(request: ApprovalRequest, now: datetime) -> None:
    silent = request.votes.filter(state=VoteState.WAITING)
    silent.update(state=VoteState.EXPIRED, updated_at=now)
    request.is_expired = True
    settled = settle(request, now)
    changes: dict[str, list[Any]] = {"is_expired": [False, True]}
    if request.state == RequestState.WAITING:
        # nobody is left who could vote, so nothing was counted
        changes |= finish(request, policies.counted(VoteState.EXPIRED, request.on_expiry), now)
    conclude(Actor.system("approvals"), "expired", request, settled, changes)


def _remind(request: ApprovalRequest, now: datetime) -> None:
    notifications.remind(request, request.steps.get(position=request.step), None)
    request.reminder_count += 1
    request.reminded_at = now
    seconds = request.remind_seconds
    is_last = seconds is None or request.reminder_count >= MOST_REMINDERS
    request.remind_at = None if is_last else now + timedelta(seconds=seconds or 0)
    request.save(update_fields=["reminder_count", "reminded_at", "remind_at"])
