"""Items: what operations store, record and refuse."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from assets import queries
from assets.drafts import ItemDraft, ItemPatch, NamedDraft
from assets.models import ConfigurationItem
from assets.operations import (
    create_item,
    create_manufacturer,
    create_source,
    delete_item,
    relate_items,
    restore_item,
    unrelate_items,
    update_item,
)
from audit.models import JournalEntry
from crm.queries import contracts_of
from tests import make

pytestmark = pytest.mark.django_db


def entries(item: ConfigurationItem) -> list[tuple[str, dict]]:
    rows = JournalEntry.objects.filter(noun="configurationitem", object_id=item.pk).order_by("id")
    return list(rows.values_list("verb", "changes"))


def test_new_item_is_recorded_once_with_the_class_of_its_type():
    make.item()
    ana = make.actor("ana", "ci.read", "ci.write")
    monitors = queries.class_type("monitor")

    screen = create_item(ana, ItemDraft(name="Ánimo 27", type_id=monitors.pk, serial="SN-1"))

    assert (screen.ci_class, screen.name_key) == ("monitor", "ánimo 27")
    [(verb, changes)] = entries(screen)
    assert verb == "ci.created"
    assert changes["serial"] == ["", "SN-1"]


def test_item_without_a_type_gets_the_one_of_its_class():
    item = make.item(ci_class="phone")

    assert item.type.is_builtin
    assert item.type.ci_class == "phone"


def test_contract_of_a_new_item_covers_it():
    contract = make.contract()

    item = make.item(contract_id=contract.pk)

    assert contracts_of(make.system(), item).get() == contract


def test_item_is_found_by_name_whatever_its_case():
    item = make.item(name="Straße 1")

    assert queries.items_named(make.system(), "STRASSE 1").get() == item


def test_change_is_recorded_with_old_and_new_value_and_nothing_else():
    item = make.item(name="Old")

    update_item(make.system(), item.pk, ItemPatch(name="New", received_on=date(2026, 1, 2)))
    update_item(make.system(), item.pk, ItemPatch(name="New"))

    assert entries(item)[1:] == [
        ("ci.updated", {"name": ["Old", "New"], "received_on": [None, "2026-01-02"]})
    ]
    assert ConfigurationItem.objects.get(pk=item.pk).name_key == "new"


def test_new_type_brings_its_class():
    item = make.item(ci_class="computer")

    update_item(make.system(), item.pk, ItemPatch(type_id=queries.class_type("printer").pk))

    assert ConfigurationItem.objects.get(pk=item.pk).ci_class == "printer"


def test_item_cannot_be_below_itself():
    top = make.item(name="Rack")
    below = make.item(name="Server", parent_id=top.pk)

    with pytest.raises(ValidationError) as refusal:
        update_item(make.system(), top.pk, ItemPatch(parent_id=below.pk))

    assert refusal.value.error_dict["parent"][0].code == "cycle"


@pytest.mark.parametrize("field", ["type_id", "manufacturer_id", "parent_id", "contract_id"])
def test_unknown_row_is_refused_and_nothing_is_written(field):
    make.item()
    before = ConfigurationItem.objects.count()

    with pytest.raises(ObjectDoesNotExist):
        create_item(make.system(), ItemDraft(name="Ghost", **{field: 987654}))

    assert ConfigurationItem.objects.count() == before


def test_number_at_a_source_is_taken_once():
    source = create_source(make.system(), NamedDraft(name="scanner"))
    make.item(source_id=source.pk, external_id="7")

    with pytest.raises(ValidationError):
        make.item(source_id=source.pk, external_id="7")


def test_number_needs_a_source():
    with pytest.raises(ValidationError):
        make.item(external_id="7")


def test_trashed_item_is_in_no_list_until_restored():
    item = make.item()

    delete_item(make.system(), item.pk)
    assert not queries.visible_items(make.system()).exists()

    restore_item(make.system(), item.pk)
    assert queries.item_for(make.system(), item.pk) == item
    assert [verb for verb, _ in entries(item)] == ["ci.created", "ci.deleted", "ci.restored"]


def test_relation_exists_once_and_leaves_an_entry_when_made_and_when_taken_away():
    mail, server = make.item(name="Mail"), make.item(name="Server")

    first = relate_items(make.system(), mail.pk, server.pk, kind="runs_on")
    again = relate_items(make.system(), mail.pk, server.pk, kind="runs_on")

    assert first == again
    assert [r.target for r in queries.relations_of(make.system(), mail.pk)] == [server]
    assert [r.source for r in queries.relations_to(make.system(), server.pk)] == [mail]
    unrelate_items(make.system(), mail.pk, server.pk, kind="runs_on")
    assert entries(mail)[1:] == [
        ("ci.related", {"runs_on": [None, server.pk]}),
        ("ci.unrelated", {"runs_on": [server.pk, None]}),
    ]


def test_item_cannot_be_related_to_itself_or_in_an_unknown_way():
    one, two = make.item(), make.item()

    with pytest.raises(ValidationError):
        relate_items(make.system(), one.pk, one.pk, kind="runs_on")
    with pytest.raises(ValidationError):
        relate_items(make.system(), one.pk, two.pk, kind="loves")


def test_manufacturer_is_found_by_name_whatever_its_case():
    made = create_manufacturer(make.system(), NamedDraft(name="Ledoux"))

    assert queries.manufacturers_named("LEDOUX").get() == made


@pytest.mark.parametrize("rights", [(), ("ci.read",)])
def test_catalogues_need_the_right_to_manage(rights):
    rita = make.actor("rita", *rights)

    with pytest.raises(PermissionDenied):
        create_manufacturer(rita, NamedDraft(name="Ledoux"))
