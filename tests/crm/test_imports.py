"""Imported rows keep numbers and times, leave no entries, and move the sequence."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import JournalEntry
from crm import operations
from crm.drafts import (
    CampaignDraft,
    CatalogueDraft,
    CompanyDraft,
    ContactDraft,
    ContractDraft,
    InvoiceDraft,
    InvoiceLineDraft,
    LeadDraft,
    NewsletterDraft,
    ProjectDraft,
    ProjectTaskDraft,
    SubscriptionDraft,
    TagDraft,
)
from crm.models import Company, CompanyContact, Invoice, Lead
from tests import make

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2014, 6, 1, 12, tzinfo=UTC)

OLD_INVOICE = InvoiceDraft(
    number="R-2016/9",
    company_id=None,
    lines=(InvoiceLineDraft(concept="", amount=Decimal("10.50")),),
    currency="",
    direction="received",
    state="paid",
    issued_on=None,
    wire_extra={"integria.id_task": ""},
)

IMPORTS = [
    (operations.import_company_role, CatalogueDraft(name="Client")),
    (operations.import_company, CompanyDraft(name="Northwind")),
    (operations.import_contact, ContactDraft(last_name="Doe")),
    (operations.import_campaign, CampaignDraft(name="Fair")),
    (operations.import_product_category, CatalogueDraft(name="Support")),
    (operations.import_tag, TagDraft(name="Software")),
    (operations.import_lead, LeadDraft(full_name="Old", email="o@x.example", language="de")),
    (operations.import_invoice, OLD_INVOICE),
    (operations.import_contract_type, CatalogueDraft(name="Lease")),
    (operations.import_contract, ContractDraft(name="Lease 1")),
    (operations.import_newsletter, NewsletterDraft(name="Monthly")),
    (operations.import_project, ProjectDraft(name="Move")),
]


@pytest.mark.parametrize(("imports", "draft"), IMPORTS)
def test_import_keeps_number_and_time_and_writes_no_entry(imports, draft):
    row = imports(make.system(), draft, id=70, created_at=LONG_AGO)

    stored = type(row).objects.get(pk=70)
    assert (stored.created_at, stored.updated_at) == (LONG_AGO, LONG_AGO)
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(("imports", "draft"), IMPORTS)
def test_import_is_for_administrators(imports, draft):
    ana = make.actor("ana", "company.write", "lead.write", "invoice.write", "contract.write")

    with pytest.raises(PermissionDenied):
        imports(ana, draft, id=70)


def test_next_row_comes_behind_the_imported_ones():
    operations.import_company(make.system(), CompanyDraft(name="High"), id=70)
    operations.import_company(make.system(), CompanyDraft(name="Low"), id=3)

    assert make.company().pk == 71


def test_taken_number_is_refused():
    operations.import_company(make.system(), CompanyDraft(name="One"), id=3)

    with pytest.raises(ValidationError):
        operations.import_company(make.system(), CompanyDraft(name="Two"), id=3)

    assert Company.objects.get().name == "One"


def test_imported_invoice_may_lack_what_a_new_one_needs():
    invoice = operations.import_invoice(make.system(), OLD_INVOICE, id=2)

    stored = Invoice.objects.get(pk=2)
    assert stored.payment_on is None
    assert stored.wire_extra == {"integria.id_task": ""}
    assert [(row.concept, row.amount) for row in invoice.lines.all()] == [("", Decimal("10.5"))]


def test_imported_invoice_keeps_its_lock_and_days():
    ana = make.person("ana")
    company = make.company()
    draft = InvoiceDraft(
        number="140601_0071",
        company_id=company.pk,
        lines=(),
        currency="EUR",
        direction="sent",
        is_locked=True,
        locked_by=ana,
        issued_on=date(2014, 6, 1),
        due_on=date(2014, 7, 1),
    )

    operations.import_invoice(make.system(), draft, id=1)

    stored = Invoice.objects.get()
    assert (stored.is_locked, stored.locked_by, stored.company) == (True, ana, company)
    assert stored.payment_on == date(2014, 7, 1)


def test_imported_lead_keeps_tags_and_change_time_and_is_not_marked():
    operations.import_tag(make.system(), TagDraft(name="Software"), id=4)
    draft = LeadDraft(full_name="Old", email="o@x.example", language="de", tags=("software",))
    later = datetime(2015, 1, 1, tzinfo=UTC)

    operations.import_lead(make.system(), draft, id=1, created_at=LONG_AGO)
    operations.import_lead(make.system(), draft, id=2, created_at=LONG_AGO, updated_at=later)

    first, second = Lead.objects.order_by("pk")
    assert second.full_name == "Old"
    assert (first.updated_at, second.updated_at) == (LONG_AGO, later)
    assert [tag.pk for tag in second.tags.all()] == [4]


def test_imported_parts_hang_on_their_wholes():
    system, rita, team = make.system(), make.person("rita"), make.group("Team")
    company = operations.import_company(system, CompanyDraft(name="Northwind"), id=5)
    operations.import_company_people(system, company, users=[rita], groups=[team])
    contact = operations.import_contact(
        system, ContactDraft(last_name="Doe", company_id=company.pk), id=6
    )
    newsletter = operations.import_newsletter(system, NewsletterDraft(name="Monthly"), id=2)
    address = operations.import_subscription(
        system, newsletter, SubscriptionDraft(name="Ann", email="ann@example.com"), id=9
    )
    project = operations.import_project(system, ProjectDraft(name="Move"), id=3)
    task = operations.import_project_task(
        system, ProjectTaskDraft(name="Pack", project_id=project.pk), id=8
    )

    assert CompanyContact.objects.get().contact == contact
    assert company.user_links.get().user == rita
    assert company.group_links.get().group == team
    assert (address.newsletter, address.pk) == (newsletter, 9)
    assert make.invoice(project_task_id=task.pk).project_task == task
    assert (
        not JournalEntry.objects.filter(noun__in=["company", "newsletter", "project"])
        .exclude(verb="company.created")
        .exists()
    )
