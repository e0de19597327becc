"""Choices of trees, where several may have one name: each is held and told apart."""

import pytest

from tests import make
from tickets.drafts import TicketDraft
from tickets.models import CustomField, CustomOption, CustomValue, FormField, Ticket, TicketForm
from tickets.operations import add_node, create_ticket, remove_node
from tickets.operations.form_fields import change_form_field
from tickets.queries import form_fields, values_of
from tickets.queries.choices import choices_of, text_of_condition
from tickets.queries.conditions import asked_fields
from tickets.queries.several import held_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def area() -> tuple[TicketForm, CustomField, dict[str, CustomOption]]:
    """A form with one tree: Printers > Other, Phones > Other, Phones > Mobile."""
    form, (key, _) = make.form(("Area", "tree", []), ("Which", "text", []))
    paths = ("Printers", "Printers > Other", "Phones", "Phones > Other", "Phones > Mobile")
    return form, CustomField.objects.get(pk=key), make.nodes(key, *paths)


def opened(form: TicketForm, field: CustomField, value: object) -> Ticket:
    values = {field.pk: value if isinstance(value, str) else [value]}
    return create_ticket(make.system(), TicketDraft(title="It", form=form, values=values))


def test_choices_of_one_name_are_held_by_their_path(area):
    _, field, _ = area

    assert choices_of(field.options.all()) == [
        ("Phones", "Phones"),
        ("Mobile", "Phones > Mobile"),
        ("Phones > Other", "Phones > Other"),
        ("Printers", "Printers"),
        ("Printers > Other", "Printers > Other"),
    ]


def test_choices_of_a_list_keep_their_order(area):
    form, (key,) = make.form(("Size", "list", ["small", "Big"]))
    field = CustomField.objects.get(pk=key)
    field.options.filter(name="small").update(deleted_at=form.created_at)

    assert choices_of(field.options.all()) == [("Big", "Big")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Mobile", "Phones > Mobile"),
        ("Phones > Mobile", "Phones > Mobile"),
        ("Phones > Other", "Phones > Other"),
        ("Printers > Other", "Printers > Other"),
        ("Other", "Printers > Other"),
        ("Phones > Printers", None),
        ("unknown", None),
    ],
)
def test_text_stands_for_its_choice(area, text: str, path: str | None):
    form, field, nodes = area

    row = CustomValue.objects.get(ticket=opened(form, field, text))

    assert row.text == text
    assert row.option == (nodes[path] if path else None)


def test_name_alone_stands_for_the_choice_at_the_root(area):
    form, field, nodes = area
    root = add_node(make.system(), field.pk, name="Mobile")

    assert ("Mobile", "Mobile") in choices_of(field.options.all())
    for text, option in (("Mobile", root), ("Phones > Mobile", nodes["Phones > Mobile"])):
        ticket = opened(form, field, text)
        assert CustomValue.objects.get(ticket=ticket).option == option


def test_choice_that_was_given_itself_is_told_apart_in_words(area):
    form, field, nodes = area

    other, mobile = (opened(form, field, nodes[f"Phones > {name}"]) for name in ("Other", "Mobile"))

    assert values_of(other) == {field.pk: "Phones > Other"}
    assert values_of(mobile) == {field.pk: "Mobile"}
    held = held_values([other.pk])[other.pk][field.pk][0]
    assert (held.option_hash, held.option_name) == (nodes["Phones > Other"].hash, "Other")


def test_a_condition_names_its_choice_also_when_that_was_removed(area):
    form, field, nodes = area
    which = FormField.objects.get(form=form, field__label="Which")
    tree = FormField.objects.get(form=form, field=field)
    condition = {"parent_field": tree, "parent_option": nodes["Phones > Mobile"]}
    change_form_field(make.system(), which.pk, condition)

    def told() -> list[str]:
        parent, place = form_fields(form.pk)
        return [text_of_condition(parent, None), text_of_condition(place, parent)]

    assert told() == ["", "Mobile"]
    remove_node(make.system(), field.pk, nodes["Phones > Mobile"].hash)
    assert told() == ["", "Mobile"]


def test_a_field_is_asked_for_the_choice_of_that_path_only(area):
    form, field, nodes = area
    which = FormField.objects.get(form=form, field__label="Which")
    tree = FormField.objects.get(form=form, field=field)
    condition = {"parent_field": tree, "parent_option": nodes["Phones > Other"]}
    change_form_field(make.system(), which.pk, condition)

    def asks(text: str) -> bool:
        return which in asked_fields(form_fields(form.pk), {field.pk: text})

    assert asks("Phones > Other")
    assert asks("Other")
    assert not asks("Printers > Other")
    assert not asks("Mobile")
