"""Invoices: required fields, numbers, money, states and locks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection, transaction

from audit.actor import Actor
from audit.models import JournalEntry
from crm import queries
from crm.drafts import InvoiceDraft, InvoiceLineDraft, InvoicePatch, missing_fields
from crm.models import Invoice, InvoiceCounter, InvoiceLine
from crm.operations import (
    cancel_invoice,
    create_invoice,
    lock_invoice,
    pay_invoice,
    unlock_invoice,
    update_invoice,
)
from tests import make

pytestmark = pytest.mark.django_db

NOTHING = InvoiceDraft(number=" ", company_id=None, lines=(), currency="", direction="")


def line(concept: str = "Work", amount: str = "3", quantity: str = "1") -> InvoiceLineDraft:
    return InvoiceLineDraft(concept=concept, amount=Decimal(amount), quantity=Decimal(quantity))


def test_invoice_keeps_lines_and_tax_as_received():
    invoice = make.invoice(
        number=" 240101_0001 ", tax_text="21;4", lines=(line(), line("Trip", "1.5"))
    )

    found = queries.invoice_by_number(make.system(), "  240101_0001")

    assert found == invoice
    assert (found.tax_text, found.tax_percent) == ("21;4", Decimal(21))
    assert [(row.position, row.concept, row.amount) for row in found.lines.all()] == [
        (1, "Work", Decimal(3)),
        (2, "Trip", Decimal("1.5")),
    ]
    entry = JournalEntry.objects.get(verb="invoice.created")
    assert entry.changes["lines"] == [
        [],
        [["Work", "3.0000", "1.0000"], ["Trip", "1.5000", "1.0000"]],
    ]


@pytest.mark.parametrize(
    ("text", "percent"),
    [("", 0), ("21", 21), ("0.00", 0), ("10;5", 10), ("none", 0), ("9" * 64, 0)],
)
def test_first_rate_of_a_tax_text(text: str, percent: int):
    assert make.invoice(tax_text=text).tax_percent == percent


def test_tax_given_as_a_number_has_a_text_too():
    assert make.invoice(tax_percent=Decimal("7.50")).tax_text == "7.5"


def test_missing_fields_are_named_in_their_order():
    assert missing_fields(NOTHING) == [
        "number",
        "company",
        "concept",
        "amount",
        "currency",
        "direction",
    ]

    with pytest.raises(ValidationError) as refusal:
        create_invoice(make.system(), NOTHING)

    codes = {name: errors[0].code for name, errors in refusal.value.error_dict.items()}
    missing = ["number", "company", "concept", "amount", "direction"]
    assert codes == dict.fromkeys(missing, "required")
    assert not Invoice.objects.exists()


def test_invoice_without_a_currency_is_in_that_of_the_desk():
    assert make.invoice(currency="").currency == "EUR"


def test_number_in_use_is_told_before_an_unknown_company():
    make.invoice(number="R-1")

    with pytest.raises(ValidationError) as refusal:
        make.invoice(number=" R-1 ", company_id=99)

    assert refusal.value.error_dict["number"][0].code == "unique"


def test_unknown_company_and_task_are_refused():
    for wrong in ({"company_id": 99}, {"project_task_id": 99}):
        with pytest.raises(ObjectDoesNotExist):
            make.invoice(**wrong)

    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "Euro"},
        {"direction": "Submitted"},
        {"state": "open"},
        {"language": "xx"},
        {"discount_percent": Decimal(101)},
        {"paid_on": date(2026, 1, 1)},
        {"number": "x" * 65},
        {"lines": (line(amount="NaN"),)},
        {"lines": (line(amount="1e11"),)},
        {"lines": (line(amount="-1e11"),)},
        {"lines": (line(quantity="1e30"),)},
        {"lines": (line(concept="x" * 501),)},
        {"lines": (line(),) * 1001},
    ],
)
def test_values_that_do_not_fit_are_refused(wrong: dict[str, object]):
    company = make.company()

    with pytest.raises(ValidationError):
        make.invoice(company_id=company.pk, **wrong)

    assert not Invoice.objects.exists()
    assert not InvoiceLine.objects.exists()
    assert not InvoiceCounter.objects.filter(last_number__gt=0).exists()


def test_received_invoice_brings_its_number():
    with pytest.raises(ValidationError) as refusal:
        make.invoice(direction="received")

    assert refusal.value.error_dict["number"][0].code == "required"


def test_desk_numbers_by_entity_and_year():
    north = make.entity("North")
    days = [date(2026, 5, 1), date(2026, 1, 1), date(2027, 1, 1)]

    numbers = [make.invoice(issued_on=day).number for day in days]
    numbers.append(make.invoice(issued_on=days[0], entity_id=north.pk).number)

    assert numbers == ["2026-00001", "2026-00002", "2027-00001", f"{north.pk}/2026-00001"]


def test_desk_passes_over_a_number_that_came_from_outside():
    make.invoice(number="2026-00001")

    assert make.invoice(issued_on=date(2026, 5, 1)).number == "2026-00002"


def test_refused_transaction_gives_its_number_back():
    day = date(2026, 5, 1)
    with transaction.atomic():
        assert make.invoice(issued_on=day).number == "2026-00001"
        transaction.set_rollback(True)

    assert make.invoice(issued_on=day).number == "2026-00001"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_transactions_at_once_leave_no_gap_and_no_twin():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time; see the test of eight writers")
    company, gate = make.company(), Barrier(2)
    draft = InvoiceDraft(
        company_id=company.pk,
        lines=(line(),),
        currency="EUR",
        direction="sent",
        issued_on=date(2026, 5, 1),
    )

    def write_five(name: str) -> None:
        gate.wait()
        for turn in range(5):
            with transaction.atomic():
                create_invoice(Actor.system(name), draft)
                transaction.set_rollback(turn == 2)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write_five, ("one", "two")))

    numbers = list(Invoice.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"2026-{position:05d}" for position in range(1, 9)]


def test_amounts_are_kept_with_four_places_and_summed_before_rounding():
    lines = (line(amount="0.00335"), line(amount="0.0033"), line(amount="0.0033", quantity="2"))
    invoice = make.invoice(lines=lines)

    assert [row.amount for row in invoice.lines.all()] == [
        Decimal("0.0034"),
        Decimal("0.0033"),
        Decimal("0.0033"),
    ]
    assert queries.amounts_of(invoice).net == Decimal("0.01")


def test_total_counts_rates_on_net_less_discount_and_rounds_halves_up():
    invoice = make.invoice(
        lines=(line(amount="99.95"), line(amount="0.10", quantity="0.5")),
        tax_text="21",
        discount_percent=Decimal("2.5"),
        withholding_percent=Decimal(15),
    )

    amounts = queries.amounts_of(invoice)

    assert (amounts.net, amounts.discount) == (Decimal("100.00"), Decimal("2.50"))
    assert (amounts.tax, amounts.withholding) == (Decimal("20.48"), Decimal("14.63"))
    assert amounts.total == Decimal("103.35")


def test_largest_amounts_can_be_summed():
    most = "99999999999.9999"

    amounts = queries.amounts_of(make.invoice(lines=(line(amount=most, quantity=most),)))

    assert amounts.net == Decimal("9999999999999980000000.00")


def test_update_replaces_lines_and_records_once():
    invoice = make.invoice()
    patch = InvoicePatch(lines=(line("Other", "7"),), tax_text="4", reference="PO 7")

    update_invoice(make.system(), invoice.pk, patch)
    update_invoice(make.system(), invoice.pk, patch)

    entry = JournalEntry.objects.get(verb="invoice.updated")
    assert entry.changes == {
        "tax_text": ["", "4"],
        "tax_percent": ["0.0000", "4.0000"],
        "reference": ["", "PO 7"],
        "lines": [[["Support", "100.0000", "1.0000"]], [["Other", "7.0000", "1.0000"]]],
    }
    assert [row.concept for row in invoice.lines.all()] == ["Other"]


def test_paying_sets_state_and_day():
    invoice = make.invoice(due_on=date(2026, 2, 1))
    assert invoice.payment_on == date(2026, 2, 1)

    paid = pay_invoice(make.system(), invoice.pk, paid_on=date(2026, 1, 15))

    assert (paid.state, paid.payment_on) == ("paid", date(2026, 1, 15))
    with pytest.raises(ValidationError):
        cancel_invoice(make.system(), invoice.pk)


def test_canceled_invoice_stays_with_its_number_and_cannot_be_paid():
    invoice = make.invoice(issued_on=date(2026, 1, 1))

    cancel_invoice(make.system(), invoice.pk)

    with pytest.raises(ValidationError):
        pay_invoice(make.system(), invoice.pk)
    assert Invoice.objects.get().state == "canceled"
    assert make.invoice(issued_on=date(2026, 1, 1)).number == "2026-00002"


def test_locked_invoice_cannot_change():
    ana = make.actor("ana", "invoice.read", "invoice.write")
    invoice = make.invoice()
    lock_invoice(ana, invoice.pk)
    refused = [
        lambda: update_invoice(ana, invoice.pk, InvoicePatch(reference="x")),
        lambda: pay_invoice(ana, invoice.pk),
        lambda: cancel_invoice(ana, invoice.pk),
        lambda: lock_invoice(ana, invoice.pk),
    ]

    for attempt in refused:
        with pytest.raises(ValidationError) as refusal:
            attempt()
        assert refusal.value.code == "locked"

    stored = Invoice.objects.get()
    assert (stored.is_locked, stored.locked_by, stored.reference) == (True, ana.user, "")


def test_unlocked_invoice_can_change_again():
    ana = make.actor("ana", "invoice.read", "invoice.write", "invoice.manage")
    invoice = make.invoice(is_locked=True, locked_by=ana.user)

    unlock_invoice(ana, invoice.pk)
    update_invoice(ana, invoice.pk, InvoicePatch(reference="x"))

    stored = Invoice.objects.get()
    assert (stored.is_locked, stored.locked_by, stored.reference) == (False, None, "x")


def test_who_creates_a_locked_invoice_is_its_locker_unless_named():
    ana, otto = make.actor("ana", "*", reach="all"), make.person("otto")
    company = make.company()
    draft = {"company_id": company.pk, "lines": (line(),), "currency": "EUR", "direction": "sent"}

    own = create_invoice(ana, InvoiceDraft(**draft, is_locked=True))
    named = create_invoice(ana, InvoiceDraft(**draft, is_locked=True, locked_by=otto))
    ignored = create_invoice(ana, InvoiceDraft(**draft, locked_by=otto))

    assert [row.locked_by for row in (own, named, ignored)] == [ana.user, otto, None]


def test_last_sent_invoice_is_the_one_issued_last():
    assert queries.last_sent_invoice(make.system()) is None
    make.invoice(number="B", issued_on=date(2015, 3, 1))
    make.invoice(number="C", issued_on=date(2015, 3, 1), state="canceled")
    make.invoice(number="D", issued_on=date(2014, 3, 1))
    make.invoice(number="E", issued_on=date(2016, 3, 1), direction="received")

    assert queries.last_sent_invoice(make.system()).number == "C"
