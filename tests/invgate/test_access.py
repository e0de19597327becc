"""Who may call: API users, access tokens with scopes, and for whom they act."""

import json

import pytest
from django.test import Client

from accounts.drafts import UserPatch
from accounts.models import FailedLogin, Token
from accounts.operations import update_api_client, update_user
from audit.models import JournalEntry
from tests import make
from tests.invgate.client import KEY, ROOT, api_client, basic, call, install
from tickets.models import Followup

pytestmark = pytest.mark.django_db

TOKEN = "/oauth/v2.0/access_token"


@pytest.fixture
def robot(db):
    return install()


def ask_token(headers=None, **fields):
    body = {"grant_type": "client_credentials", **fields}
    response = Client().post(TOKEN, body, headers=headers)
    return response.status_code, response.json()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_name_and_key_let_in_and_nothing_else_does(robot):
    assert call("GET", "sd.version")[0] == 200
    for headers in (basic(key="wrong"), basic(login="nobody"), {"Authorization": "Basic !"}):
        status, body = call("GET", "sd.version", headers=headers)
        assert (status, body["status"]) == (401, 401)
    assert Client().get(f"{ROOT}sd.version").status_code == 401


def test_a_client_calls_from_its_networks_only(robot):
    api_client(robot, "near", scopes=["*"], networks=["10.0.0.0/8"])

    assert call("GET", "sd.version", headers=basic("near"))[0] == 401
    assert call("GET", "sd.version", headers=basic("near"), address="10.1.2.3")[0] == 200


def test_a_client_that_is_switched_off_or_whose_person_is_disabled_stays_out(robot):
    client = api_client(robot, "other", scopes=["*"])
    update_api_client(make.system(), client.pk, {"is_active": False})
    boss = make.administrator("boss").user
    assert call("GET", "sd.version", headers=basic("other"))[0] == 401

    update_user(make.known("boss"), robot.pk, UserPatch(is_active=False))

    assert boss.pk != robot.pk
    assert call("GET", "sd.version")[0] == 401


def test_guessing_pauses_the_address_and_says_for_how_long(robot, settings):
    for _ in range(100):
        call("GET", "sd.version", headers=basic(key="guess"), address="192.0.2.1")

    response = Client(REMOTE_ADDR="192.0.2.1").get(f"{ROOT}sd.version", headers=basic())

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert not FailedLogin.objects.filter(key__startswith="account:").exists()
    assert call("GET", "sd.version")[0] == 200


def test_a_token_has_the_scopes_it_was_asked_for_with_and_its_client_has(robot):
    api_client(robot, "app", scopes=["api.v1.incident:get", "api.v1.sd.version:get"])
    scope = "api.v1.sd.version:get api.v1.users:get"

    status, body = ask_token(client_id="app", client_secret=KEY, scope=scope)

    assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", 3600)
    headers = bearer(body["access_token"])
    assert call("GET", "sd.version", headers=headers)[0] == 200
    assert call("GET", "users", headers=headers)[0] == 403
    assert call("GET", "incident", headers=headers, id=1)[0] == 403


def test_a_token_without_scopes_opens_nothing(robot):
    api_client(robot, "app", scopes=["*"])

    _, body = ask_token(basic("app"))

    assert call("GET", "sd.version", headers=bearer(body["access_token"]))[0] == 403


def test_an_access_token_opens_no_other_door(robot):
    api_client(robot, "app", scopes=["*"])
    _, body = ask_token(client_id="app", client_secret=KEY, scope="api.v1.sd.version:get")

    answer = Client().get("/rest/v1/tickets/", headers=bearer(body["access_token"]))

    assert answer.status_code == 401


def test_a_refused_token_request_says_why_as_oauth_does(robot):
    wrong = ask_token(client_id="app", client_secret="guess")
    odd = ask_token(grant_type="password", client_id="api", client_secret=KEY)

    assert (wrong[0], wrong[1]["error"]) == (401, "invalid_client")
    assert (odd[0], odd[1]["error"]) == (400, "unsupported_grant_type")
    assert not Token.objects.exists()


def test_a_token_ends_with_its_client(robot):
    client = api_client(robot, "app", scopes=["*"])
    _, body = ask_token(client_id="app", client_secret=KEY, scope="api.v1.sd.version:get")

    update_api_client(make.system(), client.pk, {"is_active": False})

    assert call("GET", "sd.version", headers=bearer(body["access_token"]))[0] == 401


def test_the_person_named_is_the_author_and_the_client_the_principal(robot):
    rita = make.customer("rita").user
    ticket = make.ticket(requester=rita)

    status, body = call(
        "POST", "incident.comment", request_id=ticket.pk, author_id=rita.pk, comment="Still broken"
    )

    assert (status, body["status"]) == (200, "OK")
    assert Followup.objects.get().author == rita
    entry = JournalEntry.objects.get(verb="ticket.followup_added")
    assert (entry.actor_id, entry.acted_for_id, entry.door) == (robot.pk, rita.pk, "invgate")


def test_nobody_acts_for_somebody_disabled(robot):
    gone = make.agent("gone", is_active=False).user
    ticket = make.ticket()

    status, body = call(
        "POST", "incident.comment", request_id=ticket.pk, author_id=gone.pk, comment="Hello"
    )

    assert (status, body["status"]) == (200, "ERROR")
    assert not Followup.objects.exists()


def test_rights_are_those_of_the_client_whoever_it_acts_for(robot):
    limited = make.customer("limited").user
    api_client(limited, "small", scopes=["*"])
    ticket = make.ticket()
    fields = {"request_id": ticket.pk, "author_id": limited.pk, "comment": "Let me in"}

    status, body = call("POST", "incident.comment", headers=basic("small"), **fields)

    assert (status, body["status"]) == (200, "ERROR")
    assert call("GET", "incident", headers=basic("small"), id=ticket.pk)[0] == 404
    assert not Followup.objects.exists()


@pytest.mark.parametrize("spelling", ["ids[]=%s", "ids[0]=%s", "ids[a]=%s"])
def test_arrays_are_spelled_in_three_ways(robot, spelling):
    ticket = make.ticket()

    answer = Client().get(f"{ROOT}incidents?{spelling % ticket.pk}", headers=basic())

    assert list(answer.json()) == [str(ticket.pk)]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_json_is_read_on_every_verb_and_wins_over_the_query(robot, method):
    answer = Client().generic(
        method,
        f"{ROOT}incident.custom_field?request_id=1",
        json.dumps({"request_id": "many"}),
        "application/json",
        headers=basic(),
    )

    assert answer.status_code == 428
    assert "request_id" in answer.json()["error"]


def test_unknown_resources_and_verbs_are_told_apart(robot):
    assert call("GET", "nothing")[0] == 404
    assert call("PATCH", "incident")[0] == 405
    assert call("GET", "incident/")[0] == 428


def test_the_old_link_leads_to_the_ticket():
    answer = Client().get("/requests/show/index/id/57")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/tickets/57/")


def test_the_document_is_served(robot):
    document = Client().get(f"{ROOT}openapi.json").json()

    assert document["openapi"] == "3.1.0"
    assert "/incident" in document["paths"]
