"""Change and remove lines of the timeline; tasks with planning and state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.drafts import UNSET, Unset, given
from accounts.models import Group, User
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from tickets import policies, queries
from tickets.drafts import FollowupDraft
from tickets.models import (
    Followup,
    FollowupTask,
    RequestSource,
    SolutionType,
    Ticket,
    WorkCategory,
    Workunit,
)
from tickets.operations.status import refuse_locked
from tickets.operations.work import add_followup, body_hash
from tickets.vocabulary import FollowupKind, TaskState


@dataclass(frozen=True, kw_only=True)
class LinePatch:
    """Changes of a line; absent = UNSET. `seconds` is the time spent."""

    body: str | Unset = UNSET
    is_public: bool | Unset = UNSET
    source: RequestSource | None | Unset = UNSET
    seconds: int | Unset = UNSET
    solution_type: SolutionType | None | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class TaskValues:
    """What a task has beside its text; absent = UNSET."""

    category: WorkCategory | None | Unset = UNSET
    state: str | Unset = UNSET
    starts_at: datetime | None | Unset = UNSET
    ends_at: datetime | None | Unset = UNSET
    due_at: datetime | None | Unset = UNSET
    assignee: User | None | Unset = UNSET
    group: Group | None | Unset = UNSET


@transaction.atomic
def add_task(actor: Actor, ticket_id: int, draft: FollowupDraft, values: TaskValues) -> Followup:
    """Add a task to a ticket. Records "ticket.followup_added".

    Raises Ticket.DoesNotExist, PermissionDenied, ValidationError.
    """
    line = add_followup(actor, ticket_id, draft)
    task = FollowupTask(followup=line)
    _set(task, given(values), timezone.now())
    task.full_clean()
    task.save(force_insert=True)
    return line


@transaction.atomic
def change_line(
    actor: Actor, line_id: int, patch: LinePatch, task: TaskValues | None = None
) -> Followup:
    """Change a visible line, one's own or with the right to manage tickets; a task's values too.

    Records "ticket.followup_changed" with what differs. Raises Followup.DoesNotExist,
    PermissionDenied.
    """
    line, ticket = _writable(actor, line_id)
    values = given(patch)
    seconds = values.pop("seconds", None)
    solution_type = values.pop("solution_type", UNSET)
    now = timezone.now()
    changes = apply_values(line, values)
    if "body" in changes:
        line.body_hash = body_hash(line.body)
    if seconds is not None:
        changes |= _spend(line, ticket, seconds)
    if solution_type is not UNSET and hasattr(line, "solution"):
        changed = apply_values(line.solution, {"type": solution_type})
        changes |= {f"solution.{name}": change for name, change in changed.items()}
        line.solution.save()
    if task is not None and hasattr(line, "task"):
        changes |= _set(line.task, given(task), now)
        line.task.full_clean()
        line.task.save()
    if changes:
        line.updated_at, line.edited_by = now, actor.person
        check(line)
        line.save()
        ticket.activity_at = now
        ticket.save(update_fields=["activity_at", "work_seconds"])
        record(actor, "ticket.followup_changed", ticket, changes, part=line)
    return line


@transaction.atomic
def remove_line(actor: Actor, line_id: int) -> None:
    """Remove a visible line, one's own or with the right to manage tickets.

    Records "ticket.followup_removed". Raises Followup.DoesNotExist, PermissionDenied.
    """
    line, ticket = _writable(actor, line_id)
    now = timezone.now()
    _spend(line, ticket, 0)
    line.deleted_at = line.updated_at = now
    line.save(update_fields=["deleted_at", "updated_at"])
    ticket.followup_count = max(0, ticket.followup_count - 1)
    ticket.activity_at = now
    ticket.save(update_fields=["activity_at", "work_seconds", "followup_count"])
    changes: dict[str, list[Any]] = {"followup": [line.pk, None], "kind": [line.kind, None]}
    record(actor, "ticket.followup_removed", ticket, changes, part=line)


def _writable(actor: Actor, line_id: int) -> tuple[Followup, Ticket]:
    """Return a visible line that the actor may change, and its locked ticket."""
    seen = queries.followup_rows(actor).filter(deleted_at=None)
    line = seen.select_related("task", "solution").get(pk=line_id)
    ticket = queries.writable_ticket(actor, line.ticket_id)
    refuse_locked(ticket)
    own = actor.person is not None and line.author_id == actor.person.pk
    if not own and not policies.may_for(actor, "ticket.manage", ticket):
        raise PermissionDenied("ticket.manage")
    return line, ticket


def _set(task: FollowupTask, values: dict[str, Any], now: datetime) -> dict[str, list[Any]]:
    """Set a task's values and note when it was done."""
    changes = apply_values(task, values)
    if "state" in changes:
        task.completed_at = now if task.state == TaskState.DONE else None
    return {f"task.{name}": change for name, change in changes.items()}


def _spend(line: Followup, ticket: Ticket, seconds: int) -> dict[str, list[Any]]:
    """Set the time spent on a line and keep the ticket's sum."""
    work = Workunit.objects.filter(followup=line).first()
    old = work.seconds if work is not None else 0
    if old == seconds:
        return {}
    if work is None:
        work = Workunit(followup=line, user=line.author, started_at=line.written_at)
    work.seconds = seconds
    work.full_clean()
    work.save()
    ticket.work_seconds += seconds - old
    return {"seconds": [old, seconds]}


TASK_KINDS = (FollowupKind.TASK, FollowupKind.WORK)
"""Kinds of lines that older APIs show as tasks."""
