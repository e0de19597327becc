"""Texts on the wire: separators, commas, encodings, formats."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts.operations import change_settings
from tests import make
from tests.integria.client import HOME, PASSWORD, call
from tickets.models import Followup, Ticket

pytestmark = pytest.mark.django_db

TITLE = 'Café, "Größe" <b> & 日本\\'


def switch(**values: object) -> None:
    change_settings(make.system(), {f"integria.{name}": value for name, value in values.items()})


def details(ticket: int, **fields) -> list[str]:
    body = call("get_incident_details", ticket, **fields).decode()
    [row] = csv.reader(io.StringIO(body, newline=""))
    return row


def opened(title: str = TITLE, **fields) -> int:
    return int(call("create_incident", title, 1, 2, "Line one\nline two, three", **fields))


@pytest.mark.parametrize("token", [",", "|", ";", "|;|", ";,;", "€", "&", "#", "x" * 16, ".", "\\"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_separator_splits_as_it_stands(root, token, method):
    title = "A title without it"

    number = call("create_incident", title, 1, 4, "Smoke", token=token, method=method)

    ticket = Ticket.objects.get(pk=int(number))
    assert (ticket.title, ticket.description, ticket.priority) == (title, "Smoke", 6)


def test_separator_of_more_than_sixteen_characters_is_refused(root):
    assert call("create_incident", "A", 1, token="x" * 17) == b""
    assert not Ticket.objects.exists()


def test_empty_separator_means_a_comma(root):
    number = call("create_incident", params="Title,1,4,Smoke", token="")

    assert Ticket.objects.get(pk=int(number)).description == "Smoke"


def test_three_colons_mean_a_comma_on_the_way_in(root):
    number = int(call("create_incident", "a::: b", 1, 2, "c::: d", token=","))
    call("create_workunit", number, "e::: f", "1", 0, 1, token=",")

    ticket = Ticket.objects.get(pk=number)
    assert (ticket.title, ticket.description) == ("a, b", "c, d")
    assert Followup.objects.get(ticket=ticket).body == "e, f"


def test_text_is_stored_as_it_was_sent(root):
    assert Ticket.objects.get(pk=opened()).title == TITLE


def test_bytes_that_are_not_utf_8_are_latin_1_value_by_value(root):
    path = f"/integria/include/api.php?user=root&user_pass={PASSWORD}&op=create_incident"
    query = "&token=%7C&params=caf%E9%7C1%7C2"

    number = int(Client(REMOTE_ADDR=HOME).get(path.replace(" ", "+") + query).content)

    assert Ticket.objects.get(pk=number).title == "café"


def test_change_comma_turns_commas_of_long_texts_alone(root):
    number = opened("a, b")
    call("create_workunit", number, "c, d", "1", 0, 1)

    assert details(number, change_comma="1")[3:5] == ["a::: b", "Line one\nline two::: three"]
    assert details(number, change_comma="0")[3] == "a, b"
    assert b"c::: d" in call("get_incident_workunits", number, change_comma="yes")
    assert b'"a, b"' in call("get_incidents", change_comma="1")


def test_commas_out_turns_the_commas_of_every_text(root):
    number = opened("a, b")
    switch(commas_out=True)

    assert details(number)[3] == "a::: b"
    assert b"a::: b" in call("get_incidents")
    assert b"a::: b" in call("get_incidents", return_type="xml")
    assert Ticket.objects.get(pk=number).title == "a, b"


def test_encode_text_prints_entities_and_stores_plain_text(root):
    switch(encode_text=True)
    number = opened("Tom's (red) café")

    assert Ticket.objects.get(pk=number).title == "Tom's (red) café"
    assert details(number)[3] == "Tom&#039;s&#x20;&#40;red&#41;&#x20;caf&eacute;"
    assert b",Created," in call("get_incident_tracking", number)


@pytest.mark.parametrize("encodes", [False, True])
def test_xml_always_parses(root, encodes):
    switch(encode_text=encodes)
    number = opened("]]> <script>&nbsp;</script> \x0b\ufffe")
    call("create_workunit", number, "]]> <b> & \u2028", "1", 0, 1)

    for op in ("get_incidents", "get_incident_details", "get_incident_tracking"):
        document = ElementTree.fromstring(  # noqa: S314 - our own answer
            call(op, *([] if op == "get_incidents" else [number]), return_type="xml")
        )
        assert document.tag == "xml"


def test_json_has_the_names_of_xml_and_plain_texts(root):
    number = opened()

    [row] = json.loads(call("get_incidents", return_type="json"))
    one = json.loads(call("get_incident_details", number, return_type="json"))

    assert (row["id_incidencia"], row["titulo"]) == (str(number), TITLE)
    assert one["titulo"] == one["title"] == TITLE
    assert json.loads(call("get_groups", 1, return_type="json")) == {"1": "All"}


@pytest.mark.parametrize("return_type", ["yaml", "XML", "CSV", "json "])
def test_of_an_unknown_format_lists_print_nothing_and_values_their_csv(root, return_type):
    opened()

    assert call("get_incidents", return_type=return_type) == b""
    assert call("get_stats", "total_incidents", return_type=return_type) == b"1"


def test_multipart_form_is_read_like_any_other(root):
    sent = {"user": "root", "user_pass": PASSWORD, "op": "create_incident", "token": "|",
            "params": "Größe|1|2|Rauch"}  # fmt: skip

    answer = Client(REMOTE_ADDR=HOME).post("/integria/include/api.php", sent)

    assert Ticket.objects.get(pk=int(answer.content)).title == "Größe"


def test_missing_values_are_defaults_and_extra_ones_are_ignored(root):
    number = int(call("create_incident", "Only a title", 1))
    ticket = Ticket.objects.get(pk=number)

    assert (ticket.status.code, ticket.priority, ticket.description) == ("new", 2, "")
    assert call("get_stats", "total_incidents", "", "", "", 1, 0, 0, "", "x", "y") == b"1"


def test_times_are_those_of_the_dialect_s_zone(root):
    number = opened()
    Ticket.objects.filter(pk=number).update(opened_at="2026-07-01T12:00:00Z")

    switch(timezone="Europe/Madrid")
    assert details(number)[1] == "2026-07-01 14:00:00"
    switch(timezone="")
    assert details(number)[1] == "2026-07-01 12:00:00"
