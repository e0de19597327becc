"""Custom fields of another desk: shared by several types, and shown for one choice of another."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from api_compat.integria import world as loader
from tests.wire.integria import contract, world

FIXTURES = contract.document("manual_fixture.json")["fixtures"]
OFFICE = {"id": 11, "label": "Office", "type": "combo", "combo_value": "North,South", "order": 1}
ROOM = {"id": 12, "label": "Room", "type": "text", "order": 2, "parent": 11}
PHONE = {"label": "Phone", "type": "text", "order": 3, "global_id": 11}
TYPES = [
    {"id": 1, "name": "Move", "fields": [OFFICE, {**ROOM, "linked_value": "South"}]},
    {"id": 2, "name": "Call", "fields": [{**PHONE, "id": 13}]},
    {"id": 3, "name": "Line", "fields": [{**PHONE, "id": 14, "show_in_list": 1}]},
]


def rows() -> dict[str, Any]:
    """Return a world of two types that share a field, and a ticket of one."""
    made = copy.deepcopy(FIXTURES["users"])
    made["ticket_types"] = TYPES
    ticket = next(row for row in FIXTURES["main"]["tickets"] if row["id"] == 32)
    made["tickets"] = [
        {**ticket, "creator": "user1", "owner": "user1", "type": 3, "fields": {"14": "555"}}
    ]
    return made


@pytest.fixture(scope="module")
def _loaded_world(django_db_setup, django_db_blocker) -> Iterator[dict[str, int | None]]:
    with django_db_blocker.unblock(), transaction.atomic():
        loader.load(rows())
        yield world.sequence_positions()
        transaction.set_rollback(True)


def fields(params: str) -> list[list[str]]:
    """Return the rows of get_incident_fields, every stored column once."""
    query = {"user": "user1", "user_pass": "userpass", "pass": "api_pass"}
    query |= {"op": "get_incident_fields", "params": params, "return_type": "csv"}
    lines = world.send({"method": "GET", "query": query}).text.splitlines()
    return [[line.split(",")[0], *line.split(",")[1:-2:2], *line.split(",")[-2:]] for line in lines]


def test_shared_field_is_one_field_in_two_types(db):
    (call,) = fields("2")
    (line,) = fields("3,32")

    # label_enco, id, id_incident_type, label, type, combo_value, show_in_list, global_id, …, data
    assert call[1:8] == ["13", "2", "Phone", "text", "", "0", "11"]
    assert line[1:8] == ["14", "3", "Phone", "text", "", "1", "11"]
    assert line[-2:] == ["555", "0"]


def test_field_names_the_choice_that_makes_it_appear(db):
    _, room = fields("1")

    # its place keeps number 12; global_id, parent, linked_value, order
    assert room[1] == "12"
    assert room[7:11] == ["", "11", "South", "2"]
