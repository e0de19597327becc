"""What hangs on a request: people, links, external entities, tasks, custom fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from api_compat.invgate import codes
from api_compat.invgate.call import Call
from api_compat.invgate.catalogue import endpoint
from api_compat.invgate.fields import values_from
from api_compat.invgate.params import Files, integer, integers, parts, text, texts
from api_compat.invgate.resources.flow import OK
from assets.queries import items_named
from crm.queries import visible_companies
from tickets import operations, queries
from tickets.drafts import TicketPatch
from tickets.vocabulary import FieldKind, LinkKind, Role, TaskState

_REQUEST = integer("request_id", required=True)
_AUTHOR = integer("author_id", required=True)
_PEOPLE = (_REQUEST, _AUTHOR, integers("users_id"), integer("user_id"))
DONE = {"status": "OK", "info": "The field was changed."}
TASK_OPEN, TASK_FINISHED = 0, 1
TO_USER, TO_HELPDESK = 1, 2


@endpoint("GET", "incident.observer", _REQUEST)
def observers(call: Call, *, request_id: int) -> list[int]:
    """People who watch a request."""
    return _people(call, request_id, Role.OBSERVER)


@endpoint("POST", "incident.observer", *_PEOPLE)
def add_observers(
    call: Call,
    *,
    request_id: int,
    author_id: int,
    users_id: list[int] | None,
    user_id: int | None,
) -> dict[str, str]:
    """Let people watch a request."""
    return _add(call, request_id, author_id, users_id, user_id, Role.OBSERVER)


@endpoint("GET", "incident.collaborator", _REQUEST)
def collaborators(call: Call, *, request_id: int) -> list[int]:
    """Agents who help with a request."""
    return _people(call, request_id, Role.COLLABORATOR)


@endpoint("POST", "incident.collaborator", *_PEOPLE)
def add_collaborators(
    call: Call,
    *,
    request_id: int,
    author_id: int,
    users_id: list[int] | None,
    user_id: int | None,
) -> dict[str, str]:
    """Ask agents to help with a request."""
    return _add(call, request_id, author_id, users_id, user_id, Role.COLLABORATOR)


def _people(call: Call, ticket_id: int, role: str) -> list[int]:
    ticket = queries.ticket_for(call.actor, ticket_id)
    rows = queries.people_of(ticket).filter(role=role, user__isnull=False).order_by("pk")
    return [key for key in rows.values_list("user_id", flat=True) if key is not None]


def _add(
    call: Call,
    ticket_id: int,
    author_id: int,
    users_id: list[int] | None,
    user_id: int | None,
    role: str,
) -> dict[str, str]:
    wanted = [*(users_id or ()), *([user_id] if user_id is not None else ())]
    if not wanted:
        raise ValidationError({"user_id": ValidationError("Whom?", code="required")})
    actor = call.acting(author_id)
    for person in call.people(wanted, "user_id"):
        operations.add_person(actor, ticket_id, person, role)
    return OK


@endpoint("GET", "incident.link", _REQUEST)
def links(call: Call, *, request_id: int) -> list[dict[str, Any]]:
    """Requests that are tied to a request, either way round."""
    ticket = queries.ticket_for(call.actor, request_id)
    found: dict[int, str] = {}
    for link in queries.links_of(call.actor, ticket).select_related("source", "target"):
        other = link.target if link.source_id == ticket.pk else link.source
        found[other.pk] = other.title
    return [{"id": key, "title": title} for key, title in sorted(found.items())]


@endpoint("POST", "incident.link", _REQUEST, integers("request_ids", required=True))
def link(call: Call, *, request_id: int, request_ids: list[int]) -> dict[str, str]:
    """Tie a request to others."""
    for other_id in request_ids:
        operations.link_tickets(call.actor, request_id, other_id, LinkKind.RELATED)
    return {"status": "OK", "info": "The requests were linked."}


@endpoint("GET", "incident.external_entity", _REQUEST)
def externals(call: Call, *, request_id: int) -> list[dict[str, Any]]:
    """External entities that are linked to a request."""
    ticket = queries.ticket_for(call.actor, request_id)
    return [
        {
            "link_id": row.pk,
            "ref_id": row.company_id,
            "name": row.company.name,
            "ext_ref_id": row.reference,
            "type": codes.EXTERNAL_TYPE,
            "status": int(row.deleted_at is None),
        }
        for row in queries.externals_of(ticket)
    ]


@endpoint(
    "POST",
    "incident.external_entity",
    _REQUEST,
    integer("external_entity_id", required=True),
    text("external_entity_ref_id", help="the number under which it knows the request"),
)
def add_external(
    call: Call, *, request_id: int, external_entity_id: int, external_entity_ref_id: str | None
) -> dict[str, str]:
    """Link an external entity to a request."""
    visible_companies(call.actor).get(pk=external_entity_id, is_supplier=True)
    row = operations.link_external(
        call.actor, request_id, external_entity_id, reference=external_entity_ref_id or ""
    )
    return {"status": "OK", "info": "The entity was linked.", "link_id": str(row.pk)}


@endpoint("GET", "incident.tasks", _REQUEST, is_newer=True)
def tasks(call: Call, *, request_id: int) -> list[dict[str, Any]]:
    """Tasks of a request."""
    ticket = queries.ticket_for(call.actor, request_id)
    return [
        {
            "task_id": task.followup_id,
            "name": task.followup.body.partition("\n")[0][:255],
            "description": task.followup.body,
            "expiration_date": call.moment(task.due_at or task.ends_at, None),
            "linked_request_id": None,
            "wf_stage_id": None,
            "agent_id": task.assignee_id,
            "helpdesk_id": task.group_id,
            "assignment_type": TO_HELPDESK
            if task.assignee_id is None and task.group_id is not None
            else TO_USER,
            "status": TASK_FINISHED if task.state == TaskState.DONE else TASK_OPEN,
            "created_at": call.moment(task.followup.written_at, None),
            "is_predefined": False,
            "is_required": False,
            "completed_at": call.moment(task.completed_at, None),
        }
        for task in queries.tasks_of(call.actor, ticket)
    ]


_FIELD = integer("custom_field_uid", required=True)
_VALUES = texts("values", required=True, help="only the first counts for fields of one value")


@endpoint("POST", "incident.custom_field", _REQUEST, _AUTHOR, _FIELD, _VALUES, parts())
def set_field(
    call: Call,
    *,
    request_id: int,
    author_id: int,
    custom_field_uid: int,
    values: list[str],
    parts: Files,
) -> dict[str, str]:
    """Set a custom field; an empty text clears it. Files of a file field come as parts."""
    actor = call.acting(author_id)
    field = queries.field_for(custom_field_uid)
    held = values_from(call, {custom_field_uid: values})
    if field.kind == FieldKind.FILE:
        sent = dict(parts)
        missing = [name for name in values if name and name not in sent]
        if missing:
            message = f"The file {missing[0]!r} did not come as a part."
            raise ValidationError({"values": ValidationError(message, code="required")})
        for name in filter(None, values):
            operations.attach_file(actor, request_id, file_name=name, content=sent[name])
    operations.update_ticket(actor, request_id, TicketPatch(values=held))
    return DONE


@endpoint("PATCH", "incident.custom_field", _REQUEST, _AUTHOR, _FIELD, _VALUES)
def add_to_field(
    call: Call, *, request_id: int, author_id: int, custom_field_uid: int, values: list[str]
) -> dict[str, str]:
    """Add every CI of exactly this name to a CI field of several values."""
    actor = call.acting(author_id)
    field = queries.field_for(custom_field_uid)
    if field.kind != FieldKind.CI or not field.is_multiple:
        raise ValidationError("Only CI fields of several values are added to.", code="kind")
    items = list(items_named(call.actor, values[0] if values else ""))
    if not items:
        message = f"There is no CI {values[0]!r}."
        raise ValidationError({"values": ValidationError(message, code="does_not_exist")})
    ticket = queries.ticket_for(call.actor, request_id)
    there = queries.held_values([ticket.pk]).get(ticket.pk, {}).get(field.pk, [])
    keys = [str(value.ci_id) for value in there if value.ci_id is not None]
    keys += [str(item.pk) for item in items if str(item.pk) not in keys]
    held = values_from(call, {field.pk: keys})
    operations.update_ticket(actor, request_id, TicketPatch(values=held))
    return DONE


@endpoint("DELETE", "incident.custom_field", _REQUEST, _AUTHOR, _FIELD)
def clear_field(
    call: Call, *, request_id: int, author_id: int, custom_field_uid: int
) -> dict[str, str]:
    """Clear a custom field."""
    field = queries.field_for(custom_field_uid)
    patch = TicketPatch(values={field.pk: ""})
    operations.update_ticket(call.acting(author_id), request_id, patch)
    return DONE
