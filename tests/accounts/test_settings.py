"""Settings kept in the database: typed, journaled, seen by the next request."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts import vocabulary
from accounts.models import Setting
from accounts.operations import change_settings
from accounts.queries import settings_of
from accounts.vocabulary import SETTINGS, SettingSpec
from audit.models import JournalEntry
from audit.sealing import SealBroken
from tests import make

pytestmark = pytest.mark.django_db

NAME = "limits.account_failures"


def test_undeclared_names_have_no_value_and_declared_ones_their_default():
    assert settings_of("limits.") == {
        NAME: 10,
        "limits.address_failures": 100,
        "limits.window_minutes": 15,
    }


def test_change_is_seen_at_once_and_journaled_once():
    change_settings(make.system(), {NAME: 3})
    change_settings(make.system(), {NAME: 3})

    assert settings_of("limits.")[NAME] == 3
    [entry] = JournalEntry.objects.filter(verb="setting.changed")
    assert entry.changes == {NAME: [10, 3]}


def test_nothing_brings_the_default_back():
    change_settings(make.system(), {NAME: 3})

    change_settings(make.system(), {NAME: None})
    change_settings(make.system(), {NAME: None})

    assert settings_of("limits.")[NAME] == 10
    assert not Setting.objects.exists()
    entries = JournalEntry.objects.filter(verb="setting.changed").order_by("id")
    assert [entry.changes for entry in entries] == [{NAME: [10, 3]}, {NAME: [3, 10]}]


def test_secret_that_goes_is_journaled_without_its_value(monkeypatch):
    spec = SettingSpec(name="test.secret", kind=str, default="", help="x", is_secret=True)
    monkeypatch.setitem(vocabulary.SETTINGS, spec.name, spec)
    change_settings(make.system(), {"test.secret": "hunter2"})

    change_settings(make.system(), {"test.secret": None})

    assert settings_of("test.") == {"test.secret": ""}
    assert "hunter2" not in str(list(JournalEntry.objects.values()))


def test_secret_is_sealed_in_the_database_and_shown_nowhere(
    monkeypatch, settings, client: Client, caplog
):
    spec = SettingSpec(name="test.secret", kind=str, default="", help="x", is_secret=True)
    monkeypatch.setitem(vocabulary.SETTINGS, spec.name, spec)
    client.force_login(make.administrator("root").user)

    change_settings(make.system(), {"test.secret": "hunter2"})
    change_settings(make.system(), {"test.secret": "hunter2"})

    assert settings_of("test.") == {"test.secret": "hunter2"}
    entry = JournalEntry.objects.get(verb="setting.changed")
    assert entry.changes == {"test.secret": ["changed", "changed"]}
    kept = str([*JournalEntry.objects.values(), *Setting.objects.values()])
    shown = client.get("/admin/accounts/setting/").text + client.get("/rest/v1/settings").text
    assert "test.secret" in shown
    assert "hunter2" not in kept + shown + caplog.text

    settings.SECRET_KEY = "another key of another machine"
    with pytest.raises(SealBroken):
        settings_of("test.")
    assert client.get("/admin/accounts/setting/").status_code in (200, 302)
    change_settings(make.system(), {"test.secret": "hunter3"})
    assert settings_of("test.") == {"test.secret": "hunter3"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("limits.nonsense", 1, "unknown"),
        (NAME, "3", "type"),
        (NAME, True, "type"),
        (NAME, 3.5, "type"),
        (NAME, 0, "min_value"),
        ("tickets.mail", 1, "type"),
        ("integria.timezone", "Mars/Olympus", "zone"),
        ("integria.timezone", "../../etc/passwd", "zone"),
        ("integria.last_cron_run", "yesterday", "moment"),
        ("integria.last_cron_run", "2026-01-01 10:00", "moment"),
        ("integria.previous_cron_run", "-soon", "moment"),
    ],
)
def test_wrong_value_is_refused_and_none_of_the_call_is_kept(name, value, code):
    with pytest.raises(ValidationError) as refusal:
        change_settings(make.system(), {"limits.window_minutes": 1, name: value})

    assert refusal.value.error_dict[name][0].code == code
    assert not Setting.objects.exists()
    assert not JournalEntry.objects.exists()


def test_settings_are_for_who_manages_them():
    ana = make.actor("ana", "ticket.manage")

    with pytest.raises(PermissionDenied):
        change_settings(ana, {NAME: 3})

    assert not Setting.objects.exists()
    assert change_settings(make.actor("root", "setting.manage"), {NAME: 3}) is None


def test_every_default_is_a_value_that_may_be_set():
    change_settings(make.system(), {name: spec.default for name, spec in SETTINGS.items()})

    assert settings_of("") == {name: spec.default for name, spec in SETTINGS.items()}
    assert not JournalEntry.objects.exists()
