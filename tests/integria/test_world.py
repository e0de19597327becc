"""load_world and world_state: all or nothing, into an empty desk, and back again."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import ApiClient, FailedLogin, Group, Role, Token, User
from accounts.queries import settings_of
from audit.models import JournalEntry
from crm.models import Company, Lead, Newsletter, Subscription
from itsm.prepare import install_built_in_rows
from notify.models import OutgoingMail
from tests import make
from tests.integria.client import call
from tests.tickets.traces import rows
from tickets.drafts import FollowupDraft
from tickets.models import Followup, SlaSample, Ticket
from tickets.operations import add_followup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

WORLD: dict[str, Any] = {
    "config": {
        "api_password": "s3cret",
        "api_acl": "127.0.0.1, 192.0.2.0/24",
        "timezone": "Europe/Madrid",
        "version": "5.0",
        "minor_release": "56",
        "last_cron_run": None,
    },
    "users": [
        {"id": "root", "password": "open sesame", "level": 1, "email": "root@example.com"},
        {
            "id": "ana",
            "password": "open sesame",
            "company_id": 30,
            "memberships": [{"group": 20, "profile": 4}],
        },
        {"id": "rita", "password": "open sesame", "level": -1},
        {"id": "gone", "password": "open sesame", "disabled": 1},
    ],
    "groups": [
        {"id": 1, "name": "All", "default_owner": "ana"},
        {"id": 20, "name": "Service Desk", "default_owner": "ana", "default_inventory": 70},
    ],
    "profiles": [{"id": 4, "name": "Agents", "letters": ["IR", "IW", "UM"]}],
    "companies": [{"id": 31, "name": "Branch", "parent": 30}, {"id": 30, "name": "Acme"}],
    "ticket_types": [
        {
            "id": 40,
            "name": "Laptop",
            "fields": [
                {"id": 50, "label": "Serial", "type": "text", "order": 1},
                {"id": 51, "label": "Colour", "type": "combo", "combo_value": "red,blue"},
            ],
        }
    ],
    "inventories": [{"id": 70, "name": "Gateway", "object_type": None}],
    "newsletters": [
        {"id": 80, "name": "News", "addresses": [{"id": 81, "name": "N", "email": "n@example.com"}]}
    ],
    "leads": [{"id": 90, "fullname": "Lena", "email": "lena@example.com", "id_language": "de"}],
    "pending_mails": [{"id": 95, "recipient": "x@example.com", "subject": "s", "body": "b"}],
    "tickets": [
        {
            "id": 101,
            "title": "Child",
            "creator": "rita",
            "owner": "ana",
            "group": 20,
            "status": 1,
            "priority": 2,
            "parent": 100,
            "start": "2019-07-01 10:00:00",
            "updated": "2019-07-01 10:00:00",
        },
        {
            "id": 100,
            "title": "Old",
            "creator": "rita",
            "owner": "ana",
            "group": 20,
            "status": 7,
            "resolution": 1,
            "priority": 4,
            "type": 40,
            "fields": {"50": "A-1"},
            "email_copy": "boss@example.com, not an address",
            "inventories": [70],
            "start": "2019-07-01 10:00:00",
            "updated": "2019-07-02 10:00:00",
            "close": "2019-07-02 09:00:00",
            "closed_by": "ana",
            "old_status": 3,
        },
    ],
    "trackings": [
        {
            "id": 5000,
            "ticket": 100,
            "state": 0,
            "aditional": 0,
            "timestamp": "2019-07-01 10:00:00",
            "user": "rita",
            "description": "Created",
        }
    ],
    "workunits": [
        {
            "id": 110,
            "ticket": 100,
            "user": "ana",
            "duration": "0.25",
            "description": "Cleaned.",
            "timestamp": "2019-07-01 11:00:00",
        }
    ],
    "files": [
        {
            "id": 120,
            "ticket": 100,
            "user": "ana",
            "filename": "a.txt",
            "content_base64": "YQ==",
            "timestamp": "2019-07-01 12:00:00",
        }
    ],
}
SECRET = {"pass": "s3cret"}


@pytest.fixture(autouse=True)
def desk(root_less: None) -> None:
    """An empty desk, as it is served for the first time."""


@pytest.fixture
def root_less(db: None) -> None:
    install_built_in_rows()


def load(folder: Path, world: dict[str, Any] = WORLD, *options: str) -> str:
    """Load a data set as the command does; returns what it prints."""
    file = folder / "world.json"
    file.write_text(json.dumps(world), encoding="utf-8")
    printed = io.StringIO()
    call_command("load_world", "integria", str(file), *options, stdout=printed)
    return printed.getvalue()


def state(monkeypatch: pytest.MonkeyPatch, verbs: object, *options: str) -> None:
    text = verbs if isinstance(verbs, str) else json.dumps(verbs)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    call_command("world_state", "integria", *options)


def test_every_row_keeps_its_number_and_the_list_of_ids_tells_them(tmp_path):
    load(tmp_path, WORLD, "--ids-out", str(tmp_path / "ids.json"))

    ids = json.loads((tmp_path / "ids.json").read_text("utf-8"))
    users = {name: User.objects.get(username=name).pk for name in ("root", "ana", "rita", "gone")}
    assert ids == {
        **{f"user.{name}": key for name, key in users.items()},
        "group.20": 20, "profile.4": 4, "company.30": 30, "company.31": 31,
        "ticket_type.40": 40, "field.50": 50, "field.51": 51, "inventory.70": 70,
        "newsletter.80": 80, "newsletter_address.81": 81, "lead.90": 90, "pending_mail.95": 95,
        "ticket.100": 100, "ticket.101": 101, "workunit.110": 110, "file.120": 120,
    }  # fmt: skip
    assert not Group.objects.filter(pk=1).exists()


def test_next_rows_take_the_next_numbers(tmp_path):
    load(tmp_path)
    root = make.Actor(user=User.objects.get(username="root"), door="test")

    ticket = make.ticket(root)
    line = add_followup(root, ticket.pk, FollowupDraft(body="x"))
    next_ids = (ticket.pk, line.pk, make.company().pk, make.group("New").pk, make.lead().pk)

    assert next_ids == (102, 111, 32, 21, 91)
    assert Role.objects.filter(is_builtin=True).order_by("pk")[0].pk == 5
    # lines of history are numbered after the imported ones
    numbers = [
        int(line.split(",")[0])
        for line in call("get_incident_tracking", ticket.pk, **SECRET).decode().splitlines()
    ]
    assert numbers == sorted(numbers)
    assert numbers[0] > 5000


def test_world_leaves_one_entry_besides_its_history_and_the_switches(tmp_path):
    load(tmp_path)

    verbs = list(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs.count("desk.imported") == 1
    assert verbs.count("ticket.history_imported") == 1
    assert set(verbs) == {"desk.imported", "ticket.history_imported", "setting.changed"}
    entry = JournalEntry.objects.get(verb="desk.imported")
    assert (entry.message, entry.changes["ticket"]) == ("integria", [None, 2])
    assert "open sesame" not in str(list(JournalEntry.objects.values()))
    assert "s3cret" not in str(list(JournalEntry.objects.values()))
    assert list(OutgoingMail.objects.values_list("pk", "state")) == [(95, "waiting")]


def test_world_is_as_the_other_desk_left_it(tmp_path):
    load(tmp_path)

    old = Ticket.objects.get(pk=100)
    assert (old.opened_at.isoformat(), old.closed_at.isoformat()) == (
        "2019-07-01T08:00:00+00:00",
        "2019-07-02T07:00:00+00:00",
    )
    assert (old.open_child_count, old.work_seconds, old.closed_by.username) == (1, 900, "ana")
    details = call("get_incident_details", 100, return_type="json", **SECRET)
    row = json.loads(details)
    assert (row["inicio"], row["cierre"]) == ("2019-07-01 10:00:00", "2019-07-02 09:00:00")
    assert (row["old_status"], row["id_parent"]) == ("3", "")
    assert call("download_file", 120, **SECRET) == b"YQ=="
    assert call("get_last_cron_execution", **SECRET) == b"-1"
    told = f"Babeldesk OpenSource Edition 5.0 Build {settings.DESK_BUILD} MR56"
    assert call("", info="version").decode() == told


def test_world_turns_on_the_switches_of_such_desks_and_nothing_else(tmp_path):
    before = settings_of("integria.")

    load(tmp_path)

    after = settings_of("integria.")
    changed = {name.removeprefix("integria.") for name in after if after[name] != before[name]}
    assert changed == {
        "open_source_rights", "unchecked_crm_ops", "default_password", "default_owner",
        "labels", "timezone", "version", "minor_release", "last_cron_run", "previous_cron_run",
    }  # fmt: skip
    assert after["integria.default_owner"] == "ana"
    assert ApiClient.objects.get().networks == ["127.0.0.1", "192.0.2.0/24"]


OCCUPANTS = {
    "a person": lambda: make.person("somebody"),
    "a group": lambda: make.group("Service Desk"),
    "a company": lambda: make.company(),
    "a ticket in the trash": lambda: Ticket.objects.filter(pk=make.ticket().pk).update(
        deleted_at="2026-01-01T00:00:00Z"
    ),
}


@pytest.mark.parametrize("occupant", OCCUPANTS)
def test_desk_that_is_not_empty_is_refused(tmp_path, occupant):
    OCCUPANTS[occupant]()
    before = rows()

    with pytest.raises(CommandError, match="not empty"):
        load(tmp_path)

    assert rows() == before


def test_second_world_is_refused(tmp_path):
    load(tmp_path)

    with pytest.raises(CommandError, match="not empty"):
        load(tmp_path)


BROKEN = {
    "a file without base64": ("files", {"content_base64": "%%%"}),
    "work on no ticket": ("workunits", {"ticket": 999}),
    "a ticket without a time": ("tickets", {"start": "0000-00-00 00:00:00"}),
    "a ticket without a title": ("tickets", {"title": ""}),
    "a parent that is not there": ("tickets", {"parent": 999}),
    "two users of a name": ("users", {"id": "ROOT"}),
    "an unknown lead language": ("leads", {"id_language": "xx"}),
}


@pytest.mark.parametrize("flaw", BROKEN)
def test_broken_world_leaves_nothing(tmp_path, flaw):
    kind, change = BROKEN[flaw]
    *first, last = WORLD[kind]
    before = rows()

    with pytest.raises(CommandError):
        load(tmp_path, {**WORLD, kind: [*first, {**last, **change}]})

    assert rows() == before


@pytest.mark.parametrize("text", ["", "not json", "[]"])
def test_file_that_is_no_world_is_one_line(tmp_path, text):
    file = tmp_path / "world.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("load_world", "integria", str(file))
    with pytest.raises(CommandError):
        call_command("load_world", "integria", str(tmp_path / "nowhere.json"))


def test_one_of_several_data_sets_is_chosen_by_name(tmp_path):
    several = {"fixtures": {"small": WORLD, "other": {}}}

    with pytest.raises(CommandError, match="small, other"):
        load(tmp_path, several)
    load(tmp_path, several, "--fixture", "small")

    assert Ticket.objects.count() == 2


def test_state_changes_what_the_next_call_is_answered(tmp_path, monkeypatch):
    load(tmp_path)

    def change(verbs):
        state(monkeypatch, verbs)

    assert call("get_login", **SECRET) == b"1"
    change({"config": {"api_password": "other"}})
    assert (call("get_login", **SECRET), call("get_login", **{"pass": "other"})) == (b"", b"1")
    change({"config": {"api_password": ""}})
    assert call("get_login") == b"1"
    change({"config": {"api_acl": "192.0.2.1"}})
    assert (call("get_login"), call("get_login", address="192.0.2.1")) == (b"", b"1")
    change({"config": {"api_acl": "*", "encode_text": 1, "timezone": "UTC"}})
    assert b"2019-07-01 08:00:00" in call("get_incident_details", 100)
    change({"user_password": {"ana": "fresh"}})
    assert call("get_login", user="ana") == b""
    assert call("get_login", user="ana", user_pass="fresh") == b"1"
    change({"user_token": {"ana": "token-1"}})
    header = {"Authorization": "Bearer token-1"}
    assert call("get_login", user=None, user_pass=None, headers=header) == b"1"
    change({"last_cron_minutes_ago": 7, "previous_cron_minutes_ago": 12})
    assert call("get_last_cron_execution") == b"7"
    assert call("get_previous_cron_execution") == b"12"
    change({"delete_all": ["inventories", "pending_mails", "invoices"]})
    assert (call("get_inventories"), call("get_num_queued_emails")) == (b"false", b"0")
    change({"sla_samples": {"101": [[0, 1], [60, 0], [120, 1]]}})
    assert call("get_stats", "sla_compliance") == b"50"


def test_reset_brings_access_back_and_clears_the_limiter(tmp_path, monkeypatch):
    load(tmp_path)
    loaded = settings_of("integria."), ApiClient.objects.values().get()
    config = {"api_password": "x", "api_acl": "192.0.2.1", "encode_text": 1, "default_owner": "x"}
    state(monkeypatch, {"config": config, "user_password": {"root": "x"}})
    state(monkeypatch, {"user_token": {"root": "token-1"}})
    call("get_login", user_pass="guess", address="192.0.2.1", **{"pass": "x"})
    assert FailedLogin.objects.exists()

    state(monkeypatch, {"reset": True})

    assert settings_of("integria.") == loaded[0]
    client = ApiClient.objects.values().get()
    assert [client[name] for name in ("networks", "secret_hash")] == [
        loaded[1][name] for name in ("networks", "secret_hash")
    ]
    assert call("get_login", **SECRET) == b"1"
    assert not Token.objects.exists()
    assert not FailedLogin.objects.exists()


def test_reset_keeps_what_was_created_since(tmp_path, monkeypatch):
    load(tmp_path)
    number = int(call("create_incident", "New", 20, 2, **SECRET))

    state(monkeypatch, {"reset": True})

    assert Ticket.objects.filter(pk=number).exists()
    assert call("user_exists", "root", **SECRET) == b"1"


@pytest.mark.parametrize(
    "verbs",
    [
        {"config": {"encode_text": 1}, "nonsense": 1},
        {"config": {"encode_text": 1, "nonsense": 1}},
        {"config": {"encode_text": 1, "timezone": "Mars"}},
        {"config": {"encode_text": 1}, "user_password": {"nobody": "x"}},
        {"config": {"encode_text": 1}, "delete_all": ["users"]},
        {"config": {"encode_text": 1}, "sla_samples": {"999": []}},
        [],
        "not json",
    ],
)
def test_wrong_state_changes_nothing(tmp_path, monkeypatch, verbs):
    load(tmp_path)
    before = rows()

    with pytest.raises(CommandError):
        state(monkeypatch, verbs)

    assert rows() == before


def test_state_of_a_desk_that_no_world_filled_needs_force(monkeypatch):
    with pytest.raises(CommandError, match="--force"):
        state(monkeypatch, {"config": {"encode_text": 1}})
    assert settings_of("integria.")["integria.encode_text"] is False

    state(monkeypatch, {"config": {"encode_text": 1}}, "--force")
    assert settings_of("integria.")["integria.encode_text"] is True


def test_everything_of_the_world_is_there(tmp_path):
    load(tmp_path)

    assert Company.objects.get(pk=31).parent_id == 30
    assert [model.objects.count() for model in (Lead, Newsletter, Subscription, Followup)] == [
        1
    ] * 4
    assert SlaSample.objects.count() == 0
    assert call("get_users", **SECRET) == b"ana\ngone\nrita\nroot\n"
    assert call("get_login", user="gone", **SECRET) == b""
