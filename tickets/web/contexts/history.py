"""Journal entries in the reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.queries import names_of
from audit.models import JournalEntry
from doors.words import door_word
from tickets.models import CustomField
from tickets.vocabulary import FieldKind, Risk, TaskState
from tickets.words import (
    CLOSE_REASONS,
    KINDS,
    PRIORITIES,
    RESOLUTIONS,
    WAITING,
    status_word,
)

LONGEST_QUESTION = 120
FIELDS: dict[str, Any] = {
    "title": gettext_lazy("Subject"),
    "description": gettext_lazy("Description"),
    "closing_text": gettext_lazy("Closing text"),
    "kind": gettext_lazy("Type"),
    "status": gettext_lazy("Status"),
    "resolution": gettext_lazy("Outcome"),
    "close_reason": gettext_lazy("Reason of closing"),
    "priority": gettext_lazy("Priority"),
    "urgency": gettext_lazy("Urgency"),
    "impact": gettext_lazy("Impact"),
    "requester": gettext_lazy("Requester"),
    "assignee": gettext_lazy("Assignee"),
    "support_group": gettext_lazy("Group"),
    "category": gettext_lazy("Category"),
    "form": gettext_lazy("Form"),
    "project_task": gettext_lazy("Project task"),
    "parent": gettext_lazy("Parent"),
    "waiting_reason": gettext_lazy("Waits for"),
    "waiting_until_at": gettext_lazy("Waits until"),
    "sla_is_disabled": gettext_lazy("Without promises"),
    "is_locked": gettext_lazy("Locked"),
    "rating": gettext_lazy("Rating"),
    "rating_comment": gettext_lazy("Comment of the rating"),
    "cis": gettext_lazy("Assets"),
    "observer": gettext_lazy("Observer"),
    "collaborator": gettext_lazy("Collaborator"),
    "related": gettext_lazy("Related"),
    "duplicate": gettext_lazy("Duplicate of"),
    "caused_by": gettext_lazy("Caused by"),
    "solved_by_change": gettext_lazy("Solved by change"),
    "article": gettext_lazy("Article"),
    "announcement": gettext_lazy("Announcement"),
    "file": gettext_lazy("File"),
    "files": gettext_lazy("Files"),
    "template": gettext_lazy("Approval"),
    "decision": gettext_lazy("Vote"),
    "entity": gettext_lazy("Entity"),
    "plan.impact": gettext_lazy("Impact"),
    "plan.symptom": gettext_lazy("Symptoms"),
    "plan.cause": gettext_lazy("Causes"),
    "plan.rollout_plan": gettext_lazy("Plan"),
    "plan.backout_plan": gettext_lazy("Way back"),
    "plan.control_list": gettext_lazy("To check before"),
    "plan.checklist": gettext_lazy("To check after"),
    "plan.risk": gettext_lazy("Risk"),
    "task.state": gettext_lazy("Task"),
}
CODES: dict[str, dict[Any, Any]] = {
    "kind": KINDS,
    "priority": PRIORITIES,
    "resolution": RESOLUTIONS,
    "close_reason": CLOSE_REASONS,
    "waiting_reason": WAITING,
    "plan.risk": dict(Risk.choices),
    "decision": {"approved": gettext_lazy("approved"), "rejected": gettext_lazy("rejected")},
    "task.state": {
        TaskState.INFORMATION: gettext_lazy("for information"),
        TaskState.TO_DO: gettext_lazy("to do"),
        TaskState.DONE: gettext_lazy("done"),
    },
}
TEXTS = (
    "description", "closing_text", "plan.impact", "plan.symptom", "plan.cause",
    "plan.rollout_plan", "plan.backout_plan", "plan.control_list", "plan.checklist",
)  # fmt: skip
UNTOLD = ("respond_due_at", "resolve_due_at", "is_solution", "followup", "kind_of_line")

ASKED = "ticket.approval_requested"
"""Its description is the question, short enough to be told."""

ANSWERED = "ticket.workflow_values_set"
"""Names the questions of a workflow by their own ids, where other entries have custom fields."""

VERBS: dict[str, Any] = {
    "ticket.created": gettext_lazy("opened the ticket"),
    "ticket.updated": gettext_lazy("changed the ticket"),
    "ticket.followup_added": gettext_lazy("wrote"),
    "ticket.followup_changed": gettext_lazy("changed a line"),
    "ticket.followup_removed": gettext_lazy("took a message back"),
    "ticket.file_added": gettext_lazy("added a file"),
    "ticket.file_removed": gettext_lazy("removed a file"),
    "ticket.ci_linked": gettext_lazy("linked an asset"),
    "ticket.ci_unlinked": gettext_lazy("took an asset off"),
    "ticket.person_added": gettext_lazy("added somebody"),
    "ticket.person_removed": gettext_lazy("removed somebody"),
    "ticket.linked": gettext_lazy("linked a ticket"),
    "ticket.unlinked": gettext_lazy("removed a link"),
    "ticket.merged": gettext_lazy("merged a ticket into this one"),
    "ticket.unmerged": gettext_lazy("took a merged ticket out again"),
    "ticket.split": gettext_lazy("split messages off"),
    "ticket.article_linked": gettext_lazy("used an article"),
    "ticket.article_unlinked": gettext_lazy("took an article off"),
    "ticket.announced": gettext_lazy("linked an announcement"),
    "ticket.announcement_unlinked": gettext_lazy("took an announcement off"),
    ASKED: gettext_lazy("asked for approval"),
    "ticket.approval_not_asked": gettext_lazy("could not ask for approval"),
    "ticket.approval_approved": gettext_lazy("approval given"),
    "ticket.approval_rejected": gettext_lazy("approval refused"),
    "ticket.approval_cancelled": gettext_lazy("approval withdrawn"),
    "ticket.approval_voted": gettext_lazy("voted"),
    "ticket.approval_vote_taken_back": gettext_lazy("took a vote back"),
    "ticket.sla_recalculated": gettext_lazy("promises counted anew"),
    "ticket.sla_warning": gettext_lazy("a promise runs out soon"),
    "ticket.sla_breached": gettext_lazy("a promise ran out"),
    "ticket.deleted": gettext_lazy("moved to the trash"),
    ANSWERED: gettext_lazy("answered what the workflow asks"),
}


@dataclass(frozen=True)
class Change:
    """One field: its word, and the words of both values; a long text has none."""

    field: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Event:
    """One entry in words: who did what when, through which door and for whom."""

    key: int
    at: datetime
    who: str
    for_whom: str
    verb: str
    door: str
    is_automatic: bool
    changes: list[Change]
    message: str


def told(
    entries: Sequence[JournalEntry],
    fields: dict[int, CustomField],
    known: dict[int, str] | None = None,
) -> list[Event]:
    """Return entries in words. `fields` are the custom fields that they name, `known` the names of
    people at hand, both by key (one statement for other people, if there are any).
    """
    keys = {entry.actor_id for entry in entries} | {entry.acted_for_id for entry in entries}
    people = dict(known or {})
    people |= names_of(key for key in keys if key is not None and key not in people)
    return [_event(entry, people, fields) for entry in entries]


def summary(events: Sequence[Event]) -> str:
    """Return a fold of events in a few words."""
    who = list(dict.fromkeys(event.who for event in events if event.who))
    count = ngettext("%(count)s change", "%(count)s changes", len(events)) % {"count": len(events)}
    return f"{count} · {', '.join(who[:3])}" if who else count


def field_keys(entries: Iterable[JournalEntry]) -> set[int]:
    """Return the custom fields that entries name."""
    names = {
        name
        for entry in entries
        if entry.verb != ANSWERED
        for name in entry.changes
        if name.startswith("values.")
    }
    return {int(name.split(".", 1)[1]) for name in names}


def _event(entry: JournalEntry, people: dict[int, str], fields: dict[int, CustomField]) -> Event:
    who = people.get(entry.actor_id or 0, "")
    is_automatic = entry.actor_id is None
    if is_automatic:
        login = (entry.names.get("actor") or [None, None])[1]
        who = login or gettext("Desk")
    return Event(
        key=entry.pk,
        at=entry.recorded_at,
        who=who,
        for_whom=people.get(entry.acted_for_id or 0, ""),
        verb=str(VERBS.get(entry.verb, entry.verb.split(".", 1)[-1].replace("_", " "))),
        door=door_word(entry.door),
        is_automatic=is_automatic,
        changes=_changes(entry, fields),
        message=entry.message,
    )


def _changes(entry: JournalEntry, fields: dict[int, CustomField]) -> list[Change]:
    if entry.verb in ("ticket.created", "ticket.followup_added"):
        return []
    found = []
    for name, (old, new) in entry.changes.items():
        if name in UNTOLD or (name == "kind" and entry.verb != "ticket.updated"):
            continue
        if name.startswith("values."):
            key = name.removeprefix("values.")
            field = fields.get(int(key)) if entry.verb != ANSWERED else None
            word = key if entry.verb == ANSWERED else name
            if field is not None:
                word = field.label
            if field is not None and field.kind == FieldKind.BOOLEAN:
                found.append(Change(word, _yes_or_no(old), _yes_or_no(new)))
                continue
        elif name in FIELDS:
            word = str(FIELDS[name])
        else:
            continue
        if entry.verb == ASKED and name == "description":
            found.append(Change("", new=Truncator(str(new)).chars(LONGEST_QUESTION)))
            continue
        if name in TEXTS:
            found.append(Change(word))
            continue
        names = entry.names.get(name)
        values = names if names is not None else [_word(name, old), _word(name, new)]
        if name == "status":
            values = [status_word(str(value)) if value else "" for value in values]
        found.append(Change(word, _joined(values[0]), _joined(values[1])))
    return found


def _word(name: str, value: Any) -> Any:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    codes = CODES.get(name)
    return str(codes.get(value, value)) if codes is not None else value


def _yes_or_no(value: Any) -> str:
    """Return how a custom field of two values reads; a new one has none."""
    if value in (None, "", []):
        return ""
    first = value[0] if isinstance(value, list) else value
    return gettext("no") if str(first) == "0" else gettext("yes")


def _joined(value: Any) -> str:
    if value in (None, ""):
        return ""
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
