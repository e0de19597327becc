"""How companies and what belongs to them look to callers."""

from typing import Any

from rest_framework import serializers

from audit.actor import Actor
from crm.api.related import COMPANY, GROUP, PERSON
from crm.queries import lines_by_invoice, tags_by_lead
from crm.vocabulary import (
    InvoiceDirection,
    InvoiceState,
    Language,
    LeadStage,
    Renewal,
    SubscriptionStatus,
)
from doors.rest.rows import Amount, Key, Rows, WordField


def key_of(column: str) -> serializers.IntegerField:
    """Return the field for a key that may be absent."""
    return serializers.IntegerField(source=column, allow_null=True)


class Dated(Rows):
    """Id, entity and times, which all have."""

    id = Key()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class Addressed(Dated):
    """A row with a postal address."""

    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    state = serializers.CharField()
    country = serializers.CharField()


class CompanyOut(Addressed):
    """A company."""

    name = serializers.CharField()
    comment = serializers.CharField()
    is_customer = serializers.BooleanField()
    is_supplier = serializers.BooleanField()
    registration_number = serializers.CharField()
    website = serializers.CharField()
    phone = serializers.CharField()
    fax = serializers.CharField()
    email = serializers.CharField()
    payment_terms = serializers.CharField()
    type = key_of("type_id")
    role = key_of("role_id")
    manager = key_of("manager_id")
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute

    expands = {"manager": PERSON, "parent": COMPANY}


class ContactOut(Addressed):
    """A contact."""

    first_name = serializers.CharField()
    last_name = serializers.CharField()
    comment = serializers.CharField()
    phone = serializers.CharField()
    phone2 = serializers.CharField()
    mobile = serializers.CharField()
    fax = serializers.CharField()
    email = serializers.CharField()
    registration_number = serializers.CharField()
    title = key_of("title_id")
    user = key_of("user_id")

    expands = {"user": PERSON}


class LeadOut(Dated):
    """A lead."""

    full_name = serializers.CharField()
    email = serializers.CharField()
    language = serializers.ChoiceField(Language.choices)
    company_name = serializers.CharField()
    country = serializers.CharField()
    phone = serializers.CharField()
    mobile = serializers.CharField()
    position = serializers.CharField()
    estimated_amount = Amount()
    currency = serializers.CharField()
    stage = WordField(LeadStage)
    comments = serializers.CharField()
    owner = key_of("owner_id")
    category = key_of("category_id")
    company = key_of("company_id")
    campaign = key_of("campaign_id")
    tags = serializers.ListField(child=serializers.CharField())

    computed = ("tags",)
    expands = {"owner": PERSON, "company": COMPANY}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the tags."""
        if "tags" in names:
            found = tags_by_lead(row["id"] for row in raw)
            for row in raw:
                row["tags"] = found.get(row["id"], [])


class ContractOut(Dated):
    """A contract; durations are months."""

    name = serializers.CharField()
    number = serializers.CharField()
    comment = serializers.CharField()
    type = key_of("type_id")
    company = key_of("company_id")
    begins_on = serializers.DateField(allow_null=True)
    duration_months = serializers.IntegerField()
    notice_months = serializers.IntegerField()
    periodicity_months = serializers.IntegerField()
    billing_months = serializers.IntegerField()
    accounting_number = serializers.CharField()
    location = key_of("location_id")
    state = key_of("state_id")
    renewal = serializers.ChoiceField(Renewal.choices)
    amount = Amount()
    currency = serializers.CharField()
    is_private = serializers.BooleanField()

    expands = {"company": COMPANY}


class NewsletterOut(Dated):
    """A newsletter."""

    name = serializers.CharField()
    comment = serializers.CharField()
    group = key_of("group_id")

    expands = {"group": GROUP}


class SubscriptionOut(Rows):
    """An address of a newsletter."""

    id = Key()
    name = serializers.CharField()
    email = serializers.CharField()
    status = serializers.ChoiceField(SubscriptionStatus.choices)
    validated_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class InvoiceLineOut(serializers.Serializer[Any]):
    """One thing charged."""

    concept = serializers.CharField()
    amount = Amount()
    quantity = Amount()


class InvoiceOut(Dated):
    """An invoice."""

    number = serializers.CharField()
    company = key_of("company_id")
    user = key_of("user_id")
    project_task = key_of("project_task_id")
    direction = serializers.ChoiceField(InvoiceDirection.choices)
    state = serializers.ChoiceField(InvoiceState.choices)
    language = serializers.ChoiceField(Language.choices)
    currency = serializers.CharField()
    tax_text = serializers.CharField()
    tax_percent = Amount()
    withholding_percent = Amount()
    discount_percent = Amount()
    description = serializers.CharField()
    reference = serializers.CharField()
    internal_note = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    is_locked = serializers.BooleanField()
    locked_by = key_of("locked_by_id")
    lines = InvoiceLineOut(many=True)

    computed = ("lines",)
    expands = {"company": COMPANY, "user": PERSON}

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Add the lines."""
        if "lines" in names:
            found = lines_by_invoice(row["id"] for row in raw)
            for row in raw:
                row["lines"] = found.get(row["id"], [])
