"""What the page of a problem or change has beside a ticket's: steps, texts, tasks, what hangs on
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from audit.actor import Actor
from tickets.models import FollowupTask, PlanText, Status, Ticket
from tickets.operations import TIE
from tickets.policies import reads_internal
from tickets.queries import links_of, next_statuses, status_name, status_rows, tasks_of
from tickets.vocabulary import DONE_CATEGORIES, Kind, Risk, TaskState, TextFormat
from tickets.web.contexts.side import Brief
from tickets.web.contexts.ticket import may_change
from tickets.web.contexts.timeline import rendered

STAGES = {
    Kind.PROBLEM: ("new", "accepted", "in_progress", "resolved", "closed"),
    Kind.CHANGE: (
        "new", "evaluation", "approval", "accepted", "testing", "qualification", "resolved",
        "closed",
    ),
}  # fmt: skip
TEXTS: dict[str, dict[str, tuple[Any, Any]]] = {
    Kind.PROBLEM: {
        "impact": (_("Impact"), _("Who cannot work, and since when?")),
        "symptom": (_("Symptoms"), _("What is seen, and where?")),
        "cause": (_("Causes"), _("Why does it happen?")),
    },
    Kind.CHANGE: {
        "impact": (_("Impact"), _("Who notices, and for how long?")),
        "rollout_plan": (_("Plan"), _("What is done, step by step, by whom and when?")),
        "backout_plan": (_("Way back"), _("How is it undone if it goes wrong?")),
        "control_list": (_("To check before"), _("What has to be true before it begins?")),
        "checklist": (_("To check after"), _("How is it known that it worked?")),
    },
}
RISKS = {Risk.LOW: "resolved", Risk.MEDIUM: "waiting", Risk.HIGH: "alert"}


@dataclass(frozen=True)
class PlanField:
    """A long text: its name, what it is called, what to write, what is written."""

    name: str
    label: str
    hint: str
    text: str
    body: SafeString


@dataclass(frozen=True)
class Stage:
    """A step in the life of a problem or change; `key` where the next click may lead."""

    name: str
    state: str
    key: int | None


@dataclass(frozen=True)
class Task:
    """A piece of work that is planned."""

    key: int
    body: SafeString
    is_done: bool
    is_late: bool
    who: str
    assignee_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Work:
    """All of it. `texts` None = the reader sees no internal lines; `on` are the tickets that hang
    on it, `open_on` how many of them are open.
    """

    stages: list[Stage]
    texts: list[PlanField] | None
    is_planned: bool
    risk: str
    risk_name: str
    risk_tag: str
    risks: list[tuple[str, str]]
    tasks: list[Task]
    open_tasks: int
    on: list[Brief]
    open_on: int
    is_change: bool
    is_done: bool
    may_write: bool


def work_of(actor: Actor, ticket: Ticket) -> Work | None:
    """Return what a problem or change has beside a ticket that `ticket_with_people` found; None
    for other kinds.
    """
    if ticket.kind not in TEXTS:
        return None
    plan = PlanText.objects.filter(ticket=ticket).first() or PlanText(ticket=ticket)
    tells = reads_internal(actor)
    words = TEXTS[ticket.kind].items()
    texts = [_text(plan, name, *pair) for name, pair in words] if tells else None
    tasks = [_task(row) for row in tasks_of(actor, ticket).select_related("assignee", "group")]
    on = _on(actor, ticket)
    risk = plan.risk if tells else ""
    return Work(
        stages=_stages(ticket),
        texts=texts,
        is_planned=bool(risk) or any(field.text for field in texts or ()),
        risk=risk,
        risk_name=str(Risk(risk).label) if risk else "",
        risk_tag=RISKS[Risk(risk)] if risk else "",
        risks=[(value, str(label)) for value, label in Risk.choices],
        tasks=tasks,
        open_tasks=sum(not task.is_done for task in tasks),
        on=on,
        open_on=sum(brief.ticket.status.category not in DONE_CATEGORIES for brief in on),
        is_change=ticket.kind == Kind.CHANGE,
        is_done=ticket.status.category in DONE_CATEGORIES,
        may_write=may_change(ticket),
    )


def _text(plan: PlanText, name: str, label: Any, hint: Any) -> PlanField:
    text = getattr(plan, name)
    # older desks send texts with marks, the page writes none
    looks_marked = text.lstrip().startswith("<")
    body = rendered(
        text, TextFormat.HTML if looks_marked else TextFormat.TEXT, with_remote_images=False
    )
    return PlanField(name, str(label), str(hint), text, body.html)


def _stages(ticket: Ticket) -> list[Stage]:
    """Return the steps in order; those before the ticket's are done. A status beside the path
    (pending, rejected) stands at none of them.
    """
    codes = STAGES[Kind(ticket.kind)]
    rows: dict[str | None, Status] = {row.code: row for row in status_rows().filter(code__in=codes)}
    legal = {row.pk for row in next_statuses(ticket)} if may_change(ticket) else set()
    here = codes.index(ticket.status.code) if ticket.status.code in codes else None
    found = []
    for place, code in enumerate(codes):
        state = "later" if here is None or place > here else "now" if place == here else "done"
        row = rows[code]
        key = row.pk if row.pk in legal and state != "now" else None
        found.append(Stage(status_name(row), state, key))
    return found


def _task(task: FollowupTask) -> Task:
    line = task.followup
    is_done = task.state == TaskState.DONE
    end = task.ends_at or task.due_at
    who = task.assignee.shown_name if task.assignee is not None else ""
    return Task(
        key=line.pk,
        body=rendered(line.body, line.body_format, with_remote_images=False).html,
        is_done=is_done,
        is_late=not is_done and end is not None and end < timezone.now(),
        who=who or (task.group.name if task.group is not None else ""),
        assignee_id=task.assignee_id,
        starts_at=task.starts_at,
        ends_at=end,
    )


def _on(actor: Actor, ticket: Ticket) -> list[Brief]:
    """Return the tickets that hang on the problem or change, open ones first."""
    rows = links_of(actor, ticket).filter(target=ticket, kind=TIE[Kind(ticket.kind)])
    found: Sequence[Ticket] = [
        row.source for row in rows.select_related("source__status").order_by("-source_id")
    ]
    ordered = sorted(found, key=lambda each: each.status.category in DONE_CATEGORIES)
    return [Brief(each, status_name(each.status)) for each in ordered]
