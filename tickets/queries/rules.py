"""Rules and what they did; workflows, their versions and runs."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Location
from accounts.policies import may_desk_wide
from audit.actor import Actor
from tickets import policies
from tickets.models import (
    Rule,
    RuleRun,
    Status,
    Ticket,
    TicketCategory,
    Workflow,
    WorkflowRun,
    WorkflowVersion,
)
from tickets.queries.lists import visible_tickets
from tickets.vocabulary import VersionState

SETUP_RIGHT = "setting.manage"


def rules() -> QuerySet[Rule]:
    """Return the rules of the desk."""
    return Rule.objects.filter(deleted_at=None)


def rules_naming(row: Model) -> list[Rule]:
    """Return the rules that name this status or place by its number."""
    fields: tuple[str, ...]
    actions: tuple[str, ...]
    if isinstance(row, Status):
        fields, actions = ("status",), ("set_status",)
    elif isinstance(row, Location):
        fields, actions = ("location",), ()
    else:
        return []
    wanted = {row.pk, str(row.pk)}
    return [rule for rule in rules() if not wanted.isdisjoint(_named(rule, fields, actions))]


def _named(rule: Rule, fields: tuple[str, ...], actions: tuple[str, ...]) -> list[Any]:
    """Return the values that a rule compares these fields with, or sets by these actions."""
    asked = [each["value"] for each in rule.conditions if each["field"] in fields]
    values = [value for each in asked for value in (each if isinstance(each, list) else [each])]
    return values + [each["value"] for each in rule.actions if each["action"] in actions]


def visible_rules(actor: Actor) -> QuerySet[Rule]:
    """Return the rules, for those who set the desk up."""
    return rules() if may_desk_wide(actor, SETUP_RIGHT) else rules().none()


def visible_rule_runs(actor: Actor) -> QuerySet[RuleRun]:
    """Return what rules did on visible tickets, for those who read internal lines."""
    return _on_visible(actor, RuleRun.objects.all())


def visible_workflows(actor: Actor) -> QuerySet[Workflow]:
    """Return the workflows, for those who set the desk up."""
    found = Workflow.objects.filter(deleted_at=None)
    return found if may_desk_wide(actor, SETUP_RIGHT) else found.none()


def visible_workflow_runs(actor: Actor) -> QuerySet[WorkflowRun]:
    """Return the workflows of visible tickets, for those who read internal lines."""
    return _on_visible(actor, WorkflowRun.objects.all())


def rule_runs(actor: Actor, since: datetime) -> QuerySet[RuleRun]:
    """Return what rules did on visible tickets since a moment, oldest first."""
    seen = visible_tickets(actor).order_by().values("pk")
    return RuleRun.objects.filter(ran_at__gte=since, ticket__in=seen).order_by("pk")


def workflows() -> QuerySet[Workflow]:
    """Return the workflows with their versions, the newest first, and who wrote them."""
    versions = WorkflowVersion.objects.order_by("-number").select_related(
        "edited_by", "deployed_by"
    )
    rows = Workflow.objects.filter(deleted_at=None).select_related("author")
    return rows.prefetch_related(Prefetch("versions", versions)).order_by("pk")


def deployed_version(workflow_id: int) -> WorkflowVersion | None:
    """Return the version of a workflow that new tickets get, if there is one."""
    return (
        WorkflowVersion.objects.filter(
            workflow=workflow_id, workflow__deleted_at=None, state=VersionState.DEPLOYED
        )
        .select_related("workflow")
        .first()
    )


def asked_by(category: TicketCategory | None) -> WorkflowVersion | None:
    """Return the version whose questions a new ticket of a category is asked, if there is one."""
    if category is None or category.workflow_id is None:
        return None
    return deployed_version(category.workflow_id)


def run_of(ticket: Ticket) -> WorkflowRun:
    """Return the run of a visible ticket. Raises WorkflowRun.DoesNotExist."""
    return WorkflowRun.objects.select_related("version").get(ticket=ticket)


def list_field(run: WorkflowRun, field_id: str) -> None:
    """Raise ValidationError(code="field") unless the run has a list of this id."""
    fields = {field["id"]: field for field in run.version.initial_fields}
    if not fields.get(field_id, {}).get("is_list"):
        message = _("The workflow has no list “%(name)s”.") % {"name": field_id}
        raise ValidationError({"field_id": ValidationError(message, code="field")})


def _on_visible(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    if not policies.reads_internal(actor):
        return rows.none()
    return rows.filter(ticket__in=visible_tickets(actor).order_by().values("pk"))
