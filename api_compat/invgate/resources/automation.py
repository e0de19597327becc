"""Triggers with their executions, workflows, and data exports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from api_compat.invgate.call import DATE_FORMATS, Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.pages import page, size_of
from api_compat.invgate.params import integer, text, texts
from tickets import operations, queries
from tickets.vocabulary import VersionState

if TYPE_CHECKING:
    from tickets.models import Workflow, WorkflowVersion

_TRIGGER = integer("trigger_id", help="only this one")
_STATES = {VersionState.DRAFT: (0, "Draft"), VersionState.DEPLOYED: (1, "Deployed"),
           VersionState.RETIRED: (2, "Retired")}  # fmt: skip
WORKFLOWS_A_PAGE, MOST_WORKFLOWS = 10, 100


@endpoint("GET", "triggers", _TRIGGER)
def triggers(call: Call, *, trigger_id: int | None) -> list[dict[str, Any]]:
    """Triggers of the desk."""
    rows = queries.rules().order_by("pk")
    if trigger_id is not None:
        rows = rows.filter(pk=trigger_id)
    return [{"id": key, "trigger_name": name} for key, name in rows.values_list("pk", "name")]


@endpoint("GET", "triggers.executions", _TRIGGER)
def executions(call: Call, *, trigger_id: int | None) -> list[dict[str, Any]]:
    """What triggers did in the last hour."""
    rows = queries.rule_runs(call.actor, timezone.now() - timedelta(hours=1))
    if trigger_id is not None:
        rows = rows.filter(rule=trigger_id)
    return [
        {
            "id": row.pk,
            "trigger_id": row.rule_id,
            "request_id": row.ticket_id,
            "executed_at": call.moment(row.ran_at, None),
        }
        for row in rows
    ]


@endpoint("PUT", "wf.deploy", integer("workflow_id", required=True))
def deploy(call: Call, *, workflow_id: int) -> dict[str, Any]:
    """Let new requests get the newest version of a workflow."""
    version = operations.deploy_workflow(call.actor, workflow_id)
    text = f"Version {version.number} is deployed."
    return {"status": "OK", "workflow_id": version.workflow_id, "description": text}


@endpoint("GET", "wf.initialfields.by.category", integer("category_id", required=True))
def initial_fields(call: Call, *, category_id: int) -> dict[str, Any]:
    """The workflow of a category, and what it asks at its start."""
    category = queries.categories().get(pk=category_id)
    version = (
        queries.deployed_version(category.workflow_id) if category.workflow_id is not None else None
    )
    if version is None:
        raise ObjectDoesNotExist
    return {
        "category_id": category.pk,
        "associated_workflow_id": version.workflow_id,
        "associated_workflow_name": version.workflow.name,
        "workflow_initial_fields": [
            {
                "id": field["id"],
                "label": field["label"],
                "type": field["kind"],
                "is_required": bool(field.get("is_required")),
                "is_list": bool(field.get("is_list")),
            }
            for field in version.initial_fields
        ],
    }


@endpoint(
    "GET",
    "workflow.process",
    integer("id", help="only this one"),
    text("date_format", choices=DATE_FORMATS),
    text("page_key", help="cursor; absent = the first page"),
    integer("limit", help="rows of a page: 10 unless given, at most 100"),
    is_newer=True,
)
def processes(
    call: Call,
    *,
    id: int | None,
    date_format: str | None,
    page_key: str | None,
    limit: int | None,
) -> dict[str, Any]:
    """Workflows with their versions, the newest first."""
    if id is not None:
        return _workflow(call, queries.workflows().get(pk=id), date_format)
    size = min(size_of(limit, WORKFLOWS_A_PAGE), MOST_WORKFLOWS)
    rows, next_key = page(queries.workflows(), page_key, size)
    return {"data": [_workflow(call, row, date_format) for row in rows], "next_page_key": next_key}


def _workflow(call: Call, row: Workflow, date_format: str | None) -> dict[str, Any]:
    versions = list(row.versions.all())
    is_deployed = any(version.state == VersionState.DEPLOYED for version in versions)
    status, name = _STATES[VersionState.DEPLOYED if is_deployed else VersionState.DRAFT]
    return {
        "wf_id": row.pk,
        "name": row.name,
        "description": row.description,
        "author": row.author.shown_name if row.author is not None else "",
        "created_at": call.moment(row.created_at, date_format),
        "status": status,
        "status_name": name,
        "versions": [_version(call, version, date_format) for version in versions],
    }


def _version(call: Call, row: WorkflowVersion, date_format: str | None) -> dict[str, Any]:
    status, name = _STATES[VersionState(row.state)]
    return {
        "id": row.pk,
        "version": row.number,
        "last_updated": call.moment(row.updated_at, date_format),
        "last_editor": row.edited_by.shown_name if row.edited_by is not None else "",
        "deployed_at": call.moment(row.deployed_at, date_format),
        "deployed_by": row.deployed_by.shown_name if row.deployed_by is not None else "",
        "status": status,
        "status_name": name,
        "modified": row.state == VersionState.DRAFT,
    }


_REQUEST = integer("request_id", required=True)
_FIELD = text("field_id", required=True)


@endpoint("GET", "workflow.field.list.values", _REQUEST, _FIELD, is_newer=True)
def list_values(call: Call, *, request_id: int, field_id: str) -> dict[str, Any]:
    """Values of a list of a request's workflow."""
    run = queries.run_of(queries.ticket_for(call.actor, request_id))
    queries.list_field(run, field_id)
    return _values(request_id, field_id, run.values.get(field_id, []))


@endpoint(
    "POST",
    "workflow.field.list.values",
    _REQUEST,
    _FIELD,
    text("value"),
    texts("values"),
    integer("author_id"),
    text("operation", choices=("add", "set"), help="add unless given"),
    is_newer=True,
)
def set_list_values(
    call: Call,
    *,
    request_id: int,
    field_id: str,
    value: str | None,
    values: list[str] | None,
    author_id: int | None,
    operation: str | None,
) -> dict[str, Any]:
    """Add values to a list of a request's workflow, or put them in its place."""
    given = [*(values or ()), *([value] if value is not None else ())]
    if not given and operation != "set":
        raise ValidationError({"values": ValidationError("Which?", code="required")})
    stored = operations.set_run_values(
        call.acting(author_id), request_id, field_id, given, adds=operation != "set"
    )
    return _values(request_id, field_id, stored) | {"description": "The values were saved."}


def _values(request_id: int, field_id: str, values: list[str]) -> dict[str, Any]:
    return {"status": "OK", "request_id": request_id, "field_id": field_id, "values": values}


@endpoint("GET", "data.export", text("id", required=True), is_newer=True)
def export(call: Call, *, id: str) -> dict[str, str]:
    """Where a prepared export lies; the desk prepares none, so that no id is known."""
    raise ObjectDoesNotExist
