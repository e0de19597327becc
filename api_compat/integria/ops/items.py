"""Ops 32 and 34, and what monitoring sends: inventory objects and agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError

from api_compat.integria.call import Call
from api_compat.integria.codes import CLOSED
from api_compat.integria.lookups import (
    form_of,
    group_of,
    last_owner,
    named_owner,
    priority_of,
    status_of,
    values_of,
)
from api_compat.integria.registry import integer, op, rest, text
from api_compat.integria.render import BARE, Rows
from assets import operations as assets_operations
from assets import queries as assets
from assets.drafts import AgentDraft
from tickets import operations, queries
from tickets.drafts import TicketDraft

if TYPE_CHECKING:
    from assets.models import ConfigurationItem

ITEM_NAMES = (
    "id", "id_object_type", "owner", "name", "public", "description", "id_contract",
    "id_manufacturer", "id_parent", "show_list", "last_update", "status", "receipt_date",
    "issue_date",
)  # fmt: skip
AGENT_SEPARATOR = "|;|"
MOST_AGENTS = 10_000


@op(
    "get_inventories",
    shape=Rows(
        columns=("id", "name"),
        item="inventory",
        empty_csv="false",
        empty_xml="<xml>\nfalse</xml>\n",
    ),
    splits=False,
)
def get_inventories(call: Call) -> Any:
    """List the inventory objects the caller may see."""
    items = assets.visible_items(call.actor).order_by("id").values_list("id", "name")
    return [{"id": key, "name": call.text(name)} for key, name in items.iterator()]


@op(
    "get_incident_inventories",
    integer("id_ticket"),
    shape=Rows(columns=ITEM_NAMES, item="inventory", style="cdata", attributes=True, empty_xml=""),
    splits=False,
    right="ticket.read",
)
def get_incident_inventories(call: Call, *, id_ticket: int) -> Any:
    """List the inventory objects of a ticket."""
    ticket = queries.ticket_for(call.actor, id_ticket)
    return [_row(call, item) for item in queries.items_of(ticket)]


@op(
    "create_pandora_ticket",
    *(text(f"agent_{part}") for part in ("name", "alias", "os", "address", "id", "group")),
    text("title"),
    integer("id_group", None),
    integer("priority"),
    text("description"),
    integer("id_type"),
    text("owner"),
    integer("status", 1),
    integer("create_workunit"),
    rest("custom_fields"),
    shape=BARE,
    missing="-1",
    invalid="-1",
)
def create_pandora_ticket(
    call: Call, *, title: str, description: str, owner: str, **sent: Any
) -> Any:
    """Open a ticket about a monitored machine; a second call that closes it adds a workunit
    instead.
    """
    if not title:
        return "-1"
    group = group_of(call, sent["id_group"])
    form = form_of(call, sent["id_type"])
    draft = TicketDraft(
        title=title,
        description=description,
        support_group=group,
        priority=priority_of(sent["priority"]),
        status=status_of(call, sent["status"]),
        form=form,
        values=values_of(form, sent["custom_fields"], overwrites=False),
        assignee=named_owner(call, owner),
        fallback_assignee=last_owner(call),
    )
    agent = _agent({part: unquote(sent[f"agent_{part}"]) for part in AGENT_PARTS})
    closes = bool(sent["create_workunit"]) and sent["status"] == CLOSED
    return operations.create_agent_ticket(call.actor, agent, draft, joins_open=closes).pk


@op("sync_pandora_agents_inventory", shape=BARE, splits=False, missing="-1", invalid="-1")
def sync_pandora_agents_inventory(call: Call) -> Any:
    """Keep one inventory object per agent, from `params[]`; prints how many there were."""
    if len(call.arrays) > MOST_AGENTS:
        raise ValidationError({"params": "Too many agents."})
    agents = [_split_agent(value) for value in call.arrays]
    return len(assets_operations.sync_agents(call.actor, agents))


AGENT_PARTS = ("name", "alias", "os", "address", "id", "group")


def _split_agent(value: str) -> AgentDraft:
    """Read `name|;|alias|;|os|;|address|;|id|;|group`; older clients leave out the id."""
    parts = value.split(AGENT_SEPARATOR)
    names = (
        AGENT_PARTS
        if len(parts) >= len(AGENT_PARTS)
        else tuple(n for n in AGENT_PARTS if n != "id")
    )
    return _agent(dict(zip(names, parts, strict=False)))


def _agent(parts: dict[str, str]) -> AgentDraft:
    if not parts.get("name"):
        raise ValidationError({"agent": "An agent has a name."})
    return AgentDraft(
        name=parts["name"],
        alias=parts.get("alias", ""),
        os=parts.get("os", ""),
        address=parts.get("address", ""),
        agent_id=parts.get("id", ""),
        group=parts.get("group", ""),
    )


def _row(call: Call, item: ConfigurationItem) -> dict[str, Any]:
    contract = next(iter(item.contract_links.all()), None)
    last_update = item.last_update_on or item.updated_at.astimezone(call.zone).date()
    return {
        "id": item.pk,
        "id_object_type": item.type_id,
        "owner": call.text(item.user.username) if item.user else "",
        "name": call.text(item.name),
        "public": item.is_public,
        "description": call.text(item.comment),
        "id_contract": contract.contract_id if contract else 0,
        "id_manufacturer": item.manufacturer_id or 0,
        "id_parent": item.parent_id or "",
        "show_list": item.is_listed,
        "last_update": item.wire_extra.get("integria.last_update") or call.day(last_update),
        "status": item.usage,
        "receipt_date": call.day(item.received_on),
        "issue_date": call.day(item.issued_on),
    }
