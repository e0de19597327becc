"""What operations of assets take in.

Rows of assets and crm are named by id and resolved where the actor may see them.
`wire_extra` is what an older API wants back as it was sent (fields.md section 1.2).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.drafts import UNSET, Unset
from accounts.models import Group, Location, User
from assets.vocabulary import CiClass, Usage
from crm.models import State


@dataclass(frozen=True, kw_only=True)
class ItemDraft:
    """A new item. `type_id` None = the class's own type; a given type decides the class.

    `user` is the person it belongs to. `source_id` and `external_id` come together or not at all.
    """

    name: str
    comment: str = ""
    ci_class: str = CiClass.OTHER
    type_id: int | None = None
    model_id: int | None = None
    manufacturer_id: int | None = None
    network_id: int | None = None
    state: State | None = None
    location: Location | None = None
    usage: str = Usage.NEW
    serial: str = ""
    inventory_number: str = ""
    uuid: str = ""
    contact: str = ""
    contact_number: str = ""
    user: User | None = None
    group: Group | None = None
    technician: User | None = None
    support_group: Group | None = None
    parent_id: int | None = None
    contract_id: int | None = None
    is_public: bool = True
    is_listed: bool = True
    is_template: bool = False
    template_name: str = ""
    is_global: bool = False
    is_helpdesk_visible: bool = True
    is_valid: bool = True
    last_inventory_at: datetime | None = None
    last_boot_at: datetime | None = None
    last_update_on: date | None = None
    received_on: date | None = None
    issued_on: date | None = None
    source_id: int | None = None
    external_id: str = ""
    external_group: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ItemPatch:
    """Changes of an item; absent = UNSET. A type is never taken away, only replaced."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    type_id: int | Unset = UNSET
    model_id: int | None | Unset = UNSET
    manufacturer_id: int | None | Unset = UNSET
    network_id: int | None | Unset = UNSET
    state: State | None | Unset = UNSET
    location: Location | None | Unset = UNSET
    usage: str | Unset = UNSET
    serial: str | Unset = UNSET
    inventory_number: str | Unset = UNSET
    uuid: str | Unset = UNSET
    contact: str | Unset = UNSET
    contact_number: str | Unset = UNSET
    user: User | None | Unset = UNSET
    group: Group | None | Unset = UNSET
    technician: User | None | Unset = UNSET
    support_group: Group | None | Unset = UNSET
    parent_id: int | None | Unset = UNSET
    is_public: bool | Unset = UNSET
    is_listed: bool | Unset = UNSET
    is_template: bool | Unset = UNSET
    template_name: str | Unset = UNSET
    is_global: bool | Unset = UNSET
    is_helpdesk_visible: bool | Unset = UNSET
    is_valid: bool | Unset = UNSET
    last_inventory_at: datetime | None | Unset = UNSET
    last_boot_at: datetime | None | Unset = UNSET
    last_update_on: date | None | Unset = UNSET
    received_on: date | None | Unset = UNSET
    issued_on: date | None | Unset = UNSET
    external_group: str | Unset = UNSET
    details: dict[str, Any] | Unset = UNSET
    entity_id: int | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class TypeDraft:
    """A new type of items within a class."""

    name: str
    ci_class: str = CiClass.OTHER
    comment: str = ""
    fields: list[Any] = field(default_factory=list)
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NamedDraft:
    """A new manufacturer, or a new source of items."""

    name: str
    comment: str = ""
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AgentDraft:
    """A machine as its monitoring system knows it; without `agent_id` the name is its number."""

    name: str
    alias: str = ""
    os: str = ""
    address: str = ""
    agent_id: str = ""
    group: str = ""
