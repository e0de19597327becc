"""A ticket made by a script through api.php is answered in the desk, and the script reads it."""

import csv
import io

import pytest
from django.test import Client

from accounts.models import User
from tests import make
from tests.integria.client import call, install, known
from tickets.models import Followup, Ticket

pytestmark = pytest.mark.django_db


def test_ticket_of_api_php_is_answered_in_the_desk_and_read_back(attachments):
    install()
    root = make.administrator()
    known(root)
    group = make.group("Network")
    number = int(call("create_incident", "Gateway is down", group.pk, 4, "No ping"))
    client = Client()
    # the password of the script was set after root was loaded
    client.force_login(User.objects.get(pk=root.user.pk))

    page = client.get(f"/tickets/{number}/").content.decode()
    sent = {"kind": "message", "body": "Rebooted **it**.", "minutes": "30", "then": ""}
    answer = client.post(f"/tickets/{number}/send/", sent)

    assert "Gateway is down" in page
    assert answer.status_code == 302
    (row,) = csv.reader(io.StringIO(call("get_incident_workunits", number, token=",").decode()))
    line = Followup.objects.get()
    assert str(line.pk) in row
    assert "Rebooted **it**." in row
    assert "0.50" in row
    assert Ticket.objects.get(pk=number).work_seconds == 1800
