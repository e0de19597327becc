"""Workflows: versions, which one new tickets get, and the values of a ticket's run."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from accounts.policies import require, require_desk_wide
from audit.actor import Actor
from audit.columns import apply_values, check
from audit.journal import record
from tickets import policies, queries
from tickets.drafts import Answers
from tickets.models import Ticket, Workflow, WorkflowRun, WorkflowVersion
from tickets.operations.status import refuse_locked
from tickets.vocabulary import UNASKED_KINDS, FieldKind, RunState, VersionState

RIGHT = "setting.manage"
MOST_VALUES = 1000


@transaction.atomic
def create_workflow(actor: Actor, *, name: str, description: str = "") -> Workflow:
    """Add a workflow; it has no version yet. Records "workflow.created"."""
    require_desk_wide(actor, RIGHT)
    workflow = Workflow(name=name, description=description, author=actor.person)
    check(workflow)
    workflow.save(force_insert=True)
    record(actor, "workflow.created", workflow, {"name": [None, name]})
    return workflow


@transaction.atomic
def add_version(
    actor: Actor,
    workflow_id: int,
    *,
    initial_fields: Sequence[dict[str, Any]],
    asks_description: bool = False,
) -> WorkflowVersion:
    """Add the next version of a workflow: what is asked when a ticket is opened. It counts once it
    is deployed.

    A field is {"id", "label", "kind", "is_required", "is_list"}. Records "workflow.version_added".
    Raises ValidationError(code="field").
    """
    require_desk_wide(actor, RIGHT)
    workflow = _locked(workflow_id)
    last = workflow.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = WorkflowVersion(
        workflow=workflow,
        number=last + 1,
        initial_fields=[_field(each) for each in initial_fields],
        asks_description=asks_description,
        edited_by=actor.person,
    )
    if len({each["id"] for each in version.initial_fields}) != len(version.initial_fields):
        raise ValidationError(_("Two fields have the same id."), code="field")
    version.save(force_insert=True)
    changes = {"version": [None, version.number]}
    record(actor, "workflow.version_added", workflow, changes, part=version)
    return version


@transaction.atomic
def deploy_workflow(actor: Actor, workflow_id: int) -> WorkflowVersion:
    """Let new tickets get the newest version; runs keep theirs. Records "workflow.deployed" when
    that is another one.

    Raises Workflow.DoesNotExist, ValidationError(code="no_version").
    """
    require_desk_wide(actor, RIGHT)
    workflow = _locked(workflow_id)
    newest = workflow.versions.order_by("-number").first()
    if newest is None:
        raise ValidationError(_("The workflow has no version."), code="no_version")
    if newest.state == VersionState.DEPLOYED:
        return newest
    old = workflow.versions.filter(state=VersionState.DEPLOYED).first()
    if old is not None:
        old.state = VersionState.RETIRED
        old.save(update_fields=["state"])
    now = timezone.now()
    newest.state, newest.deployed_at, newest.deployed_by = VersionState.DEPLOYED, now, actor.person
    newest.save(update_fields=["state", "deployed_at", "deployed_by"])
    changes = {"version": [old.number if old is not None else None, newest.number]}
    record(actor, "workflow.deployed", workflow, changes, part=newest)
    return newest


def begin_run(ticket: Ticket, answers: Answers | None = None) -> dict[str, list[Any]]:
    """Give a new ticket the run of its category's workflow, if that has a deployed version.

    Without `answers` nobody was asked: they are written later. Returns what was answered as
    changes. Raises ValidationError by "answers.<question>" with code "required", "many", "number"
    or "day", code "field" for answers to what is not asked.
    """
    version = queries.asked_by(ticket.category)
    if version is None:
        _require_known(answers or {}, {})
        return {}
    values = _checked(version, answers) if answers is not None else {}
    WorkflowRun.objects.create(ticket=ticket, version=version, values=values)
    return {f"answers.{key}": [[], given] for key, given in values.items()}


def end_run(ticket: Ticket, *, is_finished: bool) -> None:
    """End the run of a ticket that is closed, if it has one."""
    state = RunState.FINISHED if is_finished else RunState.CANCELLED
    running = WorkflowRun.objects.filter(ticket=ticket, state=RunState.RUNNING)
    running.update(state=state, ended_at=timezone.now())


@transaction.atomic
def set_run_values(
    actor: Actor, ticket_id: int, field_id: str, values: Sequence[str], *, adds: bool
) -> list[str]:
    """Add values to a list of a ticket's run, or put them in its place; returns all of it.

    Records "ticket.workflow_values_set" when something differs. Raises WorkflowRun.DoesNotExist,
    PermissionDenied, ValidationError with code "field" or "many".
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    run = WorkflowRun.objects.select_for_update().select_related("version").get(ticket=ticket)
    queries.list_field(run, field_id)
    old = list(run.values.get(field_id, []))
    new = [*old, *(value for value in values if value not in old)] if adds else list(values)
    if len(new) > MOST_VALUES:
        message = _("At most %(number)s values.") % {"number": MOST_VALUES}
        raise ValidationError(message, code="many")
    if new != old:
        apply_values(run, {"values": {**run.values, field_id: new}})
        run.updated_at = timezone.now()
        run.save(update_fields=["values", "updated_at"])
        changes = {f"values.{field_id}": [old, new]}
        record(actor, "ticket.workflow_values_set", ticket, changes, part=run)
    return new


@transaction.atomic
def answer_questions(actor: Actor, ticket_id: int, answers: Answers) -> WorkflowRun:
    """Write what a ticket's workflow asks: {id of a question: its values}; others stay.

    Records "ticket.workflow_values_set" with what differs. Raises WorkflowRun.DoesNotExist,
    PermissionDenied, ValidationError with code "field", "many", "number", "day", or
    "required" for a question that has to be answered and is emptied.
    """
    ticket = queries.writable_ticket(actor, ticket_id)
    require(policies.works_on_tickets(actor), "ticket.write")
    refuse_locked(ticket)
    run = WorkflowRun.objects.select_for_update().select_related("version").get(ticket=ticket)
    questions = {each["id"]: each for each in run.version.initial_fields}
    changes: dict[str, list[Any]] = {}
    _require_known(answers, questions)
    for key, given in answers.items():
        question = questions[key]
        new = _cleaned(question, given)
        old = list(run.values.get(key, []))
        if old and not new and question.get("is_required"):
            raise _needed(question)
        if new != old:
            changes[f"values.{key}"] = [old, new]
    if changes:
        new_values = {key.removeprefix("values."): change[1] for key, change in changes.items()}
        apply_values(run, {"values": {**run.values, **new_values}})
        run.updated_at = timezone.now()
        run.save(update_fields=["values", "updated_at"])
        record(actor, "ticket.workflow_values_set", ticket, changes, part=run)
    return run


def _checked(version: WorkflowVersion, answers: Answers) -> dict[str, list[str]]:
    """Return the answers to all that a version asks. Raises ValidationError by question."""
    questions = {each["id"]: each for each in version.initial_fields}
    _require_known(answers, questions)
    found: dict[str, list[str]] = {}
    errors: dict[str, ValidationError] = {}
    for key, question in questions.items():
        try:
            values = _cleaned(question, answers.get(key, ()))
            if not values and question.get("is_required") and question["kind"] not in UNASKED_KINDS:
                raise _needed(question)
        except ValidationError as refusal:
            errors[f"answers.{key}"] = refusal
        else:
            found |= {key: values} if values else {}
    if errors:
        raise ValidationError(dict(errors))
    return found


def _require_known(answers: Answers, questions: Mapping[str, Any]) -> None:
    if set(answers) - set(questions):
        raise ValidationError(_("The workflow asks no such question."), code="field")


def _cleaned(question: Mapping[str, Any], given: Sequence[str]) -> list[str]:
    """Return the values of an answer, each once. Raises ValidationError."""
    values = list(dict.fromkeys(value for value in given if value))
    most = MOST_VALUES if question.get("is_list") else 1
    if len(values) > most:
        raise ValidationError(_("At most %(number)s values.") % {"number": most}, code="many")
    for value in values:
        if question["kind"] == FieldKind.NUMERIC and not _is_number(value):
            raise ValidationError(_("This is not a number."), code="number")
        if question["kind"] == FieldKind.DATE and not _is_day(value):
            raise ValidationError(_("This is not a day."), code="day")
    return values


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _needed(question: Mapping[str, Any]) -> ValidationError:
    message = _("%(label)s is needed.") % {"label": question["label"]}
    return ValidationError(message, code="required")


def _locked(workflow_id: int) -> Workflow:
    return Workflow.objects.select_for_update().get(pk=workflow_id, deleted_at=None)


def _field(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("id") or not given.get("label") or given.get("kind") not in FieldKind.values:
        raise ValidationError(_("A field has an id, a label and a kind."), code="field")
    return {
        "id": str(given["id"]),
        "label": str(given["label"]),
        "kind": str(given["kind"]),
        "is_required": bool(given.get("is_required")),
        "is_list": bool(given.get("is_list")),
    }
