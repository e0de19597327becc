"""Signing in on pages: what is asked for, what is counted, who is led where first."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.test import Client

from accounts.drafts import UserPatch
from accounts.models import FailedLogin, Grant, Role, Token, User
from accounts.operations import (
    demand_second_factor,
    remove_second_factor,
    request_password_reset,
    send_invitation,
    set_password,
    sign_in,
    update_user,
)
from accounts.secrets import new_token
from audit.actor import Actor
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

PASSWORD = "correct horse battery"
NEW = "staple of another horse"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    for cache in ("verified", "default"):
        caches[cache].clear()


@pytest.fixture
def ana() -> User:
    user = set_password(make.system(), make.agent("ana").user.pk, PASSWORD)
    role = Role.objects.create(name="Analyst", rights=["ticket.read"])
    Grant.objects.create(user=user, role=role)
    return update_user(make.system(), user.pk, UserPatch(email="ana@mail.example"))


def enter(client: Client, name: str = "ana", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"username": name, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


def text(answer: Any) -> str:
    """Return the page without what differs each time."""
    page = answer.content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", page)


def code_for(secret: str, *, steps_ahead: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_ahead)))


@pytest.fixture
def set_up_app(django_capture_on_commit_callbacks: Any) -> Callable[[Client], str]:
    """Set an authenticator app up as a person would; return its secret."""

    def set_up(client: Client) -> str:
        page = text(client.get("/accounts/2fa/totp/activate/"))
        secret = re.search(r'id="totp-secret"[^>]*value="([A-Z2-7]+)"', page)
        assert secret
        with django_capture_on_commit_callbacks(execute=True):
            form = {"code": code_for(secret.group(1))}
            answer = client.post("/accounts/2fa/totp/activate/", form)
        assert answer["Location"] == "/accounts/2fa/recovery-codes/"
        return secret.group(1)

    return set_up


def verbs(user: User) -> list[str]:
    entries = JournalEntry.objects.filter(noun="user", object_id=user.pk).order_by("pk")
    return [entry.verb for entry in entries]


# --- name and password -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ana", "ANA", " ana ", "ana@mail.example"])
def test_name_or_address_with_password_lets_in(client, ana, name: str):
    assert enter(client, name)["Location"] == "/"
    assert is_in(client)


def test_customers_begin_in_the_portal(client):
    set_password(make.system(), make.customer("rita").user.pk, PASSWORD)

    assert enter(client, "rita")["Location"] == "/portal/"


def test_wrong_unknown_disabled_and_paused_get_the_same_answer(client, ana):
    User.objects.filter(username="off").delete()
    off = set_password(make.system(), make.agent("off").user.pk, PASSWORD)
    User.objects.filter(pk=off.pk).update(is_active=False)

    def answer(name: str, password: str) -> tuple[int, str]:
        found = enter(Client(), name, password)
        page = text(found).replace(f'value="{name}"', "")
        return found.status_code, page

    wrong = answer("ana", "wrong password")
    assert wrong[0] == 422
    assert "Name or password is wrong." in wrong[1]
    assert answer("nobody", "wrong password") == wrong
    assert answer("off", PASSWORD) == wrong
    for _ in range(10):
        enter(Client(), "ana", "wrong password")
    assert answer("ana", PASSWORD) == wrong


@pytest.mark.parametrize(
    "form",
    [
        {"username": ["ana", "ana"], "password": PASSWORD},
        {"username": "ana", "password": [PASSWORD, PASSWORD]},
        {"username": "ana\0", "password": PASSWORD},
        {"username": "ana", "password": "x" * 1025},
        {"username": "ana"},
        {"username[]": "ana", "password": PASSWORD},
    ],
)
def test_each_credential_comes_exactly_once(client, ana, form: dict[str, Any]):
    answer = client.post(LOGIN, form)

    assert answer.status_code == 422
    assert "Name or password is wrong." in text(answer)
    assert not FailedLogin.objects.exists()


def test_failures_on_pages_and_in_the_apis_count_together(client, ana):
    for _ in range(5):
        enter(Client(), "ana", "wrong password")
        assert sign_in("ana", "wrong password", address="198.51.100.7") is None

    assert enter(client).status_code == 422
    assert FailedLogin.objects.get(key="account:ana").failures == 10
    assert "user.sign_in_paused" in verbs(ana)


def test_the_back_office_asks_at_the_same_door(client):
    root = make.administrator("root").user
    set_password(make.system(), root.pk, PASSWORD)

    answer = client.post("/admin/login/", {"username": "root", "password": PASSWORD})

    assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert not is_in(client)


def test_session_gets_a_new_id_at_the_sign_in_and_when_rights_change(client, ana):
    client.get(LOGIN)
    enter(client)
    first = client.session.session_key
    client.get("/accounts/profile/")
    assert client.session.session_key == first

    Role.objects.filter(name="Analyst").update(updated_at="2026-01-01T00:00:00Z")
    assert is_in(client)

    assert client.session.session_key != first
    assert UserSession.objects.get(user=ana).session_key == client.session.session_key


def test_disabled_person_is_out_at_once(client, ana):
    enter(client)

    update_user(make.system(), ana.pk, UserPatch(is_active=False))

    assert not is_in(client)


# --- a second factor -------------------------------------------------------------------------


def test_person_with_an_app_signs_in_with_its_code(client, ana, set_up_app):
    enter(client)
    secret = set_up_app(client)
    assert verbs(ana)[-1] == "user.second_factor_added"
    other = Client()

    answer = enter(other, next="/accounts/tokens/")

    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(other)
    answer = other.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps_ahead=1)})
    assert answer["Location"] == "/accounts/tokens/"
    assert is_in(other)


def test_a_code_works_once_and_so_does_a_recovery_code(client, ana, set_up_app):
    enter(client)
    secret = set_up_app(client)
    page = text(client.get("/accounts/2fa/recovery-codes/"))
    spare = re.findall(r"<li>(\d{8})</li>", page)[0]
    code = code_for(secret, steps_ahead=1)

    def comes_in(given: str) -> bool:
        other = Client()
        enter(other)
        other.post("/accounts/2fa/authenticate/", {"code": given})
        return is_in(other)

    assert [comes_in(code), comes_in(code)] == [True, False]
    assert [comes_in(spare), comes_in(spare)] == [True, False]


def test_wrong_codes_pause_the_account_like_wrong_passwords(client, ana, set_up_app):
    enter(client)
    secret = set_up_app(client)
    other = Client(REMOTE_ADDR="198.51.100.7")
    enter(other)

    for _ in range(10):
        other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    other.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps_ahead=1)})

    assert not is_in(other)
    assert FailedLogin.objects.get(key="account:ana").failures == 10


def test_secret_of_the_app_is_stored_encrypted(client, ana, set_up_app):
    enter(client)
    secret = set_up_app(client)

    assert secret not in repr(list(Authenticator.objects.values()))


def test_password_alone_opens_no_api_to_people_with_a_second_factor(client, ana, set_up_app):
    assert sign_in("ana", PASSWORD, address="192.0.2.1") == ana
    enter(client)
    set_up_app(client)

    assert sign_in("ana", PASSWORD, address="192.0.2.1") is None
    form = {"username": "ana", "password": PASSWORD}
    assert Client().post("/rest/v1/auth/token/", form, "application/json").status_code == 401


def test_role_leads_its_holders_to_a_second_factor_before_anything_else(client, ana, set_up_app):
    demand_second_factor(make.system(), Role.objects.get(name="Analyst").pk, True)
    enter(client)

    for page in (
        "/",
        "/tickets/",
        "/portal/",
        "/accounts/tokens/",
        "/accounts/profile/",
        "/admin/",
    ):
        assert client.get(page)["Location"] == "/accounts/2fa/"
    assert client.post("/accounts/tokens/", {"name": "x"})["Location"] == "/accounts/2fa/"
    htmx = {"HX-Request": "true"}
    at_home = {**htmx, "HX-Current-URL": "http://testserver/tickets/"}
    assert client.get("/", headers=at_home)["HX-Redirect"] == "/accounts/2fa/"
    # what the page there loads by itself must not load the page again
    there = {**htmx, "HX-Current-URL": "http://testserver/accounts/2fa/"}
    assert client.get("/", headers=there).status_code == 204
    browsable = client.get("/rest/v1/tickets/", HTTP_ACCEPT="text/html")
    assert browsable.status_code in (401, 403)
    assert "Set a second factor up before you go on." in text(client.get("/accounts/2fa/"))

    set_up_app(client)
    assert is_in(client)
    assert not Token.objects.exists()


def test_second_factor_removed_by_an_administrator_leaves_entry_and_mail(client, ana, set_up_app):
    enter(client)
    set_up_app(client)
    root = make.administrator("root")

    remove_second_factor(root, ana.pk)

    ana.refresh_from_db()
    assert ana.second_factor_at is None
    assert not Authenticator.objects.filter(user=ana).exists()
    entry = JournalEntry.objects.filter(verb="user.second_factor_removed").get()
    assert entry.actor_id == root.user.pk
    assert OutgoingMail.objects.filter(template="account_changed").count() == 2
    other = Client()
    assert enter(other)["Location"] == "/"


def test_delicate_pages_ask_for_the_password_again_after_a_while(client, ana):
    enter(client)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**r, "at": r["at"] - 600} for r in records]
    session.save()

    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    wrong = client.post("/accounts/reauthenticate/", {"password": "wrong password"})
    assert wrong.status_code == 200
    assert FailedLogin.objects.get(key="account:ana").failures == 1
    right = {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}
    assert client.post("/accounts/reauthenticate/", right)["Location"] == right["next"]
    assert client.get(right["next"]).status_code == 200


# --- forgotten passwords and invitations -----------------------------------------------------


def link_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the secrets that links get, as a mail would show them."""
    made: list[str] = []

    def remembered() -> str:
        made.append(new_token())
        return made[-1]

    monkeypatch.setattr("accounts.operations.links.new_token", remembered)
    return made


def test_reset_page_says_the_same_of_everybody(client, ana):
    first = text(client.post("/accounts/forgotten/", {"login": "ana"}))
    second = text(client.post("/accounts/forgotten/", {"login": "nobody"}))

    assert first == second
    assert OutgoingMail.objects.filter(recipient="ana@mail.example").count() == 1


def test_forgotten_password_is_chosen_anew_and_ends_other_sessions(client, ana, monkeypatch):
    made = link_of(monkeypatch)
    enter(client)
    request_password_reset(Actor(door="web", address="192.0.2.1"), "ana")
    other = Client()
    page = f"/accounts/reset/{made[0]}/"
    assert other.get(page).status_code == 200

    answer = other.post(page, {"password": NEW, "again": NEW})

    assert answer["Location"] == "/"
    assert is_in(other)
    assert not is_in(client)
    assert Client().get(page).status_code == 410
    assert Client().post(page, {"password": PASSWORD, "again": PASSWORD}).status_code == 410


def test_weak_and_different_passwords_use_no_link_up(client, ana, monkeypatch):
    made = link_of(monkeypatch)
    send_invitation(make.system(), ana)
    page = f"/accounts/invitation/{made[0]}/"

    assert client.post(page, {"password": "short", "again": "short"}).status_code == 422
    assert client.post(page, {"password": NEW, "again": NEW + "x"}).status_code == 422
    assert client.post(page, {"password": NEW, "again": NEW})["Location"] == "/"


def test_link_does_not_jump_the_second_factor(client, ana, monkeypatch, set_up_app):
    made = link_of(monkeypatch)
    enter(client)
    set_up_app(client)
    request_password_reset(Actor(door="web", address="192.0.2.1"), "ana")
    other = Client()

    answer = other.post(f"/accounts/reset/{made[0]}/", {"password": NEW, "again": NEW})

    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(other)


def test_link_of_one_purpose_opens_no_other_page(client, ana, monkeypatch):
    made = link_of(monkeypatch)
    send_invitation(make.system(), ana)

    assert client.get(f"/accounts/reset/{made[0]}/").status_code == 410
    assert client.get("/accounts/reset/unknown/").status_code == 410


def test_secret_of_a_link_is_not_logged(client, ana, monkeypatch, caplog):
    made = link_of(monkeypatch)
    send_invitation(make.system(), ana)

    with caplog.at_level("DEBUG"):
        client.get(f"/accounts/invitation/{made[0]}/")

    assert made[0] not in caplog.text


def test_nobody_signs_up(client):
    for page in ("/accounts/signup/", "/accounts/email/", "/accounts/social/signup/"):
        assert client.get(page).status_code == 404
