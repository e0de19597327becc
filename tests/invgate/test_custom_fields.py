"""Custom fields of incidents."""

import pytest

from accounts.models import User
from tests import make
from tests.invgate.client import call, install
from tickets.drafts import TicketDraft
from tickets.operations import create_ticket
from tickets.queries import values_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def robot() -> User:
    return install()


def test_nodes_of_one_name_in_a_tree_are_told_apart_by_their_hash(robot):
    form, (key,) = make.form(("Area", "tree", []))
    nodes = make.nodes(key, "Printers", "Printers > Other", "Phones", "Phones > Other")
    ticket = create_ticket(make.system(), TicketDraft(title="It", form=form))
    value = nodes["Phones > Other"].hash

    sent = {"author_id": robot.pk, "custom_field_uid": key, "values": [value]}
    assert call("POST", "incident.custom_field", request_id=ticket.pk, **sent)[0] == 200

    assert values_of(ticket) == {key: "Phones > Other"}
    _, incident = call("GET", "incident", id=ticket.pk)
    assert incident["custom_fields"] == {str(key): {value: "Other"}}
