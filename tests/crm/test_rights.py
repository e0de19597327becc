"""Who may do what in crm; refusals write nothing; hidden rows are unknown ones."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from audit.actor import Actor
from audit.models import JournalEntry
from crm import operations, queries
from crm.drafts import (
    CampaignDraft,
    CatalogueDraft,
    CompanyDraft,
    CompanyPatch,
    ContactDraft,
    ContractDraft,
    ContractPatch,
    InvoiceDraft,
    InvoiceLineDraft,
    InvoicePatch,
    LeadDraft,
    LeadPatch,
    NewsletterDraft,
    SubscriptionDraft,
    TagDraft,
)
from crm.models import Company, Contract, Invoice, Lead, Newsletter
from crm.vocabulary import LeadStage
from tests import make

pytestmark = pytest.mark.django_db

LEAD = LeadDraft(full_name="Ann", email="ann@example.com", language="de")


def an_invoice(company_id: int) -> InvoiceDraft:
    lines = (InvoiceLineDraft(concept="Work", amount=Decimal(1)),)
    return InvoiceDraft(company_id=company_id, lines=lines, currency="EUR", direction="sent")


def rename_company(who: Actor, key: int) -> Company:
    return operations.update_company(who, key, CompanyPatch(name="B"))


def note_invoice(who: Actor, key: int) -> Invoice:
    return operations.update_invoice(who, key, InvoicePatch(reference="x"))


def rename_contract(who: Actor, key: int) -> Contract:
    return operations.update_contract(who, key, ContractPatch(name="B"))


CREATIONS: list[tuple[str, Callable[[Actor, int], Any]]] = [
    (
        "company.manage",
        lambda who, _: operations.create_company_role(who, CatalogueDraft(name="R")),
    ),
    ("company.write", lambda who, _: operations.create_company(who, CompanyDraft(name="A"))),
    ("contact.write", lambda who, _: operations.create_contact(who, ContactDraft(last_name="A"))),
    ("lead.manage", lambda who, _: operations.create_campaign(who, CampaignDraft(name="C"))),
    ("lead.manage", lambda who, _: operations.create_tag(who, TagDraft(name="T"))),
    (
        "lead.manage",
        lambda who, _: operations.create_product_category(who, CatalogueDraft(name="P")),
    ),
    ("lead.write", lambda who, _: operations.create_lead(who, LEAD)),
    ("invoice.write", lambda who, company: operations.create_invoice(who, an_invoice(company))),
    (
        "contract.manage",
        lambda who, _: operations.create_contract_type(who, CatalogueDraft(name="T")),
    ),
    ("contract.write", lambda who, _: operations.create_contract(who, ContractDraft(name="C"))),
    (
        "newsletter.manage",
        lambda who, _: operations.create_newsletter(who, NewsletterDraft(name="N")),
    ),
]

CHANGES: list[tuple[type, str, Callable[[Actor, int], Any]]] = [
    (Company, "company.write", rename_company),
    (Company, "company.manage", operations.delete_company),
    (Lead, "lead.write", lambda who, key: operations.update_lead(who, key, LeadPatch(phone="1"))),
    (Lead, "lead.write", lambda who, key: operations.move_lead(who, key, LeadStage.LOST)),
    (Lead, "lead.manage", operations.delete_lead),
    (Invoice, "invoice.write", note_invoice),
    (Invoice, "invoice.write", operations.pay_invoice),
    (Invoice, "invoice.write", operations.cancel_invoice),
    (Invoice, "invoice.write", operations.lock_invoice),
    (Invoice, "invoice.manage", operations.unlock_invoice),
    (Contract, "contract.write", rename_contract),
    (Contract, "contract.manage", operations.delete_contract),
]

ROWS: dict[type, Callable[..., Any]] = {
    Company: make.company,
    Lead: make.lead,
    Invoice: make.invoice,
    Contract: make.contract,
    Newsletter: make.newsletter,
}


@pytest.mark.parametrize(("right", "create"), CREATIONS)
def test_creating_takes_its_right(right: str, create: Callable[[Actor, int], Any]):
    company = make.company().pk
    entries = JournalEntry.objects.count()
    nouns = ["company", "contact", "lead", "invoice", "contract"]
    others = {f"{noun}.{verb}" for noun in nouns for verb in ("read", "write", "manage")}
    ana = make.actor("ana", *sorted({*others, "newsletter.manage"} - {right}))

    with pytest.raises(PermissionDenied):
        create(ana, company)

    assert JournalEntry.objects.count() == entries
    max_ = make.actor("max", "company.read", right)
    create(max_, company)
    assert JournalEntry.objects.filter(actor_id=max_.user.pk).count() == 1


@pytest.mark.parametrize(("model", "right", "change"), CHANGES)
def test_changing_takes_its_right(model: type, right: str, change: Callable[[Actor, int], Any]):
    row = ROWS[model](**({"is_locked": True} if change is operations.unlock_invoice else {}))
    before, entries = model.objects.values().get(pk=row.pk), JournalEntry.objects.count()
    noun = right.split(".")[0]

    with pytest.raises(PermissionDenied):
        change(make.actor("ana", f"{noun}.read"), row.pk)

    assert model.objects.values().get(pk=row.pk) == before
    assert JournalEntry.objects.count() == entries
    change(make.actor("max", f"{noun}.read", right), row.pk)
    assert JournalEntry.objects.count() == entries + 1


@pytest.mark.parametrize(("model", "right", "change"), CHANGES)
def test_row_of_another_entity_is_unknown(
    model: type, right: str, change: Callable[[Actor, int], Any]
):
    here, there = make.entity("Here"), make.entity("There")
    row = ROWS[model](entity_id=there.pk)
    ana = make.actor("ana", f"{right.split('.')[0]}.read", right, entity=here)

    for key in (row.pk, row.pk + 1000):
        with pytest.raises(model.DoesNotExist):
            change(ana, key)


def test_seen_row_of_another_entity_cannot_be_changed():
    here, there = make.entity("Here"), make.entity("There")
    company = make.company(entity_id=there.pk)
    ana = make.actor("ana", "company.write", entity=here)
    operations.add_company_user(make.system(), company.pk, ana.user)

    assert queries.company_for(ana, company.pk) == company
    with pytest.raises(PermissionDenied):
        operations.update_company(ana, company.pk, CompanyPatch(name="Mine"))


def test_nothing_is_created_in_another_or_unknown_entity():
    here, there = make.entity("Here"), make.entity("There")
    below = make.entity("Below", parent=here)
    ana = make.actor("ana", "company.read", "company.write", entity=here)

    for entity_id in (there.pk, 0, 999):
        with pytest.raises(ValidationError) as refusal:
            operations.create_company(ana, CompanyDraft(name="A", entity_id=entity_id))
        assert refusal.value.error_dict["entity"][0].code == "does_not_exist"
    company = operations.create_company(ana, CompanyDraft(name="A", entity_id=below.pk))

    assert list(queries.visible_companies(ana)) == [company]


def test_without_an_entity_a_row_belongs_to_the_one_the_actor_works_in():
    here = make.entity("Here")
    ana = make.actor("ana", "company.read", "company.write", entity=here)

    company = operations.create_company(ana, CompanyDraft(name="A"))

    assert company.entity == here


def test_hidden_company_cannot_be_named_by_an_invoice_or_a_lead():
    here, there = make.entity("Here"), make.entity("There")
    hidden = make.company(entity_id=there.pk)
    rights = ("company.read", "invoice.write", "lead.write")
    ana = make.actor("ana", *rights, entity=here)
    lead = LeadDraft(
        full_name="A", email="a@x.org", language="de", company_id=hidden.pk, entity_id=here.pk
    )

    with pytest.raises(Company.DoesNotExist):
        operations.create_lead(ana, lead)
    invoice = an_invoice(hidden.pk)
    with pytest.raises(Company.DoesNotExist):
        operations.create_invoice(ana, InvoiceDraft(**{**vars(invoice), "entity_id": here.pk}))

    assert not Invoice.objects.exists()


def test_duplicate_mark_does_not_tell_of_hidden_leads():
    here, there = make.entity("Here"), make.entity("There")
    make.lead(email="a@example.com", entity_id=there.pk)
    ana = make.actor("ana", "lead.read", "lead.write", entity=here)
    draft = LeadDraft(full_name="A", email="a@example.com", language="de", entity_id=here.pk)

    assert operations.create_lead(ana, draft).full_name == "A"


def test_customer_sees_own_companies_by_person_and_by_group():
    rita = make.actor("rita")
    team = make.group("Team")
    team.members.create(user=rita.user)
    mine, ours, other = (make.company(name=name) for name in ("Mine", "Ours", "Other"))
    operations.add_company_user(make.system(), mine.pk, rita.user)
    operations.add_company_group(make.system(), ours.pk, team)

    assert set(queries.visible_companies(rita)) == {mine, ours}
    with pytest.raises(Company.DoesNotExist):
        queries.company_for(rita, other.pk)


def test_nobody_sees_nothing():
    nobody = Actor(door="test")
    for build in ROWS.values():
        build()

    for visible in (
        queries.visible_companies,
        queries.visible_leads,
        queries.visible_invoices,
        queries.visible_contracts,
        queries.visible_newsletters,
    ):
        assert not visible(nobody).exists()


def test_unchecked_crm_lets_anybody_who_signed_in_but_not_into_newsletters():
    rita = Actor(user=make.person("rita"), door="api", liberties=frozenset({"unchecked_crm_ops"}))
    company = operations.create_company(rita, CompanyDraft(name="Acme"))

    invoice = operations.create_invoice(rita, an_invoice(company.pk))
    operations.create_lead(rita, LEAD)
    newsletter = make.newsletter(group=make.group("Sales"))
    draft = SubscriptionDraft(name="a", email="a@example.com")

    assert queries.last_sent_invoice(rita) == invoice
    with pytest.raises((PermissionDenied, ObjectDoesNotExist)):
        operations.subscribe(rita, newsletter.pk, draft)
