"""The steps that all writes of requests share: open a step, count its votes, end, record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approvals import notifications, policies, queries
from approvals.models import ApprovalRequest, RequestStep, Vote
from approvals.vocabulary import RequestState, VoteState
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import Changes, noun_of, record
from audit.models import JournalEntry


@dataclass(frozen=True)
class Settled:
    """What counting the votes changed: columns of the request, and the step that began."""

    changes: dict[str, list[Any]]
    opened: RequestStep | None


def locked_request(
    actor: Actor, request_id: int, *, owners: QuerySet | None = None
) -> ApprovalRequest:
    """Return a visible request, locked. Raises ApprovalRequest.DoesNotExist."""
    visible = queries.visible_requests(actor, owners=owners)
    return visible.select_for_update(of=("self",)).get(pk=request_id)


def require_waiting(request: ApprovalRequest) -> None:
    """Raise ValidationError(code="decided") for a request that has ended."""
    if request.state != RequestState.WAITING:
        raise ValidationError(_("This request has ended."), code="decided")


def open_step(request: ApprovalRequest, position: int, now: datetime) -> RequestStep:
    """Begin a step: its voters are asked from now on. The request is saved by the caller."""
    step = request.steps.get(position=position)
    step.votes.filter(state=VoteState.WAITING).update(asked_at=now, updated_at=now)
    request.step = position
    seconds = request.remind_seconds
    request.remind_at = now + timedelta(seconds=seconds) if seconds is not None else None
    return step


def settle(request: ApprovalRequest, now: datetime) -> Settled:
    """Count the votes: stay, go on to the next step, or end. Saves the request.

    The verdict comes from the votes alone, so that counting again changes nothing.
    """
    old_step = request.step
    opened = None
    while True:
        step = request.steps.get(position=request.step)
        word = _verdict_of(request, step)
        if word == RequestState.WAITING:
            break
        _no_longer_asked(step.votes.all(), now)
        follows = request.steps.filter(position__gt=step.position).first()
        if word == RequestState.REJECTED or follows is None:
            return Settled({**_moved(request, old_step), **finish(request, word, now)}, opened=None)
        opened = open_step(request, follows.position, now)
    request.updated_at = now
    request.save()
    return Settled(_moved(request, old_step), opened)


def finish(request: ApprovalRequest, state: str, now: datetime) -> dict[str, list[Any]]:
    """End a request: nobody is asked any more. Returns {field: [old, new]}."""
    _no_longer_asked(request.votes.all(), now)
    changes = apply_values(request, {"state": state, "decided_at": now, "remind_at": None})
    request.updated_at = now
    request.save()
    changes.pop("remind_at", None)
    return changes


def conclude(
    actor: Actor,
    act: str,
    request: ApprovalRequest,
    settled: Settled,
    changes: Changes,
    **names: Any,
) -> JournalEntry:
    """Record what was done under its end, if it brought one, and tell people."""
    has_ended = request.state != RequestState.WAITING
    entry = record_on_owner(
        actor,
        request.state if has_ended else act,
        request,
        {**changes, **settled.changes},
        names=names,
    )
    if has_ended:
        notifications.tell_verdict(request, entry)
    elif settled.opened is not None:
        notifications.ask(request, settled.opened, entry)
    return entry


def record_on_owner(
    actor: Actor,
    act: str,
    request: ApprovalRequest,
    changes: Changes,
    *,
    names: Changes | None = None,
) -> JournalEntry:
    """Record "<owner>.approval_<act>" on the row the request is about, the request as its part."""
    owner = request.owner
    if owner is None:
        return record(actor, f"{noun_of(request)}.{act}", request, changes, names=names)
    verb = f"{noun_of(owner)}.approval_{act}"
    return record(actor, verb, owner, changes, names=names, part=request)


def _verdict_of(request: ApprovalRequest, step: RequestStep) -> str:
    words: Iterable[str] = step.votes.values_list("state", flat=True)
    votes = [policies.counted(word, request.on_expiry) for word in words]
    return policies.verdict(step.mode, step.percent, votes)


def _no_longer_asked(votes: QuerySet[Vote], now: datetime) -> None:
    waiting = votes.filter(state=VoteState.WAITING)
    waiting.update(state=VoteState.CANCELLED, updated_at=now)


def _moved(request: ApprovalRequest, old_step: int) -> dict[str, list[Any]]:
    return {"step": [old_step, request.step]} if request.step != old_step else {}
