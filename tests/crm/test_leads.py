"""Leads: duplicates, tags, stages."""

from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from audit.models import JournalEntry
from crm import queries
from crm.drafts import CampaignDraft, CatalogueDraft, LeadDraft, LeadPatch, TagDraft
from crm.models import Lead
from crm.operations import (
    create_campaign,
    create_lead,
    create_product_category,
    create_tag,
    delete_lead,
    move_lead,
    restore_lead,
    tag_lead,
    update_lead,
)
from crm.vocabulary import LeadStage
from tests import make

pytestmark = pytest.mark.django_db


def test_lead_keeps_what_it_was_given():
    system = make.system()
    campaign = create_campaign(system, CampaignDraft(name="Fair", cost_amount=Decimal(500)))
    category = create_product_category(system, CatalogueDraft(name="Support"))
    company, ana = make.company(), make.person("ana")
    draft = LeadDraft(
        full_name="Dario R.",
        email="drp@example.com",
        language="es",
        owner=ana,
        company_id=company.pk,
        campaign_id=campaign.pk,
        category_id=category.pk,
        estimated_amount=Decimal("230"),
    )

    lead = Lead.objects.get(pk=create_lead(system, draft).pk)

    assert (lead.owner, lead.company, lead.campaign, lead.category) == (
        ana,
        company,
        campaign,
        category,
    )
    assert (lead.estimated_amount, lead.currency) == (Decimal("230.0000"), "EUR")
    assert campaign.currency == "EUR"


@pytest.mark.parametrize("missing", ["full_name", "email", "language"])
def test_name_address_and_language_are_required(missing: str):
    fields = {"full_name": "Ann", "email": "ann@example.com", "language": "de", missing: ""}
    make.lead(email=fields["email"] or "x@example.com")

    with pytest.raises(ValidationError) as refusal:
        create_lead(make.system(), LeadDraft(**fields))

    assert missing in refusal.value.error_dict
    assert Lead.objects.count() == 1


def test_unknown_language_stage_and_currency_are_refused():
    for wrong in ({"language": "xx"}, {"stage": 10}, {"stage": -1}, {"currency": "euro"}):
        with pytest.raises(ValidationError):
            make.lead(**wrong)

    assert not Lead.objects.exists()
    assert not JournalEntry.objects.exists()


def test_unknown_company_campaign_and_category_are_refused():
    for wrong in ("company_id", "campaign_id", "category_id"):
        with pytest.raises(ObjectDoesNotExist):
            make.lead(**{wrong: 99})

    assert not Lead.objects.exists()


def test_second_lead_of_an_address_is_marked():
    make.lead(email="Old@Lead.example")

    lead = make.lead(email="old@lead.EXAMPLE", full_name="Zed", comments="first")

    assert lead.full_name == "Zed (DUPED LEAD!)"
    assert lead.comments == "first (DUPED LEAD!)"


def test_mark_fits_behind_a_name_of_full_length():
    make.lead(email="a@example.com")

    lead = make.lead(email="a@example.com", full_name="x" * 255)

    assert lead.full_name == "x" * 241 + " (DUPED LEAD!)"


def test_deleted_lead_makes_no_duplicate():
    delete_lead(make.system(), make.lead(email="a@example.com").pk)

    assert make.lead(email="a@example.com", full_name="Zed").full_name == "Zed"


def test_known_tags_are_attached_and_unknown_names_dropped():
    software = create_tag(make.system(), TagDraft(name="Software"))
    spaced = create_tag(make.system(), TagDraft(name="Tag con espacios"))

    lead = make.lead(tags=("SOFTWARE", "Nope", " tag con espacios "))

    assert list(lead.tags.order_by("pk")) == [software, spaced]
    entry = JournalEntry.objects.get(verb="lead.created")
    assert entry.changes["tags"] == [[], [software.pk, spaced.pk]]
    assert entry.names["tags"] == [[], ["Software", "Tag con espacios"]]


def test_tag_names_are_unique_without_case():
    create_tag(make.system(), TagDraft(name="Software"))

    with pytest.raises(ValidationError) as refusal:
        create_tag(make.system(), TagDraft(name="software"))

    assert refusal.value.error_dict["name_key"][0].code == "unique"


def test_tags_are_replaced_as_a_whole():
    for name in ("a", "b", "c"):
        create_tag(make.system(), TagDraft(name=name))
    lead = make.lead(tags=("a", "b"))

    tag_lead(make.system(), lead.pk, ["b", "c"])
    tag_lead(make.system(), lead.pk, ["c", "B"])

    assert list(lead.tags.order_by("pk").values_list("name", flat=True)) == ["b", "c"]
    assert JournalEntry.objects.get(verb="lead.tagged").names["tags"] == [["a", "b"], ["b", "c"]]


def test_history_of_a_lead_is_its_journal():
    lead = make.lead()

    move_lead(make.system(), lead.pk, LeadStage.PROPOSAL_DELIVERED)
    update_lead(make.system(), lead.pk, LeadPatch(email="New@example.com"))
    delete_lead(make.system(), lead.pk)
    restore_lead(make.system(), lead.pk)

    history = JournalEntry.objects.filter(noun="lead", object_id=lead.pk).order_by("pk")
    assert [entry.verb for entry in history] == [
        "lead.created",
        "lead.moved",
        "lead.updated",
        "lead.deleted",
        "lead.restored",
    ]
    assert history[1].changes == {"stage": [0, 60]}
    assert list(queries.leads_with_email(make.system(), "new@EXAMPLE.com")) == [lead]


@pytest.mark.parametrize(
    ("progress", "stage"),
    [(-5, 0), (0, 0), (10, 0), (20, 20), (59, 40), (99, 80), (100, 100), (102, 102), (150, 80)],
)
def test_any_number_is_a_stage_reached(progress: int, stage: int):
    assert LeadStage.reached_at(progress) == stage
