"""What each door answers when the database gave up a change for another of the same moment."""

import pytest
from django.db import OperationalError, connection, transaction

from tests import make
from tests.api.conftest import Caller
from tickets import operations

pytestmark = pytest.mark.django_db


class Deadlock(Exception):
    """What the driver raises for one of two changes that waited for each other."""

    sqlstate = "40P01"


def lose(*args, **kwargs):
    raise OperationalError("deadlock detected") from Deadlock()


def test_a_page_says_that_nothing_was_saved_and_to_send_it_again(client, monkeypatch):
    monkeypatch.setattr("accounts.web.entry.show", lose)

    answer = client.get("/accounts/forgotten/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert "send it again" in answer.content.decode()
    part = client.get("/accounts/forgotten/", headers={"HX-Request": "true"})
    assert (part.status_code, part["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert "nothing of yours was saved" in part.content.decode()


def test_rest_answers_a_problem_and_the_key_may_be_sent_again(monkeypatch):
    root = Caller(make.administrator().user)
    send = {"headers": {"Idempotency-Key": "one"}, "content_type": "application/json"}
    with monkeypatch.context() as patch:
        patch.setattr(operations.create, "record", lose)
        lost = root.client.post("/rest/v1/tickets/", {"title": "Once"}, **send)
    again = root.client.post("/rest/v1/tickets/", {"title": "Once"}, **send)

    assert (lost.status_code, lost.json()["code"], lost["Retry-After"]) == (503, "busy", "1")
    assert again.status_code == 201


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/include/api.php?op=get_incidents", "integria.endpoint.authenticate"),
        ("/api/v1/incident?id=1", "invgate.endpoint.authenticate"),
        ("/apirest.php/initSession", "glpi.signin.require_client"),
    ],
)
def test_programs_are_told_in_plain_words(client, monkeypatch, path, step):
    monkeypatch.setattr(f"api_compat.{step}", lose)

    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert answer["Content-Type"].startswith("text/plain")
    assert "nothing was saved" in answer.content.decode()


def test_other_failures_of_the_database_stay_failures(client, monkeypatch):
    client.raise_request_exception = False

    def ask(*args, **kwargs):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nowhere")

    monkeypatch.setattr("accounts.web.entry.show", ask)

    assert client.get("/accounts/forgotten/").status_code == 500
