"""What administrators of another desk had set up: categories, fields, rules, workflows.

Same invariants as the ordinary operations. No journal entry each, the run leaves one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import Group
from accounts.operations.trees import plant
from accounts.policies import is_administrator, require
from approvals.models import ApprovalTemplate
from audit.actor import Actor
from audit.rows import keep_row
from tickets.models import (
    CustomField,
    CustomOption,
    FormField,
    Rule,
    RuleRun,
    Ticket,
    TicketCategory,
    TicketForm,
    WorkCategory,
    Workflow,
    WorkflowVersion,
)
from tickets.operations.options import new_option
from tickets.vocabulary import VersionState


@transaction.atomic
def import_category(
    actor: Actor,
    *,
    name: str,
    parent: TicketCategory | None = None,
    default_group: Group | None = None,
    form: TicketForm | None = None,
    workflow: Workflow | None = None,
    offered_templates: Iterable[ApprovalTemplate] = (),
    id: int | None = None,
    created_at: datetime | None = None,
) -> TicketCategory:
    """Add a category with its number; its parent comes before it."""
    _require_importer(actor)
    category = TicketCategory(
        name=name, parent=parent, default_group=default_group, form=form, workflow=workflow
    )
    keep_row(category, id=id, created_at=created_at)
    plant(category)
    category.offered_templates.set(offered_templates)
    return category


@transaction.atomic
def import_custom_field(
    actor: Actor,
    *,
    label: str,
    kind: str,
    is_multiple: bool = False,
    description: str = "",
    choices: Mapping[str, str] | None = None,
    tree: Sequence[Mapping[str, Any]] = (),
    id: int | None = None,
    created_at: datetime | None = None,
) -> CustomField:
    """Add a field with its choices: {key: label} of a list, or nodes {key, name, children}."""
    _require_importer(actor)
    field = CustomField(label=label, kind=kind, is_multiple=is_multiple, description=description)
    keep_row(field, id=id, created_at=created_at)
    for position, (key, name) in enumerate((choices or {}).items()):
        new_option(field, key, name, position=position).save(force_insert=True)
    _keep_nodes(field, tree, None)
    return field


def _keep_nodes(
    field: CustomField, nodes: Sequence[Mapping[str, Any]], parent: CustomOption | None
) -> None:
    for position, node in enumerate(nodes):
        option = new_option(field, node.get("key", ""), node["name"], position=position)
        option.parent = parent
        option.save(force_insert=True)
        _keep_nodes(field, node.get("children", ()), option)


@transaction.atomic
def import_field_place(
    actor: Actor, form: TicketForm, field: CustomField, *, position: int, is_required: bool = False
) -> FormField:
    """Put a field into a form."""
    _require_importer(actor)
    place = FormField(form=form, field=field, position=position, is_required=is_required)
    place.save(force_insert=True)
    return place


@transaction.atomic
def import_work_category(
    actor: Actor,
    *,
    name: str,
    parent: WorkCategory | None = None,
    hourly_cost_amount: Decimal = Decimal(0),
    id: int | None = None,
    created_at: datetime | None = None,
) -> WorkCategory:
    """Add a kind of work with its number and what an hour of it costs."""
    _require_importer(actor)
    row = WorkCategory(name=name, parent=parent, hourly_cost_amount=hourly_cost_amount)
    keep_row(row, id=id, created_at=created_at)
    return row


@transaction.atomic
def import_workflow(
    actor: Actor,
    *,
    name: str,
    description: str = "",
    initial_fields: Sequence[Mapping[str, Any]] = (),
    asks_description: bool = False,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Workflow:
    """Add a workflow with its number, and its one version, deployed."""
    _require_importer(actor)
    workflow = Workflow(name=name, description=description)
    keep_row(workflow, id=id, created_at=created_at)
    version = WorkflowVersion(
        workflow=workflow,
        number=1,
        state=VersionState.DEPLOYED,
        initial_fields=[dict(field) for field in initial_fields],
        asks_description=asks_description,
        deployed_at=workflow.created_at,
    )
    keep_row(version, id=None, created_at=created_at)
    return workflow


@transaction.atomic
def import_rule(
    actor: Actor,
    *,
    name: str,
    event: str,
    conditions: Sequence[Mapping[str, Any]] = (),
    actions: Sequence[Mapping[str, Any]] = (),
    position: int = 0,
    is_active: bool = True,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Rule:
    """Add a rule with its number."""
    _require_importer(actor)
    rule = Rule(
        name=name,
        event=event,
        conditions=[dict(each) for each in conditions],
        actions=[dict(each) for each in actions],
        position=position,
        is_active=is_active,
    )
    keep_row(rule, id=id, created_at=created_at)
    return rule


@transaction.atomic
def import_rule_run(
    actor: Actor, rule: Rule, ticket: Ticket, *, ran_at: datetime, id: int | None = None
) -> RuleRun:
    """Add a past run of a rule with its number."""
    _require_importer(actor)
    run = RuleRun(rule=rule, ticket=ticket, ran_at=ran_at)
    keep_row(run, id=id, created_at=ran_at)
    return run


def _require_importer(actor: Actor) -> None:
    require(is_administrator(actor), "import")
