"""The demo world: what is in it, and that loading it can be stopped, repeated and refused."""

import re
import stat
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from accounts.models import Grant, Group, User
from accounts.operations import sign_in
from accounts.policies import is_administrator
from assets.models import CiRelation, ConfigurationItem
from audit.actor import Actor
from audit.models import JournalEntry
from crm.models import Company, Contract, Invoice, Lead, Subscription
from files.models import StoredFile
from kb.models import Announcement, Article
from notify.models import OutgoingMail
from tests import make
from tickets import queries
from tickets.demo import load as loading
from tickets.demo.hours import later
from tickets.demo.load import DeskIsNotEmpty, load_demo
from tickets.demo.plan import DAYS, SCENARIOS, make_stories
from tickets.demo.sign_ins import sign_ins_path
from tickets.demo.state import demo_state
from tickets.models import Followup, Ticket, Workunit

END = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TABLES = (User, Grant, Group, Company, Contract, Invoice, Lead, ConfigurationItem, CiRelation,
          Ticket, Followup, Workunit, StoredFile, Subscription, JournalEntry)  # fmt: skip
STATEMENTS_PER_TICKET = 40
FEW = 30


def in_world(test):
    """Mark a test that loads a world, which takes one to five seconds."""
    return pytest.mark.slow(pytest.mark.django_db(test))


@pytest.fixture
def data_dir(tmp_path, settings):
    settings.DESK_DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def small_world(monkeypatch):
    """A world of few tickets, for what does not depend on their number."""
    make_small(monkeypatch)


def make_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "TICKETS_PER_STEP", 12)
    monkeypatch.setattr(loading, "make_stories", lambda end: make_stories(end)[:FEW])


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small world that is there already; tests undo what they do to it."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        django_db_blocker.unblock(),
        override_settings(DESK_DATA_DIR=folder, MEDIA_ROOT=folder / "files"),
        transaction.atomic(),
    ):
        with pytest.MonkeyPatch.context() as patched:
            make_small(patched)
            load_demo(end=END)
        yield
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


def test_plan_is_the_same_each_time_and_other_days_only_move_it():
    assert make_stories(END) == make_stories(END)
    assert len(make_stories(END + timedelta(days=11))) == 300


def test_plan_fills_ninety_days_up_to_its_end_with_open_and_closed_tickets():
    stories = make_stories(END)

    moments = [move.at for story in stories for move in story.moves]
    moments += [entry.at for story in stories for entry in story.entries]
    last = Counter(story.moves[-1].status if story.moves else "new" for story in stories)
    assert max(moments) < END
    assert all(END - timedelta(days=DAYS + 5) < s.opened_at < END for s in stories)
    assert all(e.at > s.opened_at for s in stories for e in s.entries)
    assert 200 < last["closed"] < 270
    assert {"new", "in_progress", "pending", "resolved"} < set(last)


def test_every_text_has_its_gaps_filled():
    gap = re.compile(r"[{}]")
    for story in make_stories(END):
        texts = [story.title, story.description, *(entry.text for entry in story.entries)]
        assert not [text for text in texts if gap.search(text) or not text]
        assert len(story.title) <= 255


def test_every_conversation_happens():
    told = {story.scenario.titles for story in make_stories(END)}

    assert told == {scenario.titles for scenario in SCENARIOS}


@pytest.mark.parametrize(
    ("begin", "minutes", "end"),
    [
        ("2026-11-20 09:00", 30, "2026-11-20 09:30"),
        ("2026-11-20 17:50", 30, "2026-11-23 08:20"),
        ("2026-11-21 12:00", 0, "2026-11-23 08:00"),
        ("2026-11-19 06:10", 1200, "2026-11-23 08:00"),
    ],
)
def test_work_pauses_at_night_and_at_weekends(begin, minutes, end):
    assert later(datetime.fromisoformat(begin), minutes) == datetime.fromisoformat(end)


@in_world
@pytest.mark.sqlite_only
def test_world_looks_like_an_organisation_and_sends_no_mail(data_dir):
    statements = Counter()

    def count(execute, sql, params, many, context):
        statements["all"] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        load_demo(end=END)

    found = counts()
    assert statements["all"] < STATEMENTS_PER_TICKET * 300, statements["all"]
    assert (found["User"], found["Group"], found["Ticket"]) == (42, 6, 300)
    assert (found["Company"], found["Contract"], found["Lead"], found["Invoice"]) == (
        11,
        10,
        20,
        28,
    )
    assert found["ConfigurationItem"] == 61
    assert (Article.objects.count(), Announcement.objects.count()) == (9, 2)
    assert Article.objects.filter(words=None).count() == 0
    assert found["Followup"] > 900
    assert found["StoredFile"] > 20
    assert not OutgoingMail.objects.exists()
    assert not Ticket.objects.exclude(title="").filter(text=None).exists()
    assert JournalEntry.objects.filter(verb="desk.imported").count() == 1
    assert JournalEntry.objects.filter(verb="ticket.created").count() == 300
    assert not JournalEntry.objects.filter(dispatched_at=None).exists()
    assert not Ticket.objects.exclude(closed_at=None).filter(resolution=0).exists()


@in_world
@pytest.mark.sqlite_only
@pytest.mark.parametrize("failing_step", [1, 4])
def test_stopped_loading_goes_on_to_the_same_world(
    data_dir, small_world, monkeypatch, failing_step
):
    steps = loading._steps

    def broken_steps(end: datetime) -> list[Any]:
        found = steps(end)

        def breaks(actor: Actor, moment: datetime) -> None:
            found[failing_step](actor, moment)
            raise KeyboardInterrupt

        return [*found[:failing_step], breaks, *found[failing_step + 1 :]]

    with monkeypatch.context() as patched:
        patched.setattr(loading, "_steps", broken_steps)
        with pytest.raises(KeyboardInterrupt):
            load_demo(end=END)
    state = demo_state()
    assert state is not None
    assert state.done == failing_step

    load_demo()

    assert counts() == {
        **counts(),
        "User": 42,
        "Ticket": FEW,
        "Company": 11,
        "ConfigurationItem": 61,
    }
    assert Counter(Ticket.objects.values_list("title", flat=True)) == Counter(
        story.title for story in make_stories(END)[:FEW]
    )


@in_world
@pytest.mark.parametrize("used", ["person", "company", "group"])
def test_desk_in_use_stays_as_it_is(data_dir, used, capsys):
    {"person": make.person, "company": lambda name: make.company(name=name), "group": make.group}[
        used
    ]("first")
    before = counts()

    with pytest.raises(DeskIsNotEmpty):
        load_demo()
    call_command("load_demo")

    assert counts() == before
    assert not sign_ins_path().exists()
    assert "in use" in capsys.readouterr().out


@in_world
@pytest.mark.sqlite_only
def test_command_says_where_the_sign_ins_are_and_shows_no_password(data_dir, small_world, capsys):
    call_command("load_demo")

    shown = capsys.readouterr().out
    password = sign_ins_path().read_text().split()[1]
    assert str(sign_ins_path()) in shown
    assert password not in shown


@pytest.mark.django_db
def test_history_of_a_ticket_ends_where_the_ticket_is(loaded):
    for ticket in Ticket.objects.select_related("status"):
        entries = list(
            JournalEntry.objects.filter(noun="ticket", object_id=ticket.pk).order_by("id")
        )
        changes: dict[str, Any] = {k: v[1] for entry in entries for k, v in entry.changes.items()}
        moments = [entry.recorded_at for entry in entries]
        assert entries[0].verb == "ticket.created"
        assert moments == sorted(moments)
        assert changes["status"] == ticket.status_id
        assert changes["assignee"] == ticket.assignee_id
        assert ticket.work_seconds == sum(
            work.seconds for work in Workunit.objects.filter(followup__ticket=ticket)
        )


@pytest.mark.django_db
def test_sign_ins_are_kept_for_the_owner_only_and_work(loaded):
    assert stat.S_IMODE(sign_ins_path().stat().st_mode) == 0o600
    lines = [line.split() for line in sign_ins_path().read_text().splitlines()]
    people = {name: sign_in(name, password, address="127.0.0.1") for name, password, *_ in lines}
    assert list(people) == ["admin", "ana.ruiz", "otto.lind", "rita.wells"]
    assert is_administrator(Actor(user=people["admin"], door="test"))
    assert [people[name].is_agent for name in people] == [True, True, True, False]


@pytest.mark.django_db
def test_agent_sees_the_tickets_of_the_own_groups_and_a_customer_the_own_ones(loaded):
    otto = Actor(user=User.objects.get(username="otto.lind"), door="test")
    rita = Actor(user=User.objects.get(username="rita.wells"), door="test")

    network = Ticket.objects.filter(support_group__name="Network & Telecoms").count()
    assert queries.visible_tickets(otto).count() >= network > 1
    own = Ticket.objects.filter(requester=rita.user).count()
    assert queries.visible_tickets(rita).count() == own > 0


@pytest.mark.django_db
def test_no_group_has_the_number_that_older_apis_read_as_all(loaded):
    assert not Group.objects.filter(pk=1).exists()


@pytest.mark.django_db
def test_loading_again_changes_nothing(loaded):
    before, passwords = counts(), sign_ins_path().read_text()

    state = load_demo()

    assert state.is_complete
    assert counts() == before
    assert sign_ins_path().read_text() == passwords
