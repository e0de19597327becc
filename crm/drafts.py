"""What operations of crm take in. Its own rows are named by id and resolved for the actor.

`wire_extra` is what an older API wants back as it was sent (fields.md section 1.2).
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.drafts import UNSET, Unset
from accounts.models import Group, Location, User, UserTitle
from crm.models import CompanyType, State


@dataclass(frozen=True, kw_only=True)
class CatalogueDraft:
    """A new row of a catalogue: company role, product category, contract type."""

    name: str
    comment: str = ""
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CampaignDraft:
    """A new campaign and what it costs."""

    name: str
    comment: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    cost_amount: Decimal = Decimal(0)
    currency: str = ""
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TagDraft:
    """A new tag for leads."""

    name: str


@dataclass(frozen=True, kw_only=True)
class CompanyDraft:
    """A new company."""

    name: str
    comment: str = ""
    is_customer: bool = True
    is_supplier: bool = False
    registration_number: str = ""
    external_id: str | None = None
    address: str = ""
    postcode: str = ""
    town: str = ""
    state: str = ""
    country: str = ""
    website: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    payment_terms: str = ""
    type: CompanyType | None = None
    role_id: int | None = None
    manager: User | None = None
    parent_id: int | None = None
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CompanyPatch:
    """Changes of a company; absent = UNSET."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    is_customer: bool | Unset = UNSET
    is_supplier: bool | Unset = UNSET
    registration_number: str | Unset = UNSET
    external_id: str | None | Unset = UNSET
    address: str | Unset = UNSET
    postcode: str | Unset = UNSET
    town: str | Unset = UNSET
    state: str | Unset = UNSET
    country: str | Unset = UNSET
    website: str | Unset = UNSET
    phone: str | Unset = UNSET
    fax: str | Unset = UNSET
    email: str | Unset = UNSET
    payment_terms: str | Unset = UNSET
    type: CompanyType | None | Unset = UNSET
    entity_id: int | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET
    role_id: int | None | Unset = UNSET
    manager: User | None | Unset = UNSET
    parent_id: int | None | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ContactDraft:
    """A new contact; `company_id` links it at once."""

    last_name: str
    first_name: str = ""
    comment: str = ""
    phone: str = ""
    phone2: str = ""
    mobile: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    state: str = ""
    country: str = ""
    registration_number: str = ""
    title: UserTitle | None = None
    user: User | None = None
    company_id: int | None = None
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ContactPatch:
    """Changes of a contact; absent = UNSET."""

    last_name: str | Unset = UNSET
    first_name: str | Unset = UNSET
    comment: str | Unset = UNSET
    phone: str | Unset = UNSET
    phone2: str | Unset = UNSET
    mobile: str | Unset = UNSET
    fax: str | Unset = UNSET
    email: str | Unset = UNSET
    address: str | Unset = UNSET
    postcode: str | Unset = UNSET
    town: str | Unset = UNSET
    state: str | Unset = UNSET
    country: str | Unset = UNSET
    registration_number: str | Unset = UNSET
    title: UserTitle | None | Unset = UNSET
    user: User | None | Unset = UNSET
    entity_id: int | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class LeadDraft:
    """A new lead. `tags` are names without case; those that do not exist are dropped."""

    full_name: str
    email: str
    language: str
    company_name: str = ""
    country: str = ""
    phone: str = ""
    mobile: str = ""
    position: str = ""
    estimated_amount: Decimal = Decimal(0)
    currency: str = ""
    stage: int = 0
    owner: User | None = None
    category_id: int | None = None
    company_id: int | None = None
    campaign_id: int | None = None
    comments: str = ""
    tags: tuple[str, ...] = ()
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LeadPatch:
    """Changes of a lead; absent = UNSET. Stage and tags have operations of their own."""

    full_name: str | Unset = UNSET
    email: str | Unset = UNSET
    language: str | Unset = UNSET
    company_name: str | Unset = UNSET
    country: str | Unset = UNSET
    phone: str | Unset = UNSET
    mobile: str | Unset = UNSET
    position: str | Unset = UNSET
    estimated_amount: Decimal | Unset = UNSET
    currency: str | Unset = UNSET
    owner: User | None | Unset = UNSET
    category_id: int | None | Unset = UNSET
    company_id: int | None | Unset = UNSET
    campaign_id: int | None | Unset = UNSET
    comments: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class InvoiceLineDraft:
    """One thing charged; amount is for one piece and without tax."""

    concept: str
    amount: Decimal | None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class InvoiceDraft:
    """A new invoice.

    `number` None = the desk assigns the next one. `tax_percent` None = the first rate of
    `tax_text`. `issued_on` None = today. `locked_by` counts only with `is_locked`; None = who acts.
    """

    number: str | None = None
    company_id: int | None
    lines: tuple[InvoiceLineDraft, ...]
    currency: str
    direction: str
    state: str = "pending"
    tax_text: str = ""
    tax_percent: Decimal | None = None
    withholding_percent: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    description: str = ""
    reference: str = ""
    internal_note: str = ""
    language: str = "en_GB"
    issued_on: date | None = None
    due_on: date | None = None
    paid_on: date | None = None
    is_locked: bool = False
    locked_by: User | None = None
    user: User | None = None
    project_task_id: int | None = None
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InvoicePatch:
    """Changes of an invoice; absent = UNSET. Number and direction stay; `lines` replaces all."""

    company_id: int | Unset = UNSET
    lines: tuple[InvoiceLineDraft, ...] | Unset = UNSET
    currency: str | Unset = UNSET
    tax_text: str | Unset = UNSET
    withholding_percent: Decimal | Unset = UNSET
    discount_percent: Decimal | Unset = UNSET
    description: str | Unset = UNSET
    reference: str | Unset = UNSET
    internal_note: str | Unset = UNSET
    language: str | Unset = UNSET
    issued_on: date | None | Unset = UNSET
    due_on: date | None | Unset = UNSET
    user: User | None | Unset = UNSET
    project_task_id: int | None | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class ContractDraft:
    """A new contract; durations are months."""

    name: str
    number: str = ""
    type_id: int | None = None
    comment: str = ""
    company_id: int | None = None
    begins_on: date | None = None
    duration_months: int = 0
    notice_months: int = 0
    periodicity_months: int = 0
    billing_months: int = 0
    accounting_number: str = ""
    location: Location | None = None
    state: State | None = None
    renewal: str = "never"
    amount: Decimal = Decimal(0)
    currency: str = ""
    is_private: bool = False
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ContractPatch:
    """Changes of a contract; absent = UNSET."""

    name: str | Unset = UNSET
    number: str | Unset = UNSET
    type_id: int | None | Unset = UNSET
    comment: str | Unset = UNSET
    company_id: int | None | Unset = UNSET
    begins_on: date | None | Unset = UNSET
    duration_months: int | Unset = UNSET
    notice_months: int | Unset = UNSET
    periodicity_months: int | Unset = UNSET
    billing_months: int | Unset = UNSET
    accounting_number: str | Unset = UNSET
    location: Location | None | Unset = UNSET
    state: State | None | Unset = UNSET
    entity_id: int | Unset = UNSET
    is_recursive: bool | Unset = UNSET
    wire_extra: dict[str, Any] | Unset = UNSET
    renewal: str | Unset = UNSET
    amount: Decimal | Unset = UNSET
    currency: str | Unset = UNSET
    is_private: bool | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class NewsletterDraft:
    """A new newsletter; `group` None = all groups."""

    name: str
    comment: str = ""
    group: Group | None = None
    entity_id: int | None = None
    is_recursive: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewsletterPatch:
    """Changes of a newsletter; absent = UNSET."""

    name: str | Unset = UNSET
    comment: str | Unset = UNSET
    group: Group | None | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class SubscriptionDraft:
    """An address for a newsletter."""

    name: str
    email: str
    status: str = "ok"


@dataclass(frozen=True, kw_only=True)
class ProjectDraft:
    """A project of another desk."""

    name: str
    entity_id: int | None = None
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProjectTaskDraft:
    """A task of a project of another desk."""

    name: str
    project_id: int
    wire_extra: dict[str, Any] = field(default_factory=dict)


def missing_fields(draft: InvoiceDraft) -> list[str]:
    """Return the required fields of an invoice that are empty, in the order of asking.

    Of the lines the first must have both concept and amount. A number of None is not missing where
    the desk assigns it: on what it sends.
    """
    first = draft.lines[0] if draft.lines else InvoiceLineDraft(concept="", amount=None)
    assigned = draft.number is None and draft.direction != "received"
    present = {
        "number": assigned or bool((draft.number or "").strip()),
        "company": draft.company_id is not None,
        "concept": bool(first.concept.strip()),
        "amount": first.amount is not None,
        "currency": bool(draft.currency),
        "direction": bool(draft.direction),
    }
    return [name for name, is_there in present.items() if not is_there]
