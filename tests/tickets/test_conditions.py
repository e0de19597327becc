"""Fields of a form that are asked on one answer to another field only."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.actor import Actor
from audit.models import JournalEntry
from tests import make
from tickets.drafts import TicketDraft, TicketPatch
from tickets.models import FormField, GroupDefaults, Ticket, TicketForm
from tickets.operations import create_ticket, update_ticket
from tickets.operations.form_fields import change_form_field, place_form_field
from tickets.policies import ANSWERS_LATER
from tickets.queries import form_fields
from tickets.queries.conditions import asked_fields, missing_answers

pytestmark = pytest.mark.django_db

LISTS = (
    ("Device", "list", ["Laptop", "Phone"]),
    ("System", "list", ["Linux", "Windows"]),
    ("Edition", "text", []),
)


@pytest.fixture
def laptop() -> TicketForm:
    form, _ = make.form(*LISTS)
    return form


def place(form: TicketForm, label: str) -> FormField:
    return FormField.objects.get(form=form, field__label=label)


def depend(form: TicketForm, label: str, on: str, choice: str, **values: object) -> FormField:
    parent = place(form, on)
    option = parent.field.options.get(name=choice)
    condition = {"parent_field": parent, "parent_option": option, **values}
    return change_form_field(make.system(), place(form, label).pk, condition)


def labels(form: TicketForm, answers: dict[str, str]) -> list[str]:
    keys = {place(form, label).field_id: text for label, text in answers.items()}
    return [asked.field.label for asked in asked_fields(form_fields(form.pk), keys)]


def test_a_field_without_condition_is_always_asked(laptop):
    assert labels(laptop, {}) == ["Device", "System", "Edition"]


def test_a_field_is_asked_on_its_answer_only(laptop):
    depend(laptop, "System", "Device", "Laptop")

    assert labels(laptop, {}) == ["Device", "Edition"]
    assert labels(laptop, {"Device": "Phone"}) == ["Device", "Edition"]
    assert labels(laptop, {"Device": "Laptop"}) == ["Device", "System", "Edition"]


def test_a_field_below_one_that_is_not_asked_is_not_asked(laptop):
    depend(laptop, "System", "Device", "Laptop")
    depend(laptop, "Edition", "System", "Windows")

    assert labels(laptop, {"Device": "Phone", "System": "Windows"}) == ["Device"]
    assert "Edition" in labels(laptop, {"Device": "Laptop", "System": "Windows"})


def test_only_what_is_asked_can_be_missing(laptop):
    depend(laptop, "System", "Device", "Laptop", is_required=True)
    device = place(laptop, "Device").field_id

    def missing(answer: str) -> list[str]:
        return [
            one.field.label for one in missing_answers(form_fields(laptop.pk), {device: answer})
        ]

    assert missing("Phone") == []
    assert missing("Laptop") == ["System"]


def test_the_change_is_one_entry_on_the_form(laptop):
    depend(laptop, "System", "Device", "Laptop")

    entry = JournalEntry.objects.latest("pk")
    assert (entry.verb, entry.object_id) == ("ticketform.formfield_updated", laptop.pk)
    assert entry.names["parent_option"] == [None, "Laptop"]


@pytest.mark.parametrize(
    ("label", "on", "choice", "code"),
    [("Device", "Device", "Laptop", "cycle"), ("Device", "System", "Linux", "cycle")],
)
def test_fields_do_not_wait_for_each_other(laptop, label, on, choice, code):
    depend(laptop, "System", "Device", "Laptop")

    with pytest.raises(ValidationError) as refused:
        depend(laptop, label, on, choice)

    assert refused.value.error_dict["parent_option"][0].code == code


def test_a_condition_is_a_choice_of_a_field_of_the_same_form(laptop):
    other, _ = make.form(("Country", "list", ["Spain"]))
    strange = place(other, "Country")
    device = place(laptop, "Device")
    wrong = [
        {"parent_field": strange, "parent_option": strange.field.options.get()},
        {"parent_field": device, "parent_option": strange.field.options.get()},
        {"parent_field": device, "parent_option": None},
        {"parent_field": None, "parent_option": strange.field.options.get()},
    ]

    for values in wrong:
        with pytest.raises(ValidationError) as refused:
            change_form_field(make.system(), place(laptop, "System").pk, values)
        assert refused.value.error_dict["parent_option"][0].code == "condition"


def test_placing_needs_the_right(laptop):
    with pytest.raises(PermissionDenied):
        place_form_field(make.actor("ana", "ticket.write"), laptop, {})


def test_required_fields_are_filled_through_every_door(laptop):
    depend(laptop, "System", "Device", "Laptop", is_required=True)
    change_form_field(make.system(), place(laptop, "Device").pk, {"is_required": True})
    device, system = (place(laptop, label).field_id for label in ("Device", "System"))
    ana = make.administrator("ana")

    def open_with(values: dict[int, str], actor: Actor = ana) -> Ticket:
        return create_ticket(actor, TicketDraft(title="New", form=laptop, values=values))

    for values in ({}, {device: " "}, {device: "Laptop"}, {device: "Laptop", system: ""}):
        with pytest.raises(ValidationError) as refused:
            open_with(values)
        assert refused.value.error_dict["values"][0].code == "required"
    assert open_with({device: "Phone"}).form == laptop
    made = open_with({device: "Laptop", system: "Linux"})
    with pytest.raises(ValidationError, match="System is needed"):
        update_ticket(ana, made.pk, TicketPatch(values={system: ""}))
    update_ticket(ana, made.pk, TicketPatch(title="Other", values={system: "Windows"}))


def test_older_apis_and_the_desk_itself_know_no_required_field(laptop):
    change_form_field(make.system(), place(laptop, "Device").pk, {"is_required": True})
    device = place(laptop, "Device").field_id
    old = replace(make.administrator("ana"), liberties=frozenset({ANSWERS_LATER}))
    draft = TicketDraft(title="New", form=laptop)

    made = create_ticket(old, draft)
    create_ticket(make.system(), draft)
    update_ticket(make.administrator("olga"), made.pk, TicketPatch(title="Changed by a person"))
    update_ticket(old, made.pk, TicketPatch(values={device: "Phone"}))
    update_ticket(old, made.pk, TicketPatch(values={device: ""}))


def test_a_form_that_the_group_brings_along_is_filled_later(laptop):
    change_form_field(make.system(), place(laptop, "Device").pk, {"is_required": True})
    group = make.group("Desk")
    GroupDefaults.objects.create(group=group, form=laptop)

    made = create_ticket(make.administrator("ana"), TicketDraft(title="New", support_group=group))

    assert made.form == laptop


def test_nobody_is_held_to_fields_that_the_portal_does_not_ask():
    form, _ = make.form(("Where", "ci", []))
    change_form_field(make.system(), place(form, "Where").pk, {"is_required": True})

    made = create_ticket(make.administrator("ana"), TicketDraft(title="New", form=form))

    assert made.form == form
