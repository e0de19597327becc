"""The manual editions beyond the printed samples: their data, and what the manuals leave out."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts.models import ApiClient
from accounts.operations import change_settings, update_api_client
from api_compat.integria.editions import DATA_FILE, LAYOUTS, MANUAL, Layout, shape_of
from api_compat.integria.endpoint import OPS
from api_compat.integria.render import Record, Rows
from tests import make
from tests.wire.integria import contract, world

ADMINISTRATOR = next(row for row in contract.WORLD["users"] if row["level"] == 1)
RENAMED = {
    "csv_columns_manual": "columns",
    "xml_fields_manual": "elements",
    "names_5_0_98": "elements_5_0_98",
    "xml_item": "item",
    "xml_style": "style",
    "xml_root_attributes": "attributes",
    "names_mean": "means",
}
# told by the contract in words, not in its data
IN_WORDS = {"get_incidents_summary": "separator", "get_incident_inventories": "when_empty"}


def entry_of(op: dict[str, Any]) -> dict[str, Any]:
    """Return what the contract's data says of an op, under our names."""
    entry = {name: op[name] for name in ("csv_columns_manual", "xml_fields_manual")}
    entry |= op["manual_edition"]
    if entry["xml_style"] == "value" or "with_field" in entry:
        # one value, or counters under their own names
        del entry["csv_columns_manual"], entry["xml_fields_manual"]
    entry.pop("with_field", None)
    return {RENAMED.get(k, k): v for k, v in entry.items() if v not in (None, False)}


def call(op: str, params: str = "", return_type: str = "csv") -> str:
    query = {
        "user": ADMINISTRATOR["id"],
        "user_pass": ADMINISTRATOR["password"],
        "pass": contract.WORLD["config"]["api_password"],
        "op": op,
        "params": params,
        "return_type": return_type,
    }
    return world.send({"method": "GET", "query": query}).text


def use_edition(name: str) -> None:
    world.apply_state({"config": {"api_edition": name}})


# --- the data ---------------------------------------------------------------------------------


def test_data_file_says_what_the_contract_says():
    ours = json.loads(DATA_FILE.read_text("utf-8"))["ops"]

    for name, entry in ours.items():
        if name in IN_WORDS:
            del entry[IN_WORDS[name]]
    assert ours == {name: entry_of(op) for name, op in contract.OPS.items()}


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_printed_name_has_a_source(name):
    shape, layout = OPS[name].shape, LAYOUTS[name]
    known = {*shape.columns, *shape.names} if isinstance(shape, Rows | Record) else {"bill_id"}

    if isinstance(shape, Rows | Record):
        printed = {*layout.columns, *layout.elements} - set(layout.constants)
        assert {layout.means.get(each, each) for each in printed} <= known


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"colour": "red"}, "unknown keys"),
        ({"style": "bold"}, "unknown style"),
        ({"elements": ["a", "b"], "elements_5_0_98": ["a"]}, "do not match"),
        ({"elements": ["a"], "constants": {"b": "1"}}, "printed nowhere"),
    ],
)
def test_entry_that_makes_no_sense_is_refused(entry, complaint):
    with pytest.raises(ValueError, match=complaint):
        Layout.read("get_things", entry)


# --- choosing an edition ----------------------------------------------------------------------


def test_edition_of_the_client_wins_over_the_setting(db):
    client = ApiClient.objects.get(dialect="integria")

    update_api_client(make.system(), client.pk, {"edition": "manual"})
    manual = call("get_incidents_status", return_type="xml")
    use_edition("manual")
    update_api_client(make.system(), client.pk, {"edition": "default"})
    default = call("get_incidents_status", return_type="xml")

    assert manual.startswith("<xml>\n  <status>\n    <id>1</id>\n")
    assert default.startswith("<xml>\n<status>\n<id>1</id>\n")


def test_unknown_edition_is_refused(db):
    client = ApiClient.objects.get(dialect="integria")

    with pytest.raises(CommandError, match="Editions are"):
        use_edition("modern")
    with pytest.raises(ValidationError, match="Editions are"):
        change_settings(make.system(), {"integria.api_edition": "modern"})
    with pytest.raises(ValidationError, match="Editions are"):
        update_api_client(make.system(), client.pk, {"edition": "modern"})


def test_version_comes_from_the_configuration_in_every_edition(db):
    before = call_version()

    use_edition("manual")

    assert call_version() == before


def call_version() -> str:
    return world.send({"method": "GET", "query": {"info": "version"}}).text


# --- what the manuals leave out ---------------------------------------------------------------


def test_op_of_no_manual_gets_the_manuals_layout(db):
    use_edition("manual")

    types = call("get_types", return_type="xml")

    first = contract.WORLD["ticket_types"][0]
    fields = f"    <id>{first['id']}</id>\n    <name>{first['name']}</name>\n"
    assert types.startswith(f"<xml>\n  <type>\n{fields}  </type>\n")
    assert call("get_login", return_type="xml") == "<xml>\n1\n</xml>\n"
    assert call("get_previous_cron_execution", return_type="xml") == (
        "<xml>\n  <cronjob>\n    <previous_exec>-1</previous_exec>\n  </cronjob>\n</xml>\n"
    )


def test_json_has_the_names_of_the_editions_xml(db):
    ticket = contract.WORLD["tickets"][0]
    use_edition("manual")

    row = json.loads(call("get_incident_details", str(ticket["id"]), "json"))

    assert list(row) == list(LAYOUTS["get_incident_details"].elements)
    assert row["id_issue"] == str(ticket["id"])
    assert json.loads(call("get_groups", return_type="json")).keys() >= {"2"}
    assert json.loads(call("user_exists", "nobody", "json")) == "0"


def test_empty_list_is_an_empty_root_or_nothing(db):
    use_edition("manual")

    assert call("get_invoice", "nope", "xml") == "<xml>\n</xml>\n"
    assert call("get_invoice", "nope") == ""
    assert call("get_incident_workunits", "99999", "xml") == ""
    assert call("get_incidents", "no ticket says this", "xml") == (
        "<xml version='1.0' encoding='UTF-8'>\n</xml>\n"
    )


def test_failure_never_reads_as_success(db):
    ticket = contract.WORLD["tickets"][0]["id"]
    use_edition("manual")

    first = call("create_workunit", f"{ticket},twice,0.5,0,1,1", "xml")
    second = call("create_workunit", f"{ticket},twice,0.5,0,1,1", "xml")

    assert (first, second) == ("<xml>\n0\n</xml>\n", "<xml>\n-1\n</xml>\n")


def test_failed_command_keeps_its_number_below_zero(db):
    use_edition("manual")

    assert call("delete_file", "99999") == "-2"
    assert call("create_incident", "Title,2,77") == "-1"
    assert call("create_user", ADMINISTRATOR["id"]) == "0"


def test_refused_call_is_empty_in_every_edition(db):
    use_edition("manual-5.0.98")

    assert call("no_such_op", return_type="xml") == ""
    assert call("create_incident", ",2,1", "xml") == ""


def test_ops_that_answer_json_alone_do_so_in_every_edition(db):
    assert shape_of(MANUAL, OPS["get_tickets_count"]) is OPS["get_tickets_count"].shape


def test_markup_stays_markup(db):
    world.apply_state({"config": {"encode_text": 1, "api_edition": "manual"}})

    groups = call("get_groups", return_type="xml")

    assert "&amp;#x20;" not in groups
    assert "&#x20;" in groups


# --- words ------------------------------------------------------------------------------------


def test_words_are_those_of_the_imported_desk_then_of_the_edition(db):
    assert '3,"Wont fix"\n' in call("get_incidents_resolutions")

    use_edition("manual")
    manual = call("get_incidents_resolutions")
    labels = {"resolutions": {"3": "Refused"}, "statuses": {"1": "Nuevo"}}
    change_settings(make.system(), {"integria.labels": labels})

    assert '3,"Won\'t fix"\n' in manual
    assert "3,Refused\n" in call("get_incidents_resolutions")
    assert call("get_incidents_status").startswith("1,Nuevo\n")
