"""What people change about themselves, and administrators who act for them."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.test import Client

from accounts.models import Token, User
from accounts.operations import set_password
from audit.models import JournalEntry
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

PASSWORD = "correct horse battery"
NEW = "staple of another horse"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    for cache in ("verified", "default"):
        caches[cache].clear()


@pytest.fixture
def ana() -> User:
    return set_password(make.system(), make.agent("ana").user.pk, PASSWORD)


@pytest.fixture
def browser(ana: User) -> Client:
    return entered()


def entered(name: str = "ana", **more: Any) -> Client:
    client = Client(**more)
    answer = client.post("/accounts/login/", {"username": name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


# --- password, browsers ----------------------------------------------------------------------


def test_new_password_needs_the_old_one_and_ends_other_browsers(browser, ana):
    other = entered()
    page = "/accounts/password/"
    wrong = browser.post(page, {"old": "wrong one", "password": NEW, "again": NEW})
    assert wrong.status_code == 422
    slip = text(browser.post(page, {"old": PASSWORD, "password": "abc", "again": "abd"}))
    assert "The two passwords differ." in slip
    assert "too short" in slip

    right = browser.post(page, {"old": PASSWORD, "password": NEW, "again": NEW})

    assert right["Location"] == page
    assert browser.get(page).status_code == 200
    assert other.get(page).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_person_who_must_change_the_password_is_led_there(browser, ana):
    User.objects.filter(pk=ana.pk).update(must_change_password=True)
    page = "/accounts/password/"
    assert browser.get("/accounts/profile/")["Location"] == page

    browser.post(page, {"old": PASSWORD, "password": NEW, "again": NEW})

    assert browser.get("/accounts/profile/").status_code == 200


def test_browsers_are_listed_and_can_be_signed_out(browser, ana):
    other = entered(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")
    stranger = set_password(make.system(), make.agent("otto").user.pk, PASSWORD)
    foreign = entered("otto")
    page = text(browser.get("/accounts/sessions/"))
    assert "Firefox on Linux" in page
    row = UserSession.objects.get(session_key=other.session.session_key)
    not_mine = UserSession.objects.get(user=stranger)

    assert browser.post(f"/accounts/sessions/{not_mine.pk}/end/").status_code == 404
    assert browser.post(f"/accounts/sessions/{row.pk}/end/").status_code == 302

    assert other.get("/accounts/profile/").status_code == 302
    assert foreign.get("/accounts/profile/").status_code == 200
    assert JournalEntry.objects.filter(verb="user.session_ended", object_id=ana.pk).count() == 1


def test_sign_out_everywhere_else(browser):
    others = [entered(), entered()]

    browser.post("/accounts/sessions/others/end/")

    assert browser.get("/accounts/profile/").status_code == 200
    assert [other.get("/accounts/profile/").status_code for other in others] == [302, 302]


def test_signing_out_leaves_an_entry_and_no_session(browser, ana):
    assert browser.post("/accounts/logout/").status_code == 302

    assert browser.get("/accounts/profile/").status_code == 302
    assert JournalEntry.objects.filter(verb="user.signed_out", object_id=ana.pk).count() == 1


# --- profile ---------------------------------------------------------------------------------


def test_language_and_zone_follow_the_profile(browser, ana):
    answer = browser.post(
        "/accounts/profile/", {"language": "es", "time_zone": "Europe/Madrid"}, follow=True
    )

    ana.refresh_from_db()
    assert (ana.language, ana.time_zone) == ("es", "Europe/Madrid")
    assert answer.headers["Content-Language"] == "es"
    wrong = browser.post("/accounts/profile/", {"language": "xx", "time_zone": "Mars/North"})
    assert wrong.status_code == 422


# --- tokens ----------------------------------------------------------------------------------


def test_token_is_shown_once_and_works_within_its_scopes(browser, ana):
    form = {"name": "report", "days": "30", "reach": "some", "scopes": ["tickets:read"]}
    answer = browser.post("/accounts/tokens/", form)
    secret = re.search(r'id="made"\s+readonly\s+value="([^"]+)"', text(answer))
    assert secret
    assert answer.headers["Cache-Control"].count("no-store")

    assert secret.group(1) not in text(browser.get("/accounts/tokens/"))
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret.group(1)}"}
    assert Client().get("/rest/v1/tickets/", **bearer).status_code == 200
    assert Client().get("/rest/v1/people/", **bearer).status_code == 403
    assert "last used" in text(browser.get("/accounts/tokens/"))
    token = Token.objects.get()
    assert token.expires_at is not None

    browser.post(f"/accounts/tokens/{token.pk}/end/")
    assert Client().get("/rest/v1/tickets/", **bearer).status_code == 401


def test_nobody_revokes_tokens_of_others(browser):
    root = make.administrator("root").user
    token = Token.objects.create(user=root, name="theirs", token_hash="x")

    assert browser.post(f"/accounts/tokens/{token.pk}/end/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "reach": "all"},
        {"name": "x", "reach": "some"},
        {"name": "x", "reach": "some", "scopes": ["everything"]},
        {"name": "x", "reach": "all", "days": "1000"},
    ],
)
def test_wrong_token_forms_make_nothing(browser, form: dict[str, Any]):
    assert browser.post("/accounts/tokens/", form).status_code == 422
    assert not Token.objects.exists()


# --- acting for somebody ---------------------------------------------------------------------


@pytest.fixture
def root() -> Client:
    set_password(make.system(), make.administrator("root").user.pk, PASSWORD)
    return entered("root")


def test_administrator_acts_for_a_person_under_both_names(root, ana):
    admin = User.objects.get(username="root")
    assert root.post(f"/accounts/acting/{ana.pk}/")["Location"] == "/"

    root.post("/accounts/preferences/", {"name": "theme", "value": "dark"})

    page = text(root.get("/tickets/"))
    assert "acting-banner" in page
    began = JournalEntry.objects.get(verb="user.acting_begun")
    chose = JournalEntry.objects.get(verb="user.chose")
    for entry in (began, chose):
        assert (entry.actor_id, entry.acted_for_id, entry.object_id) == (admin.pk, ana.pk, ana.pk)
    ana.refresh_from_db()
    assert ana.desk_settings == {"theme": "dark"}

    root.post("/accounts/acting/end/")
    assert "acting-banner" not in text(root.get("/tickets/"))
    assert JournalEntry.objects.filter(verb="user.acting_ended").count() == 1


def test_what_lets_somebody_in_stays_closed_while_acting(root, ana):
    root.post(f"/accounts/acting/{ana.pk}/")

    for page in ("tokens", "password", "sessions", "2fa", "profile"):
        assert root.get(f"/accounts/{page}/").status_code == 403
    assert root.post("/accounts/tokens/", {"name": "x", "reach": "all"}).status_code == 403
    assert root.get("/admin/").status_code == 403
    assert not Token.objects.exists()


def test_only_administrators_act_and_not_for_everybody(browser, root, ana):
    otto = make.agent("otto").user
    gone = make.agent("gone").user
    User.objects.filter(pk=gone.pk).update(is_active=False)
    admin = User.objects.get(username="root")

    assert browser.get(f"/accounts/acting/{otto.pk}/").status_code == 403
    assert browser.post(f"/accounts/acting/{otto.pk}/").status_code == 403
    assert root.post(f"/accounts/acting/{gone.pk}/").status_code == 403
    assert root.post(f"/accounts/acting/{admin.pk}/").status_code == 403
    assert root.post("/accounts/acting/999999/").status_code == 404
    assert not JournalEntry.objects.filter(verb="user.acting_begun").exists()


def test_acting_ends_with_the_administrators_rights_and_after_an_hour(root, ana):
    root.post(f"/accounts/acting/{ana.pk}/")
    session = root.session
    session["acting"] = {**session["acting"], "until": 1}
    session.save()

    assert root.get("/accounts/profile/").status_code == 200
    assert "acting" not in root.session
