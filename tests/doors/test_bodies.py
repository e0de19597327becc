"""Bodies over 1 MB are refused by every door, in its own words; files are let through."""

import base64
from urllib.parse import urlencode

import pytest
from django.test import Client

from doors.bodies import MAX_BODY_BYTES
from files.models import StoredFile
from tests import make
from tests.integria import client as integria
from tests.invgate import client as invgate
from tickets.models import Ticket

FORM = "application/x-www-form-urlencoded"
LONG = "a" * MAX_BODY_BYTES

pytestmark = pytest.mark.django_db


def post_api_php(op: str, params: str):
    fields = {"user": "root", "user_pass": integria.PASSWORD, "op": op, "params": params}
    return Client().post(integria.PATH, urlencode({**fields, "token": "|"}), content_type=FORM)


def test_api_php_takes_large_bodies_for_files_alone():
    integria.install()
    integria.known(make.administrator("root"))
    ticket = make.ticket()
    content = base64.b64encode(LONG.encode()).decode()

    attached = post_api_php("attach_file", f"{ticket.pk}|log.txt|{len(LONG)}|A log|{content}")
    refused = post_api_php("create_incident", f"Title|1|2|{LONG}||||")

    assert (attached.status_code, attached.content) == (200, b"0")
    assert StoredFile.objects.get().size_bytes == len(LONG)
    assert (refused.status_code, refused.content) == (413, b"")
    assert Ticket.objects.count() == 1


def test_invgate_and_glpi_refuse_large_bodies_in_json():
    invgate.install()
    asked = Client().post(
        "/api/v1/incident", urlencode({"title": LONG}), content_type=FORM, headers=invgate.basic()
    )
    session = Client().post("/apirest.php/initSession", f'{{"a": "{LONG}"}}', "application/json")

    assert (asked.status_code, asked.json()["status"]) == (413, 413)
    assert session.status_code == 400
    assert session.json()[0] == "ERROR_UPLOAD_FILE_TOO_BIG_POST_MAX_SIZE"


def test_pages_refuse_large_forms_with_a_page():
    page = Client().post("/accounts/login/", urlencode({"login": LONG}), content_type=FORM)

    assert page.status_code == 413
    assert "too large" in page.content.decode()
