"""Contracts, their ends, and what they cover."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from audit.models import JournalEntry
from crm import queries
from crm.drafts import CatalogueDraft, ContractPatch
from crm.models import Contract, ContractLink
from crm.operations import (
    create_contract_type,
    delete_contract,
    link_contract,
    restore_contract,
    unlink_contract,
    update_contract,
)
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("begins_on", "months", "ends_on"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
        (date(9999, 12, 15), 1, None),
        (date(2026, 11, 30), 1, date(2026, 12, 29)),
        (date(9999, 11, 30), 1, date(9999, 12, 29)),
        (date(2026, 1, 1), 0, None),
        (None, 12, None),
    ],
)
def test_end_is_computed(begins_on: date | None, months: int, ends_on: date | None):
    assert Contract(begins_on=begins_on, duration_months=months).ends_on == ends_on


def test_contract_is_created_and_changed_with_its_type_and_company():
    kind = create_contract_type(make.system(), CatalogueDraft(name="Lease"))
    company = make.company()
    contract = make.contract(amount=Decimal("99.99999"), type_id=kind.pk)

    update_contract(make.system(), contract.pk, ContractPatch(company_id=company.pk, type_id=None))

    stored = Contract.objects.get()
    assert (stored.amount, stored.currency) == (Decimal("100.0000"), "EUR")
    entry = JournalEntry.objects.get(verb="contract.updated")
    assert entry.changes == {"company": [None, company.pk], "type": [kind.pk, None]}
    assert entry.names == {"company": [None, "Acme"], "type": ["Lease", None]}


def test_unknown_type_company_and_renewal_are_refused():
    for wrong in ({"type_id": 99}, {"company_id": 99}):
        with pytest.raises(ObjectDoesNotExist):
            make.contract(**wrong)
    with pytest.raises(ValidationError):
        make.contract(renewal="sometimes")

    assert not Contract.objects.exists()


def test_contract_covers_a_row_once():
    contract, row = make.contract(), make.group("Team")

    for _ in range(2):
        link_contract(make.system(), contract.pk, row)
    assert list(queries.contracts_of(make.system(), row)) == [contract]
    for _ in range(2):
        unlink_contract(make.system(), contract.pk, row)

    assert not ContractLink.objects.exists()
    entries = JournalEntry.objects.filter(part_noun="group", part_id=row.pk).order_by("pk")
    assert [entry.verb for entry in entries] == ["contract.linked", "contract.unlinked"]
    assert entries[0].changes == {"group": [None, row.pk]}


def test_private_contracts_are_for_those_who_manage():
    ana = make.actor("ana", "contract.read")
    max_ = make.actor("max", "contract.manage")
    contract = make.contract(is_private=True)

    assert not queries.visible_contracts(ana).exists()
    assert list(queries.visible_contracts(max_)) == [contract]


def test_deleted_contract_covers_nothing_until_it_is_restored():
    contract, row = make.contract(), make.group("Team")
    link_contract(make.system(), contract.pk, row)

    delete_contract(make.system(), contract.pk)
    assert not queries.contracts_of(make.system(), row).exists()
    restore_contract(make.system(), contract.pk)

    assert list(queries.contracts_of(make.system(), row)) == [contract]
    assert queries.contract_for(make.system(), contract.pk) == contract
