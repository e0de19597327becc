"""What callers send about companies and what belongs to them."""

from decimal import Decimal
from typing import Any, ClassVar

from rest_framework import serializers

from accounts.queries import user_titles, visible_groups, visible_locations, visible_users
from audit.actor import Actor
from crm import queries
from crm.drafts import (
    CompanyDraft,
    CompanyPatch,
    ContactDraft,
    ContactPatch,
    ContractDraft,
    ContractPatch,
    InvoiceDraft,
    InvoiceLineDraft,
    InvoicePatch,
    LeadDraft,
    LeadPatch,
    NewsletterDraft,
    NewsletterPatch,
    SubscriptionDraft,
)
from crm.vocabulary import (
    InvoiceDirection,
    InvoiceState,
    Language,
    LeadStage,
    Renewal,
    SubscriptionStatus,
)
from doors.rest.inputs import HIGHEST_KEY, Input, Line, Ref, StrictBoolean, Text
from doors.rest.rows import WordField

MONTHS = 1200


def _roles(actor: Actor) -> Any:
    return queries.company_roles()


def _company_types(actor: Actor) -> Any:
    return queries.company_types()


def _titles(actor: Actor) -> Any:
    return user_titles()


def _contract_types(actor: Actor) -> Any:
    return queries.contract_types()


def _campaigns(actor: Actor) -> Any:
    return queries.campaigns()


def _product_categories(actor: Actor) -> Any:
    return queries.product_categories()


class Amount(serializers.DecimalField):
    """An amount; numbers and texts are read alike."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=4, **kwargs)


class Percent(serializers.DecimalField):
    """A rate."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"min_value": Decimal(0), "max_value": Decimal(100), "required": False}
        super().__init__(max_digits=7, decimal_places=4, **kwargs)


class Placed(Input):
    """The tenant of a new row."""

    entity = serializers.IntegerField(
        source="entity_id", min_value=0, max_value=HIGHEST_KEY, required=False, allow_null=True
    )
    is_recursive = StrictBoolean(required=False)


class Moved(Input):
    """Another tenant for a row."""

    entity = serializers.IntegerField(
        source="entity_id", min_value=0, max_value=HIGHEST_KEY, required=False
    )
    is_recursive = StrictBoolean(required=False)


def line() -> Line:
    """Return an optional text of one line."""
    return Line(required=False, allow_blank=True)


def months() -> serializers.IntegerField:
    """Return an optional number of months."""
    return serializers.IntegerField(min_value=0, max_value=MONTHS, required=False)


class _Postal(Input):
    address = Text(required=False, allow_blank=True)
    postcode, town, state, country = line(), line(), line(), line()


class CompanyPatchIn(_Postal, Moved):
    """Changes of a company; null clears."""

    draft: ClassVar[type[Any]] = CompanyPatch
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    is_customer = StrictBoolean(required=False)
    is_supplier = StrictBoolean(required=False)
    registration_number, website, phone, fax = line(), line(), line(), line()
    email, payment_terms = line(), line()
    external_id = Line(required=False, allow_null=True)
    type = Ref(_company_types, required=False, allow_null=True)
    role = Ref(_roles, as_key=True, source="role_id", required=False, allow_null=True)
    manager = Ref(visible_users, required=False, allow_null=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        queries.visible_companies, as_key=True, source="parent_id", required=False, allow_null=True
    )


class CompanyIn(Placed, CompanyPatchIn):
    """A new company."""

    draft = CompanyDraft
    name = Line()


class ContactPatchIn(_Postal, Moved):
    """Changes of a contact; null clears."""

    draft: ClassVar[type[Any]] = ContactPatch
    last_name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    first_name, phone, phone2, mobile, fax = line(), line(), line(), line(), line()
    email, registration_number = line(), line()
    title = Ref(_titles, required=False, allow_null=True)
    user = Ref(visible_users, required=False, allow_null=True)


class ContactIn(Placed, ContactPatchIn):
    """A new contact; `company` links it at once."""

    draft = ContactDraft
    last_name = Line()
    company = Ref(
        queries.visible_companies, as_key=True, source="company_id", required=False, allow_null=True
    )


class LeadPatchIn(Input):
    """Changes of a lead; null clears."""

    draft: ClassVar[type[Any]] = LeadPatch
    full_name = Line(required=False)
    email = serializers.EmailField(max_length=254, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)
    company_name, country, phone, mobile, position = line(), line(), line(), line(), line()
    estimated_amount = Amount(required=False)
    currency = Line(3, required=False, allow_blank=True)
    comments = Text(required=False, allow_blank=True)
    owner = Ref(visible_users, required=False, allow_null=True)
    category = Ref(
        _product_categories, as_key=True, source="category_id", required=False, allow_null=True
    )
    company = Ref(
        queries.visible_companies, as_key=True, source="company_id", required=False, allow_null=True
    )
    campaign = Ref(_campaigns, as_key=True, source="campaign_id", required=False, allow_null=True)


class LeadIn(LeadPatchIn, Placed):
    """A new lead."""

    draft = LeadDraft
    full_name = Line()
    email = serializers.EmailField(max_length=254)
    language = serializers.ChoiceField(Language.choices)
    stage = WordField(LeadStage, required=False)
    tags = serializers.ListField(child=Line(), max_length=50, required=False)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> LeadDraft:
        """Return the draft; its tags are a tuple."""
        return LeadDraft(**{**values, "tags": tuple(values.get("tags", ()))})


class StageIn(Input):
    """Where a lead stands now."""

    draft = dict
    stage = WordField(LeadStage)


class TagsIn(Input):
    """All tags of a lead; unknown names are dropped."""

    draft = dict
    tags = serializers.ListField(child=Line(), max_length=50)


class ContractPatchIn(Moved):
    """Changes of a contract; null clears."""

    draft: ClassVar[type[Any]] = ContractPatch
    name = Line(required=False)
    number = line()
    comment = Text(required=False, allow_blank=True)
    type = Ref(_contract_types, as_key=True, source="type_id", required=False, allow_null=True)
    company = Ref(
        queries.visible_companies, as_key=True, source="company_id", required=False, allow_null=True
    )
    begins_on = serializers.DateField(required=False, allow_null=True)
    duration_months, notice_months = months(), months()
    periodicity_months, billing_months = months(), months()
    accounting_number = line()
    location = Ref(visible_locations, required=False, allow_null=True)
    state = Ref(queries.visible_states, required=False, allow_null=True)
    renewal = serializers.ChoiceField(Renewal.choices, required=False)
    amount = Amount(required=False)
    currency = Line(3, required=False, allow_blank=True)
    is_private = StrictBoolean(required=False)


class ContractIn(Placed, ContractPatchIn):
    """A new contract."""

    draft = ContractDraft
    name = Line()


class NewsletterPatchIn(Input):
    """Changes of a newsletter; null clears."""

    draft: ClassVar[type[Any]] = NewsletterPatch
    name = Line(required=False)
    comment = Text(required=False, allow_blank=True)
    group = Ref(visible_groups, required=False, allow_null=True)


class NewsletterIn(NewsletterPatchIn, Placed):
    """A new newsletter."""

    draft = NewsletterDraft
    name = Line()


class SubscriptionIn(Input):
    """An address for a newsletter."""

    draft = SubscriptionDraft
    name = Line()
    email = serializers.EmailField(max_length=254)
    status = serializers.ChoiceField(SubscriptionStatus.choices, required=False)


class InvoiceLineIn(Input):
    """One thing charged; amount is for one piece and without tax."""

    draft = InvoiceLineDraft
    concept = Line()
    amount = Amount()
    quantity = Amount(required=False)


class InvoicePatchIn(Input):
    """Changes of an invoice; `lines` replaces all."""

    draft: ClassVar[type[Any]] = InvoicePatch
    company = Ref(queries.visible_companies, as_key=True, source="company_id", required=False)
    lines = serializers.ListField(
        child=InvoiceLineIn(), min_length=1, max_length=100, required=False
    )
    currency = Line(3, required=False)
    tax_text = line()
    withholding_percent, discount_percent = Percent(), Percent()
    description = Text(required=False, allow_blank=True)
    reference = Text(required=False, allow_blank=True)
    internal_note = Text(required=False, allow_blank=True)
    language = serializers.ChoiceField(Language.choices, required=False)
    issued_on = serializers.DateField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    user = Ref(visible_users, required=False, allow_null=True)
    project_task = Ref(
        queries.visible_project_tasks,
        as_key=True,
        source="project_task_id",
        required=False,
        allow_null=True,
    )

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> Any:
        """Return the draft with drafts of its lines."""
        if "lines" in values:
            lines = tuple(InvoiceLineDraft(**each) for each in values["lines"])
            values = {**values, "lines": lines}
        return cls.draft(**values)


class InvoiceIn(InvoicePatchIn, Placed):
    """A new invoice; without a number the desk assigns the next one."""

    draft = InvoiceDraft
    number = Line(64, required=False, allow_null=True)
    company = Ref(queries.visible_companies, as_key=True, source="company_id", allow_null=True)
    lines = serializers.ListField(child=InvoiceLineIn(), min_length=1, max_length=100)
    currency = Line(3)
    direction = serializers.ChoiceField(InvoiceDirection.choices)
    state = serializers.ChoiceField(InvoiceState.choices, required=False)
    tax_percent = Percent(allow_null=True)
    paid_on = serializers.DateField(required=False, allow_null=True)
    is_locked = StrictBoolean(required=False)
    locked_by = Ref(visible_users, required=False, allow_null=True)
