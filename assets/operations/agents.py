"""Keep the items of a monitoring system as that system reports its machines."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.policies import require_right
from accounts.queries import entity_for
from accounts.vocabulary import username_key
from assets import policies, queries
from assets.drafts import AgentDraft
from assets.models import CiSource, ConfigurationItem
from assets.vocabulary import AGENT_SOURCE, Usage
from audit.actor import Actor
from crm.operations.rows import change, insert

RIGHT = "ci.write"


@transaction.atomic
def sync_agents(actor: Actor, drafts: Sequence[AgentDraft]) -> list[ConfigurationItem]:
    """Create or update one item per machine, and return them in the order given.

    A machine is known again by its number there, else by its name. Records "ci.created" for a new
    one, "ci.updated" for one that differs; a machine in the trash comes back.
    """
    require_right(actor, RIGHT)
    source = _source()
    known = _known(actor, source, [_number(draft) for draft in drafts])
    items = []
    for draft in drafts:
        number = _number(draft)
        if number in known:
            _update(actor, known[number], draft)
        else:
            known[number] = _create(actor, source, draft)
        items.append(known[number])
    return items


def _create(actor: Actor, source: CiSource, draft: AgentDraft) -> ConfigurationItem:
    agent_type = queries.agent_type()
    values = {
        **_values(draft, {}),
        "ci_class": agent_type.ci_class,
        "type": agent_type,
        "usage": Usage.IN_USE,
        "source": source,
        "external_id": _number(draft),
        "entity": entity_for(actor, RIGHT, None),
    }
    return insert(actor, ConfigurationItem(), values, "ci.created")


def _update(actor: Actor, item: ConfigurationItem, draft: AgentDraft) -> None:
    change(actor, item, {**_values(draft, item.details), "deleted_at": None}, "ci.updated")


def _values(draft: AgentDraft, details: dict[str, Any]) -> dict[str, Any]:
    reported = {"os": draft.os, "address": draft.address, "group": draft.group}
    return {"name": draft.alias or draft.name, "details": {**details, **reported}}


def _number(draft: AgentDraft) -> str:
    return draft.agent_id or draft.name


def _source() -> CiSource:
    key = username_key(AGENT_SOURCE)
    return CiSource.objects.get_or_create(name_key=key, defaults={"name": AGENT_SOURCE})[0]


def _known(actor: Actor, source: CiSource, numbers: list[str]) -> dict[str, ConfigurationItem]:
    """Return the machines that have an item, locked.

    Raises PermissionDenied when the actor may not change one of them.
    """
    reported = ConfigurationItem.objects.filter(source=source, external_id__in=numbers)
    found = {
        item.external_id: item for item in reported.select_for_update(of=("self",)).order_by("pk")
    }
    if reported.exclude(policies.where(actor, RIGHT)).exists():
        raise PermissionDenied(RIGHT)
    return found
