"""What operations of tickets take in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from accounts.drafts import UNSET, Unset
from accounts.models import Calendar, Entity, Group, Location, Role, User
from assets.models import ConfigurationItem
from crm.models import Company, Contract, ProjectTask
from tickets.models import (
    CustomOption,
    Followup,
    RequestSource,
    SlaPolicy,
    SolutionType,
    Status,
    Ticket,
    TicketCategory,
    TicketExternal,
    TicketForm,
    WorkCategory,
)
from tickets.vocabulary import (
    ClockSide,
    FollowupKind,
    Kind,
    TargetUnit,
    TextFormat,
    WaitingReason,
)

FieldValue: TypeAlias = str | CustomOption | ConfigurationItem
"""A text as somebody wrote it, or the choice or item itself."""
FieldValues: TypeAlias = Mapping[int, str | Sequence[FieldValue]]
"""By custom field: one text, or all values of the field in their order; empty ones erase."""
Answers: TypeAlias = Mapping[str, Sequence[str]]
"""What a workflow asks: the values by the ids of its questions."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody with a part in a ticket: a person, a group, or a bare mail address."""

    role: str
    user: User | None = None
    group: Group | None = None
    email: str = ""
    wants_mail: bool = True


@dataclass(frozen=True, kw_only=True)
class TicketDraft:
    """A new ticket. None = the desk decides (category and group defaults, priority matrix, first
    status).

    `values` are texts by custom field key; `observers` are people or bare addresses; `cis` UNSET
    takes the group's default item. Without an entity the ticket is opened where the actor works.
    `file_ids` are files of the actor's saved draft.
    `fallback_assignee` gets what neither a rule nor an engine gives away. `parties` come beside
    requester, assignee and observers; without `adds_requester` nobody becomes requester unnamed.
    `plan` holds the long texts of problems and changes by their column. `answers` are what the
    workflow of the category asks; None = whoever opens was not asked, it is answered later.
    """

    title: str
    description: str = ""
    description_format: str = TextFormat.TEXT
    closing_text: str = ""
    kind: str = Kind.INCIDENT
    status: Status | None = None
    resolution: int = 0
    priority: int | None = None
    urgency: int | None = None
    impact: int | None = None
    requester: User | None = None
    submitter: User | None = None
    assignee: User | None = None
    fallback_assignee: User | None = None
    support_group: Group | None = None
    category: TicketCategory | None = None
    form: TicketForm | None = None
    values: FieldValues = field(default_factory=dict)
    answers: Answers | None = None
    source: RequestSource | None = None
    location: Location | None = None
    project_task: ProjectTask | None = None
    parent: Ticket | None = None
    cis: Sequence[ConfigurationItem] | Unset = UNSET
    observers: Sequence[User | str] = ()
    parties: Sequence[Party] = ()
    adds_requester: bool = True
    plan: dict[str, str] = field(default_factory=dict)
    validation_percent: int = 0
    sla_policy: SlaPolicy | None = None
    is_recursive: bool = False
    file_ids: Sequence[int] = ()
    entity_id: int | None = None
    occurred_at: datetime | None = None
    sla_is_disabled: bool = False
    is_locked: bool = False
    rating: int | None = None
    extra1: str = ""
    extra2: str = ""
    extra3: str = ""
    extra4: str = ""
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TicketPatch:
    """Changes of a ticket; absent = UNSET, None = cleared. `values` are merged by field key.

    What a ticket waits for goes with a status that waits; see operations.hold_ticket. With another
    `entity` go the category, place, group and policy that are not there.
    """

    title: str | Unset = UNSET
    description: str | Unset = UNSET
    description_format: str | Unset = UNSET
    closing_text: str | Unset = UNSET
    kind: str | Unset = UNSET
    status: Status | Unset = UNSET
    resolution: int | Unset = UNSET
    priority: int | Unset = UNSET
    urgency: int | Unset = UNSET
    impact: int | Unset = UNSET
    requester: User | None | Unset = UNSET
    assignee: User | None | Unset = UNSET
    support_group: Group | None | Unset = UNSET
    category: TicketCategory | None | Unset = UNSET
    source: RequestSource | None | Unset = UNSET
    location: Location | None | Unset = UNSET
    project_task: ProjectTask | None | Unset = UNSET
    plan: dict[str, str] | Unset = UNSET
    validation_percent: int | Unset = UNSET
    sla_policy: SlaPolicy | None | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    form: TicketForm | None | Unset = UNSET
    entity: Entity | Unset = UNSET
    occurred_at: datetime | None | Unset = UNSET
    values: FieldValues | Unset = UNSET
    parent: Ticket | None | Unset = UNSET
    sla_is_disabled: bool | Unset = UNSET
    is_locked: bool | Unset = UNSET
    waiting_reason: str | Unset = UNSET
    waiting_until_at: datetime | None | Unset = UNSET
    waiting_ticket: Ticket | None | Unset = UNSET
    waiting_external: TicketExternal | None | Unset = UNSET
    rating: int | None | Unset = UNSET
    rating_comment: str | Unset = UNSET
    extra1: str | Unset = UNSET
    extra2: str | Unset = UNSET
    extra3: str | Unset = UNSET
    extra4: str | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class FollowupDraft:
    """A new line of the timeline. `seconds` > 0 also records work by the author, begun at
    `started_at` (None = now) and priced as `work_category` says.

    `file_ids` are files of the author's saved drafts; they move to the line.
    """

    body: str
    body_format: str = TextFormat.TEXT
    kind: str = FollowupKind.MESSAGE
    is_public: bool = True
    seconds: int = 0
    is_billable: bool = False
    role: Role | None = None
    is_from_home: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    work_category: WorkCategory | None = None
    locked_by: User | None = None
    solution_type: SolutionType | None = None
    replies_to: Followup | None = None
    file_ids: Sequence[int] = ()
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """Which tickets a list or a figure is about; None = any.

    `text` is a substring of title, description, custom values, submitter or assignee (case-blind,
    `%` and `_` are wildcards) or a ticket number; custom values only with `text_in_values`.
    """

    text: str = ""
    text_in_values: bool = True
    status_ids: Sequence[int] | None = None
    group_id: int | None = None
    priorities: Sequence[int] | None = None
    ci_id: int | None = None
    ci_name: str = ""
    assignee_id: int | None = None
    submitter_id: int | None = None
    company_id: int | None = None
    ticket_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ViewDraft:
    """A new saved view: the filter as people write it, columns and order of its list."""

    name: str
    query: str = ""
    columns: list[str] = field(default_factory=list)
    sort: str = ""
    groups: Sequence[Group] = ()
    is_for_all: bool = False


@dataclass(frozen=True, kw_only=True)
class ViewPatch:
    """Changes of a saved view; absent = UNSET."""

    name: str | Unset = UNSET
    query: str | Unset = UNSET
    columns: list[str] | Unset = UNSET
    sort: str | Unset = UNSET
    groups: Sequence[Group] | Unset = UNSET
    is_for_all: bool | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """A line of another desk's history, kept word for word."""

    number: int
    at: datetime
    verb: str
    message: str
    actor: User | None = None
    names: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SlaTargetDraft:
    """A promise of a policy: amount and unit until the metric is met."""

    metric: str
    amount: int
    side: str = ClockSide.SLA
    unit: str = TargetUnit.HOUR
    name: str = ""
    comment: str = ""
    ends_with_working_day: bool = False
    calendar: Calendar | None = None
    warn_percent: int = 80


@dataclass(frozen=True, kw_only=True)
class SlaPolicyDraft:
    """A new policy. Empty scope keys fit every ticket."""

    name: str
    comment: str = ""
    rank: int = 100
    calendar: Calendar | None = None
    uses_ticket_calendar: bool = False
    company: Company | None = None
    contract: Contract | None = None
    group: Group | None = None
    category: TicketCategory | None = None
    priority: int | None = None
    kind: str | None = None
    entity_id: int = 0
    is_recursive: bool = True
    is_by_choice: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)
    pausing_reasons: list[str] = field(default_factory=lambda: list(WaitingReason.values))
    targets: list[SlaTargetDraft] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SlaPolicyPatch:
    """Changes of a policy; absent = UNSET, None = fits every ticket. Targets as a whole."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    rank: int | Unset = UNSET
    is_active: bool | Unset = UNSET
    calendar: Calendar | None | Unset = UNSET
    uses_ticket_calendar: bool | Unset = UNSET
    company: Company | None | Unset = UNSET
    contract: Contract | None | Unset = UNSET
    group: Group | None | Unset = UNSET
    category: TicketCategory | None | Unset = UNSET
    priority: int | None | Unset = UNSET
    kind: str | None | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    is_by_choice: bool | Unset = UNSET
    pausing_reasons: list[str] | Unset = UNSET
    targets: list[SlaTargetDraft] | Unset = UNSET
