"""What stands beside a ticket: requester, fields, ties, assets, approvals, time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import may
from accounts.queries import visible_groups
from approvals import policies as approval_policies
from approvals.models import ApprovalRequest, ApprovalTemplate
from approvals.queries import requests_of, waiting_requests
from approvals.vocabulary import RequestState
from assets.models import ConfigurationItem
from audit.actor import Actor
from audit.reading import only
from crm.models import Company, ProjectTask
from crm.queries import companies_of, visible_project_tasks
from kb.policies import MANAGE_ANNOUNCEMENTS
from kb.policies import WRITE as WRITE_ARTICLES
from kb.queries import open_announcements
from tickets.models import (
    FormField,
    Ticket,
    TicketExternal,
    TicketLink,
    TicketPerson,
    WorkCategory,
    WorkflowRun,
    WorkTimer,
)
from tickets.queries import (
    announcement_links_of,
    article_links_of,
    externals_of,
    form_fields,
    items_of,
    links_of,
    offered_templates,
    others_of,
    people_of,
    status_name,
    timer_of,
    values_of,
    work_by_person,
    work_categories,
)
from tickets.queries.choices import choices_of, text_of_condition
from tickets.vocabulary import DONE_CATEGORIES, FieldKind, LinkKind, Role, RunState
from tickets.web.contexts.ticket import may_change
from tickets.web.questions import PREFIX, questions_of

MOST_OPEN = 20
MOST_GROUPS = 200

INWARD: dict[str, Any] = {
    LinkKind.RELATED: _("related to"),
    LinkKind.DUPLICATE: _("duplicate:"),
    LinkKind.CHILD: _("child:"),
    LinkKind.CAUSED_BY: _("causes"),
    LinkKind.SOLVED_BY_CHANGE: _("solves"),
}
OUTWARD: dict[str, Any] = {
    LinkKind.RELATED: _("related to"),
    LinkKind.DUPLICATE: _("duplicate of"),
    LinkKind.CHILD: _("part of"),
    LinkKind.CAUSED_BY: _("caused by"),
    LinkKind.SOLVED_BY_CHANGE: _("solved by"),
}


@dataclass(frozen=True)
class Tie:
    """Another ticket as it stands to this one."""

    key: int
    word: str
    ticket: Ticket
    status: str


@dataclass(frozen=True)
class Field:
    """A custom field with what the ticket holds; shown only for one choice of another, if so."""

    key: int
    label: str
    kind: str
    hint: str
    is_required: bool
    is_locked: bool
    text: str
    chosen: list[str]
    choices: list[tuple[str, str]]
    is_multiple: bool
    depends_on: int | None
    depends_value: str
    error: str = ""


@dataclass(frozen=True)
class Brief:
    """A ticket in a list of few."""

    ticket: Ticket
    status: str


@dataclass(frozen=True)
class Approval:
    """A request for approval; `asks_me`: the reader's vote is waited for."""

    request: ApprovalRequest
    may_change: bool
    asks_me: bool


@dataclass(frozen=True)
class Side:
    """All that the page shows beside the conversation."""

    others: list[Brief]
    companies: list[Company]
    fields: list[Field]
    ties: list[Tie]
    items: list[ConfigurationItem]
    articles: list[Any]
    approvals: list[Approval]
    templates: list[ApprovalTemplate] | None
    work: list[tuple[str, int]]
    people: list[TicketPerson]
    timer: WorkTimer | None
    may_write: bool
    may_write_articles: bool
    announcements: list[Any]
    externals: list[TicketExternal]
    work_categories: list[WorkCategory]
    announces: dict[str, list[Any]] | None
    workflow: dict[str, Any] | None
    project_task: ProjectTask | None


def side_of(actor: Actor, ticket: Ticket) -> Side:
    """Return what stands beside a ticket that `ticket_with_people` found."""
    timer = timer_of(actor, ticket)
    return Side(
        others=[Brief(other, status_name(other.status)) for other in others_of(actor, ticket)],
        companies=companies_of(actor, ticket.requester_id),
        fields=fields_of(ticket.form_id, values_of(ticket) if ticket.form_id else {}),
        ties=_ties(actor, ticket),
        items=list(items_of(ticket)),
        articles=list(article_links_of(actor, ticket).select_related("article")),
        approvals=_approvals(actor, ticket),
        templates=_templates(actor, ticket),
        work=work_by_person(actor, ticket),
        people=list(
            people_of(ticket)
            .filter(role__in=(Role.OBSERVER, Role.COLLABORATOR))
            .select_related("user")
            .order_by("id")
        ),
        timer=timer,
        may_write=may_change(ticket),
        may_write_articles=may(actor, WRITE_ARTICLES),
        announcements=list(announcement_links_of(actor, ticket).select_related("announcement")),
        announces=_announces(actor, ticket),
        externals=list(externals_of(ticket).filter(deleted_at=None)),
        work_categories=list(work_categories()) if timer is not None else [],
        workflow=_workflow(ticket),
        project_task=_project_task(actor, ticket),
    )


def _project_task(actor: Actor, ticket: Ticket) -> ProjectTask | None:
    """Return the task of a project that the ticket belongs to, if the reader sees it."""
    if ticket.project_task_id is None:
        return None
    tasks = visible_project_tasks(actor).select_related("project")
    return only(tasks.filter(pk=ticket.project_task_id))


RUN_STATES: dict[str, Any] = {
    RunState.RUNNING: _("running"),
    RunState.FINISHED: _("finished"),
    RunState.CANCELLED: _("cancelled"),
}


def _workflow(ticket: Ticket) -> dict[str, Any] | None:
    """Return the workflow of a ticket with its questions and answers; None where it has none."""
    run: WorkflowRun | None = getattr(ticket, "workflow_run", None)
    if run is None:
        return None
    return {
        "name": str(run.version.workflow),
        "state": RUN_STATES[run.state],
        "questions": questions_of(
            run.version,
            {f"{PREFIX}{key}": "\n".join(map(str, kept or [])) for key, kept in run.values.items()},
        ),
    }


def _approvals(actor: Actor, ticket: Ticket) -> list[Approval]:
    rows = requests_of(ticket).select_related("template", "author")
    found = list(rows.prefetch_related("votes__voter", "votes__cast_by"))
    waiting = [row.pk for row in found if row.state == RequestState.WAITING]
    mine = waiting_requests(actor, ticket) if waiting else set()
    for row in found:
        row.owner = ticket  # read already
    return [
        Approval(
            row,
            may_change=row.pk in waiting and approval_policies.can_change(actor, row),
            asks_me=row.pk in mine,
        )
        for row in found
    ]


def _templates(actor: Actor, ticket: Ticket) -> list[ApprovalTemplate] | None:
    """Return what may be asked for; None for who may not ask, or of a ticket that is done."""
    is_done = ticket.status.category in DONE_CATEGORIES
    if is_done or not may(actor, approval_policies.ASK):
        return None
    return list(offered_templates(actor, ticket))


def _announces(actor: Actor, ticket: Ticket) -> dict[str, list[Any]] | None:
    """Return what a ticket may be announced with; None for who may not."""
    if not (may(actor, MANAGE_ANNOUNCEMENTS) and may_change(ticket)):
        return None
    return {
        "open": list(open_announcements(actor)[:MOST_OPEN]),
        "groups": list(visible_groups(actor).order_by("full_name", "pk")[:MOST_GROUPS]),
    }


def fields_of(
    form_id: int | None, values: dict[int, str], errors: dict[str, str] | None = None
) -> list[Field]:
    """Return the fields of a form with what a ticket holds in them."""
    if form_id is None:
        return []
    told = errors or {}
    return [
        replace(field, error=told.get(f"value_{field.key}", ""))
        for field in _fields(form_fields(form_id), values)
    ]


def _fields(places: list[FormField], values: dict[int, str]) -> Iterator[Field]:
    by_key = {place.pk: place for place in places}
    for place in places:
        yield _field(place, by_key.get(place.parent_field_id or 0), values)


def _field(place: FormField, parent: FormField | None, values: dict[int, str]) -> Field:
    field = place.field
    text = values.get(field.pk, "")
    options = choices_of(field.options.all())
    known = {offered for offered, _label in options}
    chosen = text.split("\n") if field.is_multiple else [text]
    # a choice that was taken out of the list since stays what the ticket holds
    options += [(each, each) for each in chosen if each and each not in known]
    return Field(
        key=field.pk,
        label=field.label,
        kind=field.kind,
        hint=field.description,
        is_required=place.is_required,
        is_locked=place.is_locked,
        text=text,
        chosen=chosen,
        choices=options if field.kind in (FieldKind.LIST, FieldKind.TREE) else [],
        is_multiple=field.is_multiple,
        depends_on=parent.field_id if parent is not None else None,
        depends_value=text_of_condition(place, parent),
    )


def _ties(actor: Actor, ticket: Ticket) -> list[Tie]:
    rows = links_of(actor, ticket).select_related("source__status", "target__status")
    return [_tie(ticket, row) for row in rows.order_by("kind", "id")]


def _tie(ticket: Ticket, row: TicketLink) -> Tie:
    is_outward = row.source_id == ticket.pk
    other = row.target if is_outward else row.source
    words = OUTWARD if is_outward else INWARD
    return Tie(row.pk, str(words[row.kind]), other, status_name(other.status))
