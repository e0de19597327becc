"""What every page has: who may enter, headers, language, zone, theme, errors in plain words."""

import re

import pytest

from accounts.models import User
from accounts.operations import set_password
from audit.models import JournalEntry
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def body(answer) -> str:
    return answer.content.decode()


def test_pages_send_strangers_to_the_sign_in_page_and_back(client):
    answer = client.get("/tickets/?q=is%3Aopen")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=%2Ftickets%2F%3Fq%3Dis%253Aopen"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(client):
    answer = client.get(
        "/tickets/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/tickets/?q=x"
    )

    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Ftickets%2F%3Fq%3Dx"


def test_signing_in_leads_to_the_wanted_page_and_leaves_an_entry(client):
    user = make.agent("ana").user
    set_password(make.system(), user.pk, PASSWORD)
    form = {"username": "ana", "password": PASSWORD, "next": "/tickets/"}

    answer = client.post("/accounts/login/", form)

    assert answer["Location"] == "/tickets/"
    entry = JournalEntry.objects.get(verb="user.signed_in")
    assert (entry.door, entry.object_id) == ("web", user.pk)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_signing_in_never_leads_to_another_host(client, wanted):
    user = make.agent("ana").user
    set_password(make.system(), user.pk, PASSWORD)
    form = {"username": "ana", "password": PASSWORD, "next": wanted}

    assert client.post("/accounts/login/", form)["Location"] == "/"


def test_wrong_password_is_told_in_words(client):
    answer = client.post("/accounts/login/", {"username": "ana", "password": "no"})

    assert answer.status_code == 422
    assert 'role="alert"' in body(answer)


def test_customers_have_pages_of_their_own(signed_in):
    assert signed_in(make.customer("carla")).get("/")["Location"] == "/portal/"


def test_pages_may_run_only_files_of_this_server_and_are_not_kept(signed_in):
    answer = signed_in(make.agent("ana")).get("/")

    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert answer["Cache-Control"] == "private, no-store"


def test_hidden_tickets_are_answered_like_unknown_ones(signed_in):
    hidden = make.ticket()
    client = signed_in(make.agent("ana", make.group("Network")))

    shown = {path: client.get(path) for path in (f"/tickets/{hidden.pk}/", "/tickets/987654/")}

    assert {answer.status_code for answer in shown.values()} == {404}
    bodies = {
        re.sub(r"<code.*?</code>|csrf\S+|X-CSRFToken[^}]*", "", body(a)) for a in shown.values()
    }
    assert len(bodies) == 1


def test_an_error_page_tells_the_number_of_the_request(client):
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert f">{answer['X-Request-ID']}</code>" in body(answer)


def test_a_broken_page_tells_the_number_of_the_request_and_nothing_else(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("accounts.web.entry.show", lambda *args, **kwargs: 1 / 0)

    answer = client.get("/accounts/forgotten/")

    assert answer.status_code == 500
    assert f">{answer['X-Request-ID']}</code>" in body(answer)
    assert "division" not in body(answer)


def test_a_form_without_the_token_is_refused_in_words():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})

    assert answer.status_code == 403
    assert "grown old" in body(answer)


def test_the_theme_is_kept_and_painted_by_the_server(signed_in):
    ana = make.agent("ana")
    client = signed_in(ana)

    answer = client.post("/accounts/preferences/", {"name": "theme", "value": "dark", "next": "/"})

    assert answer["Location"] == "/"
    assert 'data-theme="dark"' in body(client.get("/"))
    assert JournalEntry.objects.get(verb="user.chose").changes == {"theme": [None, "dark"]}


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("is_agent", "yes"), ("", "")])
def test_choices_that_are_not_offered_are_refused(signed_in, name, value):
    ana = make.agent("ana")

    answer = signed_in(ana).post("/accounts/preferences/", {"name": name, "value": value})

    assert answer.status_code == 400
    assert User.objects.get(pk=ana.user.pk).desk_settings == {}


def test_keys_are_the_readers_own(signed_in):
    client = signed_in(make.agent("ana"))

    for bad in ("c", "c=yy", "c=y r=y", "c= ", "==", "c=\x00"):
        answer = client.post("/accounts/preferences/", {"name": "keymap", "value": bad})
        assert answer.status_code == 400, bad
    client.post("/accounts/preferences/", {"name": "keymap", "value": "c=y r=q"})

    shown = 'data-keymap="{&quot;c&quot;: &quot;y&quot;, &quot;r&quot;: &quot;q&quot;}"'
    assert shown in body(client.get("/"))
    client.post("/accounts/preferences/", {"name": "keymap", "value": ""})
    assert 'data-keymap="{}"' in body(client.get("/"))


def test_keys_can_be_switched_off(signed_in):
    client = signed_in(make.agent("ana"))
    assert 'data-keys="yes"' in body(client.get("/"))

    client.post("/accounts/preferences/", {"name": "keys", "value": "no"})

    assert 'data-keys="no"' in body(client.get("/"))


def test_pages_speak_the_language_of_their_reader(signed_in):
    ana = make.agent("ana", language="es", time_zone="Europe/Madrid")

    answer = signed_in(ana).get("/", HTTP_ACCEPT_LANGUAGE="fr")

    assert answer["Content-Language"] == "es"
    assert '<html lang="es"' in body(answer)


def test_programs_are_answered_in_english_whatever_the_browser_asks(client):
    answer = client.get("/rest/v1/tickets/", HTTP_ACCEPT_LANGUAGE="es")

    assert answer.headers.get("Content-Language") is None


def test_a_time_zone_of_another_system_does_not_break_pages(signed_in):
    ana = make.agent("ana", time_zone="CET-1CEST/Nowhere")

    assert signed_in(ana).get("/").status_code == 200


def test_the_styleguide_is_for_debugging_only(client, settings):
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True
    assert client.get("/styleguide/").status_code == 200


def test_signing_out_ends_the_session(signed_in):
    client = signed_in(make.agent("ana"))

    client.post("/accounts/logout/")

    assert client.get("/")["Location"].startswith("/accounts/login/")
    assert JournalEntry.objects.filter(verb="user.signed_out").count() == 1
