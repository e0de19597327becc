"""Rows of another desk: they keep their numbers and their times (fields.md D10).

Same invariants as the ordinary operations. No journal entry each, the run leaves one; no mail.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Group, User
from accounts.policies import is_administrator, require
from accounts.queries import entity_for
from audit.actor import Actor
from crm import queries
from crm.drafts import (
    CampaignDraft,
    CatalogueDraft,
    CompanyDraft,
    ContactDraft,
    ContractDraft,
    InvoiceDraft,
    LeadDraft,
    NewsletterDraft,
    ProjectDraft,
    ProjectTaskDraft,
    SubscriptionDraft,
    TagDraft,
)
from crm.models import (
    Campaign,
    Company,
    CompanyContact,
    CompanyGroup,
    CompanyRole,
    CompanyUser,
    Contact,
    Contract,
    ContractType,
    Invoice,
    Lead,
    LeadTag,
    Newsletter,
    ProductCategory,
    Project,
    ProjectTask,
    Subscription,
    Tag,
)
from crm.operations.companies import company_values, contact_values
from crm.operations.contracts import contract_values
from crm.operations.invoices import add_lines, invoice_values, new_lines
from crm.operations.leads import campaign_values, lead_values
from crm.operations.newsletters import newsletter_values
from crm.operations.rows import keep


def _require_importer(actor: Actor) -> None:
    require(is_administrator(actor), "import")


@transaction.atomic
def import_company_role(
    actor: Actor,
    draft: CatalogueDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> CompanyRole:
    """Add a company role with its number."""
    _require_importer(actor)
    return keep(CompanyRole(), vars(draft), id=id, created_at=created_at)


@transaction.atomic
def import_company(
    actor: Actor, draft: CompanyDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Company:
    """Add a company with its number; its parent comes before it."""
    _require_importer(actor)
    return keep(Company(), company_values(actor, draft), id=id, created_at=created_at)


@transaction.atomic
def import_company_people(
    actor: Actor, company: Company, *, users: list[User], groups: list[Group]
) -> None:
    """Let people and groups belong to a company."""
    _require_importer(actor)
    for user in users:
        CompanyUser.objects.get_or_create(company=company, user=user)
    for group in groups:
        CompanyGroup.objects.get_or_create(company=company, group=group)


@transaction.atomic
def import_contact(
    actor: Actor, draft: ContactDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Contact:
    """Add a contact with its number, in its company."""
    _require_importer(actor)
    values = contact_values(actor, draft)
    company = values.pop("company")
    contact = keep(Contact(), values, id=id, created_at=created_at)
    if company is not None:
        CompanyContact.objects.create(company=company, contact=contact)
    return contact


@transaction.atomic
def import_campaign(
    actor: Actor, draft: CampaignDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Campaign:
    """Add a campaign with its number."""
    _require_importer(actor)
    return keep(Campaign(), campaign_values(draft), id=id, created_at=created_at)


@transaction.atomic
def import_product_category(
    actor: Actor,
    draft: CatalogueDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> ProductCategory:
    """Add a product category with its number."""
    _require_importer(actor)
    return keep(ProductCategory(), vars(draft), id=id, created_at=created_at)


@transaction.atomic
def import_tag(
    actor: Actor, draft: TagDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Tag:
    """Add a tag with its number."""
    _require_importer(actor)
    return keep(Tag(), vars(draft), id=id, created_at=created_at)


@transaction.atomic
def import_lead(
    actor: Actor,
    draft: LeadDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Lead:
    """Add a lead with its number and tags. An address twice is not marked once more."""
    _require_importer(actor)
    values = lead_values(actor, draft)
    lead = keep(Lead(), values, id=id, created_at=created_at, updated_at=updated_at)
    LeadTag.objects.bulk_create(
        LeadTag(lead=lead, tag=tag) for tag in queries.tags_named(draft.tags)
    )
    return lead


@transaction.atomic
def import_invoice(
    actor: Actor, draft: InvoiceDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Invoice:
    """Add an invoice with its number. Old ones may lack company, currency, days and concepts."""
    _require_importer(actor)
    entity = entity_for(actor, "invoice.write", draft.entity_id)
    lines = new_lines(draft.lines)
    invoice = keep(Invoice(), invoice_values(actor, draft, entity), id=id, created_at=created_at)
    add_lines(invoice, lines)
    return invoice


@transaction.atomic
def import_contract_type(
    actor: Actor,
    draft: CatalogueDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> ContractType:
    """Add a contract type with its number."""
    _require_importer(actor)
    return keep(ContractType(), vars(draft), id=id, created_at=created_at)


@transaction.atomic
def import_contract(
    actor: Actor, draft: ContractDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Contract:
    """Add a contract with its number."""
    _require_importer(actor)
    return keep(Contract(), contract_values(actor, draft), id=id, created_at=created_at)


@transaction.atomic
def import_newsletter(
    actor: Actor,
    draft: NewsletterDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Newsletter:
    """Add a newsletter with its number."""
    _require_importer(actor)
    return keep(Newsletter(), newsletter_values(actor, draft), id=id, created_at=created_at)


@transaction.atomic
def import_subscription(
    actor: Actor,
    newsletter: Newsletter,
    draft: SubscriptionDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> Subscription:
    """Add an address with its number."""
    _require_importer(actor)
    return keep(Subscription(newsletter=newsletter), vars(draft), id=id, created_at=created_at)


@transaction.atomic
def import_project(
    actor: Actor, draft: ProjectDraft, *, id: int | None = None, created_at: datetime | None = None
) -> Project:
    """Add a project with its number."""
    _require_importer(actor)
    values = dict(vars(draft))
    values["entity"] = entity_for(actor, "project.write", values.pop("entity_id"))
    return keep(Project(), values, id=id, created_at=created_at)


@transaction.atomic
def import_project_task(
    actor: Actor,
    draft: ProjectTaskDraft,
    *,
    id: int | None = None,
    created_at: datetime | None = None,
) -> ProjectTask:
    """Add a task of a project with its number."""
    _require_importer(actor)
    values = dict(vars(draft))
    values["project"] = queries.visible_projects(actor).get(pk=values.pop("project_id"))
    return keep(ProjectTask(), values, id=id, created_at=created_at)


@transaction.atomic
def clear_invoices(actor: Actor) -> int:
    """Take all invoices of a loaded desk away, for a test of an empty one; returns how many."""
    _require_importer(actor)
    return Invoice.objects.all().delete()[0]
