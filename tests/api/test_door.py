"""What all nouns of the REST API share: tokens, errors, paging, safe repetition."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Token
from accounts.operations import set_password
from audit.actor import Expectation, IdempotencyClaim
from audit.idempotency import AlreadyDone, prune
from audit.models import IdempotencyKey, JournalEntry
from audit.versions import Outdated
from tests import make
from tests.api.conftest import JSON, Caller
from tickets.drafts import TicketDraft, TicketPatch
from tickets.models import Ticket
from tickets.operations import create_ticket, update_ticket

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def root(caller: Callable[..., Caller]) -> Caller:
    return caller(make.administrator())


# --- who calls -------------------------------------------------------------------------------


def sign_in(client: Client, **values: Any) -> Any:
    body = {"username": "root", "password": PASSWORD, **values}
    return client.post("/rest/v1/auth/token/", body, JSON)


def test_name_and_password_give_a_token(client: Client, root: Caller):
    set_password(make.system(), root.user.pk, PASSWORD)

    answer = sign_in(client, name="script", scopes=["tickets:read"])

    secret = answer.json()["token"]
    assert (answer.status_code, answer.json()["scopes"]) == (201, ["tickets:read"])
    assert answer.headers["Cache-Control"] == "private, no-store"
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/rest/v1/tickets/", headers=bearer).status_code == 200
    assert client.post("/rest/v1/tickets/", {}, JSON, headers=bearer).status_code == 403
    assert client.get("/rest/v1/tokens/", headers=bearer).status_code == 403
    assert secret not in str(JournalEntry.objects.values_list("changes", "names", "message"))


def test_wrong_passwords_end_in_a_pause(client: Client, root: Caller):
    answers = [sign_in(client, password="wrong") for _ in range(11)]

    assert {answer.status_code for answer in answers[:9]} == {401}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    unknown = sign_in(client, username="nobody", password="wrong")
    assert {**unknown.json(), "request_id": ""} == {**answers[0].json(), "request_id": ""}


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer wrong", "Bearer a b", "Basic cm9vdDp4", "Bearer \xe9", "x" * 2000],
)
def test_without_a_valid_token_nobody_is_let_in(client: Client, db: None, header: str):
    headers = {"Authorization": header} if header else {}

    answer = client.get("/rest/v1/tickets/", headers=headers)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_revoked_and_expired_tokens_are_unknown(root: Caller):
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert root.get("tickets/").status_code == 401


def test_a_browsers_cookie_counts_on_pages_only(client: Client, root: Caller):
    client.force_login(root.user)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(root.user)

    assert client.get("/rest/v1/tickets/").status_code == 401
    assert (
        client.get("/rest/v1/tickets/", headers={"Accept": "application/json"}).status_code == 401
    )
    page = client.get("/rest/v1/tickets/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    body = {"title": "x"}
    forged = strict.post("/rest/v1/tickets/", body, JSON, headers={"Accept": "text/html"})
    assert forged.status_code == 403
    assert not Ticket.objects.exists()


def test_own_tokens_only(root: Caller, caller: Callable[..., Caller]):
    otto = caller(make.actor("otto", "ticket.read"))

    listed = otto.get("tokens/").json()["results"]
    made = otto.post("tokens/", {"name": "other"})

    assert [token["id"] for token in listed] == [otto.token.pk]
    assert "token" not in listed[0]
    assert made.status_code == 201
    assert otto.delete(f"tokens/{root.token.pk}/").status_code == 404
    assert root.delete(f"tokens/{otto.token.pk}/").status_code == 404
    assert otto.delete(f"tokens/{otto.token.pk}/").status_code == 204
    assert otto.get("tokens/").status_code == 401


def test_a_limited_token_makes_no_other(caller: Callable[..., Caller]):
    otto = caller(make.actor("otto"), scopes=["tokens:write"])

    assert otto.post("tokens/", {"name": "wide"}).status_code == 403


def test_rate_limit(root: Caller, settings: Any):
    settings.DESK_REST_PER_MINUTE = 2

    with time_machine.travel("2026-11-22T10:00:15Z", tick=False):
        Token.objects.update(expires_at=None)
        answers = [root.get("tickets/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["Retry-After"] == "45"
    assert answers[2].json()["code"] == "throttled"


# --- errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[1, 2",
        b'{"title": NaN}',
        b'{"title": "\xff"}',
        b'{"title": "a\\u0000b"}',
        b'{"title": "\\ud800"}',
        b'{"values": ' + b'{"1":' * 70 + b"1" + b"}" * 70 + b"}",
    ],
)
def test_unreadable_bodies_are_refused(root: Caller, body: bytes):
    answer = root.client.post("/rest/v1/tickets/", body, JSON)

    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"1"])
def test_bodies_of_another_kind_are_refused(root: Caller, body: bytes):
    assert root.client.post("/rest/v1/tickets/", body, JSON).status_code == 422


def test_large_bodies_and_other_types_are_refused(root: Caller):
    large = root.client.post("/rest/v1/tickets/", b" " * (1024 * 1024 + 1), JSON)
    form = root.client.post("/rest/v1/tickets/", {"title": "x"})

    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert (form.status_code, form.json()["status"]) == (415, 415)


def test_unknown_paths_and_methods(root: Caller):
    nowhere, put = root.get("nowhere/"), root.client.put("/rest/v1/tickets/", "{}", JSON)
    huge = root.get(f"tickets/{'9' * 19}/")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (put.status_code, put.json()["code"]) == (405, "method_not_allowed")
    assert huge.status_code == 404


# --- paging ----------------------------------------------------------------------------------


def walk(who: Caller, query: dict[str, Any]) -> list[int]:
    """Follow the links to the end and return the ids."""
    found: list[int] = []
    address = None
    while True:
        answer = who.client.get(address) if address else who.get("tickets/", query)
        assert answer.status_code == 200
        found += [row["id"] for row in answer.json()["results"]]
        following = answer.json()["next"]
        assert (f'<{following}>; rel="next"' in answer.headers["Link"]) == bool(following)
        if following is None:
            return found
        address = following.removeprefix("http://127.0.0.1:8000")


@pytest.mark.parametrize("ordering", ["-activity_at", "activity_at", "id", "-id", "-opened_at"])
def test_pages_join_without_gap_or_repetition(root: Caller, ordering: str):
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        keys = [make.ticket().pk for _ in range(4)]
    keys += [make.ticket().pk for _ in range(3)]

    for size in (1, 2, 3, 7):
        found = walk(root, {"ordering": ordering, "page_size": size})
        assert found == (keys[::-1] if ordering.startswith("-") else keys)


def test_cursor_belongs_to_one_caller_filter_and_order(root: Caller, caller: Callable[..., Caller]):
    for _ in range(2):
        make.ticket()
    other = caller(make.administrator("other"))
    address = root.get("tickets/", {"page_size": 1}).json()["next"].partition("?")[2]
    query = dict(part.split("=", 1) for part in address.split("&"))

    assert root.client.get(f"/rest/v1/tickets/?{address}").status_code == 200
    assert other.client.get(f"/rest/v1/tickets/?{address}").status_code == 400
    for more in ("ordering=id", "kind=incident"):
        assert root.client.get(f"/rest/v1/tickets/?{address}&{more}").status_code == 400
    assert root.get("tickets/", {"cursor": query["cursor"][:-1]}).status_code == 400


# --- done once -------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_answer_once(root: Caller):
    first = root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})
    again = root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})
    other = root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "b"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 201)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 2
    assert JournalEntry.objects.filter(verb="ticket.created").count() == 2


def test_another_body_under_the_same_key_is_refused(root: Caller):
    root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})
    answer = root.post("tickets/", {"title": "y"}, **{"Idempotency-Key": "a"})

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert Ticket.objects.count() == 1


def test_keys_are_each_callers_own(root: Caller, caller: Callable[..., Caller]):
    other = caller(make.administrator("other"))

    for who in (root, other):
        assert who.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"}).status_code == 201
    assert Ticket.objects.count() == 2


def test_refusals_are_answered_again_and_leave_nothing(root: Caller):
    answers = [root.post("tickets/", {}, **{"Idempotency-Key": "a"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json()["errors"] == answers[1].json()["errors"]
    assert root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "é"}).status_code == 400


def test_a_second_act_under_a_key_is_rolled_back():
    first, second = (
        IdempotencyClaim(key="a", request_hash="h", nonce=nonce) for nonce in ("1", "2")
    )
    root = make.administrator()

    create_ticket(replace(root, idempotency_key=first), TicketDraft(title="x"))
    with pytest.raises(AlreadyDone):
        create_ticket(replace(root, idempotency_key=second), TicketDraft(title="x"))

    assert Ticket.objects.count() == 1
    assert JournalEntry.objects.filter(verb="ticket.created").count() == 1


def test_a_lost_answer_is_told_with_what_was_done(root: Caller):
    root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})
    IdempotencyKey.objects.update(status=0, body="")

    answer = root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})

    assert (answer.status_code, answer.json()["code"]) == (409, "already_done")
    assert f"ticket {Ticket.objects.get().pk}" in answer.json()["detail"]
    assert Ticket.objects.count() == 1


def test_a_running_request_is_not_joined(root: Caller, monkeypatch: pytest.MonkeyPatch):
    inside: list[Any] = []

    def again(*args: Any) -> Any:
        inside.append(root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"}))
        return create_ticket(*args)

    monkeypatch.setattr("tickets.api.views.TicketViewSet.create_row", again)
    first = root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})

    assert first.status_code == 201
    assert (inside[0].status_code, inside[0].json()["code"]) == (409, "running")
    assert inside[0].headers["Retry-After"] == "1"
    assert Ticket.objects.count() == 1


def test_secrets_are_not_kept_for_repetition(root: Caller):
    first = root.post("tokens/", {"name": "x"}, **{"Idempotency-Key": "a"})
    again = root.post("tokens/", {"name": "x"}, **{"Idempotency-Key": "a"})

    assert (first.status_code, again.status_code) == (201, 409)
    assert Token.objects.filter(name="x").count() == 1
    assert first.json()["token"] not in str(IdempotencyKey.objects.values())


def test_keys_are_forgotten_after_a_day(root: Caller):
    with time_machine.travel(timezone.now() - timedelta(hours=25)):
        root.post("tickets/", {"title": "x"}, **{"Idempotency-Key": "a"})

    assert root.post("tickets/", {"title": "y"}, **{"Idempotency-Key": "a"}).status_code == 201
    assert prune(timezone.now() + timedelta(hours=25)) == 1


def test_bulk_repeated_does_nothing_twice(root: Caller):
    body = {"acts": [{"act": "create", "values": {"title": "x"}}] * 2}

    first = root.post("tickets/bulk/", body, **{"Idempotency-Key": "a"})
    IdempotencyKey.objects.filter(key="a").delete()
    again = root.post("tickets/bulk/", body, **{"Idempotency-Key": "a"})

    assert [each["status"] for each in first.json()["results"]] == [201, 201]
    assert [each["status"] for each in again.json()["results"]] == [409, 409]
    assert Ticket.objects.count() == 2


# --- lost updates ----------------------------------------------------------------------------


def test_if_match_refuses_what_changed_in_between(root: Caller):
    ticket = make.ticket()
    path = f"tickets/{ticket.pk}/"
    version = root.get(path).headers["ETag"]

    mine = root.patch(path, {"title": "mine"}, **{"If-Match": version})
    theirs = root.patch(path, {"title": "theirs"}, **{"If-Match": version})
    gone = root.delete(path, **{"If-Match": version})
    nonsense = root.patch(path, {"title": "theirs"}, **{"If-Match": "nonsense"})

    assert mine.status_code == 200
    assert mine.headers["ETag"] != version
    assert [answer.status_code for answer in (theirs, gone, nonsense)] == [412, 412, 412]
    assert theirs.json()["code"] == "outdated"
    assert root.patch(path, {"title": "any"}, **{"If-Match": "*"}).status_code == 200
    assert root.delete(path, **{"If-Match": root.get(path).headers["ETag"]}).status_code == 204


def test_expectation_is_checked_under_the_lock():
    ticket = make.ticket()
    stale = Expectation(noun="ticket", object_id=ticket.pk, versions=frozenset({"1"}))

    with pytest.raises(Outdated):
        update_ticket(replace(make.system(), expects=stale), ticket.pk, TicketPatch(title="x"))


# --- pages and document ----------------------------------------------------------------------


def test_document_and_its_pages_load_nothing_from_elsewhere(client: Client, root: Caller):
    document = client.get("/rest/v1/schema/", headers={"Accept": JSON})
    pages = [client.get("/rest/v1/docs/"), client.get("/rest/v1/docs/?script=")]

    assert json.loads(document.content)["info"]["title"] == "Babeldesk"
    assert "/rest/v1/tickets/{id}/" in json.loads(document.content)["paths"]
    for page in pages:
        assert page.status_code == 200
        assert "https://" not in page.text
    assert "default-src 'self'" in pages[0].headers["Content-Security-Policy"]
    for word in ("password_hash", "token_hash", "secret_hash"):
        assert word not in document.text


def test_the_document_is_written_once_in_a_process(client: Client, monkeypatch: Any):
    first = client.get("/rest/v1/schema/", headers={"Accept": JSON})
    monkeypatch.setattr("drf_spectacular.generators.SchemaGenerator.get_schema", None)

    second = client.get("/rest/v1/schema/", headers={"Accept": JSON})

    assert (first.status_code, second.content) == (200, first.content)
    assert second.headers["Content-Disposition"] == 'inline; filename="Babeldesk.json"'
