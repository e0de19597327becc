"""Companies, contacts, and who belongs to them."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from audit.models import JournalEntry
from crm import queries
from crm.drafts import CatalogueDraft, CompanyDraft, CompanyPatch, ContactDraft, ContactPatch
from crm.models import Company, CompanyContact, Contact
from crm.operations import (
    add_company_group,
    add_company_user,
    create_company,
    create_company_role,
    create_contact,
    delete_company,
    delete_contact,
    link_contact,
    remove_company_group,
    remove_company_user,
    restore_company,
    restore_contact,
    unlink_contact,
    update_company,
    update_contact,
)
from tests import make

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    """What the journal holds, oldest first."""
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_company_is_created_with_everything_in_one_entry():
    ana = make.actor("ana", "company.read", "company.write")
    role = create_company_role(make.system(), CatalogueDraft(name="Client"))
    parent = make.company(name="Holding")
    draft = CompanyDraft(
        name="Sur & Cía", role_id=role.pk, parent_id=parent.pk, manager=ana.user, country="Spain"
    )

    company = create_company(ana, draft)

    entry = JournalEntry.objects.get(verb="company.created", object_id=company.pk)
    assert entry.changes == {
        "name": ["", "Sur & Cía"],
        "country": ["", "Spain"],
        "role": [None, role.pk],
        "parent": [None, parent.pk],
        "manager": [None, ana.user.pk],
    }
    assert entry.names == {
        "actor": [None, "ana"],
        "role": [None, "Client"],
        "parent": [None, "Holding"],
        "manager": [None, "ana"],
    }
    assert entry.acted_for_id is None
    assert entry.actor_id == ana.user.pk


def test_company_without_a_name_is_refused():
    with pytest.raises(ValidationError) as refusal:
        create_company(make.system(), CompanyDraft(name=""))

    assert refusal.value.error_dict["name"][0].code == "blank"
    assert not Company.objects.exists()


def test_unknown_role_and_parent_are_refused():
    for draft in (CompanyDraft(name="A", role_id=99), CompanyDraft(name="A", parent_id=99)):
        with pytest.raises(ObjectDoesNotExist):
            create_company(make.system(), draft)

    assert not Company.objects.exists()


def test_companies_are_found_by_name_whatever_the_case():
    company = make.company(name="Straße & Co")

    assert list(queries.companies_named(make.system(), "STRASSE & CO")) == [company]


def test_update_records_what_differs_and_nothing_else():
    company = make.company(name="Acme", town="Rome")
    before = len(verbs())

    update_company(make.system(), company.pk, CompanyPatch(name="Acme", town="Milan"))
    update_company(make.system(), company.pk, CompanyPatch(name="Acme", town="Milan"))

    entry = JournalEntry.objects.get(verb="company.updated")
    assert entry.changes == {"town": ["Rome", "Milan"]}
    assert len(verbs()) == before + 1


def test_new_name_is_found_and_the_old_one_is_not():
    company = make.company(name="Old")

    update_company(make.system(), company.pk, CompanyPatch(name="New"))

    assert list(queries.companies_named(make.system(), "new")) == [company]
    assert not queries.companies_named(make.system(), "old").exists()


def test_a_company_cannot_be_below_itself():
    top = make.company(name="Top")
    middle = make.company(name="Middle", parent_id=top.pk)
    low = make.company(name="Low", parent_id=middle.pk)

    for parent in (top, low):
        with pytest.raises(ValidationError) as refusal:
            update_company(make.system(), top.pk, CompanyPatch(parent_id=parent.pk))
        assert refusal.value.error_dict["parent"][0].code == "cycle"

    update_company(make.system(), low.pk, CompanyPatch(parent_id=None))
    assert Company.objects.get(pk=low.pk).parent is None


def test_deleted_company_is_in_no_list_until_it_is_restored():
    company = make.company()

    delete_company(make.system(), company.pk)
    assert not queries.visible_companies(make.system()).exists()
    with pytest.raises(Company.DoesNotExist):
        update_company(make.system(), company.pk, CompanyPatch(name="B"))
    restore_company(make.system(), company.pk)

    assert queries.company_for(make.system(), company.pk) == company
    assert verbs() == ["company.created", "company.deleted", "company.restored"]


def test_people_and_groups_belong_to_a_company_once():
    company, rita, team = make.company(), make.person("rita"), make.group("Team")

    for _ in range(2):
        add_company_user(make.system(), company.pk, rita)
        add_company_group(make.system(), company.pk, team)
    for _ in range(2):
        remove_company_user(make.system(), company.pk, rita)
        remove_company_group(make.system(), company.pk, team)

    assert verbs() == [
        "company.created",
        "company.user_added",
        "company.group_added",
        "company.user_removed",
        "company.group_removed",
    ]
    entry = JournalEntry.objects.get(verb="company.user_removed")
    assert entry.changes == {"user": [rita.pk, None]}
    assert entry.names == {"user": ["rita", None]}


def test_contact_comes_with_its_company():
    company = make.company()

    contact = create_contact(make.system(), ContactDraft(last_name="Doe", company_id=company.pk))

    assert CompanyContact.objects.get().contact == contact
    assert verbs() == ["company.created", "contact.created", "company.contact_added"]


def test_contact_is_linked_unlinked_changed_deleted_and_restored():
    company = make.company()
    contact = create_contact(make.system(), ContactDraft(last_name="Doe", first_name="Jo"))

    for _ in range(2):
        link_contact(make.system(), company.pk, contact.pk)
    for _ in range(2):
        unlink_contact(make.system(), company.pk, contact.pk)
    update_contact(make.system(), contact.pk, ContactPatch(phone="1"))
    delete_contact(make.system(), contact.pk)
    assert not queries.visible_contacts(make.system()).exists()
    restore_contact(make.system(), contact.pk)

    assert str(Contact.objects.get(deleted_at=None)) == "Jo Doe"
    assert verbs()[2:] == [
        "company.contact_added",
        "company.contact_removed",
        "contact.updated",
        "contact.deleted",
        "contact.restored",
    ]
