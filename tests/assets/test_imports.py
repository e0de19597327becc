"""Rows of another desk, base data, and what a monitoring system reports."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assets import queries
from assets.drafts import AgentDraft, ItemDraft, NamedDraft, TypeDraft
from assets.models import CiType, ConfigurationItem
from assets.operations import (
    create_item,
    create_type,
    delete_item,
    import_item,
    import_manufacturer,
    import_relation,
    import_source,
    import_type,
    install_base_data,
    sync_agents,
)
from assets.vocabulary import STOCK_TYPES
from audit.models import JournalEntry
from crm.queries import contracts_of
from tests import make

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2019, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def base_data():
    install_base_data(make.system())


def test_base_data_has_the_numbers_that_old_scripts_use_and_one_type_per_class():
    stock = dict(CiType.objects.filter(pk__lte=17).values_list("pk", "name"))

    assert len(stock) == 17
    assert (stock[1], stock[2], stock[14], stock[17]) == (
        "Computer", "Pandora agents", "Printers", "Users",
    )  # fmt: skip
    builtin = [row.ci_class for row in CiType.objects.all() if row.is_builtin]
    assert sorted(builtin) == sorted(set(CiType.objects.values_list("ci_class", flat=True)))
    assert len(builtin) == 9


def test_base_data_comes_again_only_where_the_desk_needs_it():
    CiType.objects.filter(name__in=["CDROM", "Pandora agents"]).delete()
    create_type(make.system(), TypeDraft(name="Rack"))

    install_base_data(make.system())

    assert not CiType.objects.filter(name="CDROM").exists()
    assert queries.agent_type().name == "Pandora agents"
    assert CiType.objects.count() == 22


def test_an_emptied_catalogue_gets_back_only_what_the_desk_needs():
    CiType.objects.all().delete()

    install_base_data(make.system())

    assert set(CiType.objects.values_list("code", flat=True)) == {
        stock.code for stock in STOCK_TYPES if stock.code
    }


def test_next_type_gets_the_number_after_the_stock_ones():
    assert create_type(make.system(), TypeDraft(name="Rack")).pk == 23


def test_import_keeps_numbers_and_times_and_leaves_no_entry():
    contract = make.contract()
    root = make.system()
    before = JournalEntry.objects.count()

    maker = import_manufacturer(root, NamedDraft(name="Ledoux"), id=40)
    source = import_source(root, NamedDraft(name="scanner"), id=50)
    draft = ItemDraft(
        name="Server",
        type_id=1,
        manufacturer_id=maker.pk,
        contract_id=contract.pk,
        source_id=source.pk,
        external_id="x1",
        usage="issued",
        issued_on=date(2019, 1, 2),
    )
    server = import_item(root, draft, id=77, created_at=LONG_AGO)
    part = import_item(root, ItemDraft(name="Disk", type_id=9, parent_id=77), id=80)
    import_relation(root, part, server, kind="part_of")

    assert JournalEntry.objects.count() == before
    stored = ConfigurationItem.objects.get(pk=77)
    assert (stored.created_at, stored.updated_at) == (LONG_AGO, LONG_AGO)
    assert contracts_of(root, stored).get() == contract
    assert create_item(root, ItemDraft(name="Next")).pk == 81


def test_import_checks_what_the_ordinary_operation_checks():
    with pytest.raises(ValidationError):
        import_item(make.system(), ItemDraft(name="Server", usage="stolen"), id=5)

    assert not ConfigurationItem.objects.exists()


def test_imported_type_takes_the_place_of_a_stock_one():
    import_type(make.system(), TypeDraft(name="Agentes", ci_class="computer"), id=2)
    import_type(make.system(), TypeDraft(name="Rack"), id=90)

    assert queries.agent_type().name == "Agentes"
    assert CiType.objects.get(pk=90).code == ""


def test_only_administrators_import():
    with pytest.raises(PermissionDenied):
        import_item(make.actor("ana", "ci.write", "ci.manage"), ItemDraft(name="Server"))


def test_machine_becomes_an_item_and_is_known_again():
    ana = make.actor("ana", "ci.read", "ci.write")
    web = AgentDraft(name="a1b2", alias="web-01", os="Linux", address="10.0.0.5", agent_id="17")

    [item] = sync_agents(ana, [web])
    [same] = sync_agents(ana, [web])

    assert same == item
    assert (item.name, item.type.name, item.source.name, item.external_id) == (
        "web-01", "Pandora agents", "pandora", "17",
    )  # fmt: skip
    assert item.details == {"os": "Linux", "address": "10.0.0.5", "group": ""}
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["ci.created"]


def test_machine_without_a_number_is_known_by_its_name_even_twice_in_one_report():
    root = make.system()

    first, second = sync_agents(
        root, [AgentDraft(name="db-01", os="Linux"), AgentDraft(name="db-01", os="BSD")]
    )

    assert first == second
    assert ConfigurationItem.objects.get().details["os"] == "BSD"


def test_what_people_added_to_a_machine_stays_and_a_trashed_one_comes_back():
    root = make.system()
    [item] = sync_agents(root, [AgentDraft(name="db-01", agent_id="3")])
    item.details["rack"] = "R4"
    item.save()
    delete_item(root, item.pk)

    [back] = sync_agents(root, [AgentDraft(name="db-01", agent_id="3", group="Databases")])

    assert queries.item_for(root, item.pk) == back
    assert back.details == {"rack": "R4", "os": "", "address": "", "group": "Databases"}


def test_reporting_needs_the_right_to_write_where_the_machine_is():
    [item] = sync_agents(make.system(), [AgentDraft(name="db-01")])
    north = make.actor("otto", "ci.write", entity=make.entity("North"))

    with pytest.raises(PermissionDenied):
        sync_agents(make.actor("rita", "ci.read"), [AgentDraft(name="db-01", os="Linux")])
    with pytest.raises(PermissionDenied):
        sync_agents(north, [AgentDraft(name="db-01", os="Linux")])

    item.refresh_from_db()
    assert item.details["os"] == ""


def test_a_long_report_needs_one_statement_to_find_what_is_known(django_assert_num_queries):
    root = make.system()
    report = [AgentDraft(name=f"web-{number}") for number in range(40)]
    sync_agents(root, report)

    with django_assert_num_queries(4):  # savepoint, source, machines, savepoint released
        sync_agents(root, report)
