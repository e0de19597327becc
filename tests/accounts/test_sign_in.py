"""Signing in: what is counted, who is paused how long, and who never enters."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import hashers
from django.core.cache import caches

from accounts.drafts import UserPatch
from accounts.models import FailedLogin, KnownAddress, User
from accounts.operations import change_settings, set_password, sign_in, update_user
from accounts.operations.sign_in import LONGEST_PAUSE, clear_limiter
from audit.models import JournalEntry
from tests import make

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class NewHasher(hashers.PBKDF2PasswordHasher):
    """A better kind of hash, quick for tests."""

    algorithm, iterations = "new", 1


PAUSE = timedelta(minutes=15)
HOME, AWAY = "192.0.2.1", "198.51.100.7"
PASSWORD = "open sesame"


@pytest.fixture(autouse=True)
def clock():
    caches["verified"].clear()
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana() -> User:
    return set_password(make.system(), make.agent("Ana").user.pk, PASSWORD)


def enters(login: str = "ana", password: str = PASSWORD, address: str = HOME) -> bool:
    return sign_in(login, password, address=address) is not None


def guess(times: int, login: str = "ana", address: str = AWAY) -> None:
    for number in range(times):
        assert not enters(login, f"guess {number}", address)


def failures() -> dict[str, int]:
    return dict(FailedLogin.objects.values_list("key", "failures"))


def test_name_counts_whatever_its_case_and_password_as_it_is(ana):
    assert sign_in("ANA", PASSWORD, address=HOME) == ana
    assert not enters(password=PASSWORD.upper())


def test_only_wrong_secrets_are_counted(ana):
    enters()
    enters(password="")
    enters(login="")
    enters(password="x" * 1025)
    enters(password="a\0b")

    assert failures() == {}

    enters(password="wrong")
    enters(login="nobody")
    assert failures() == {"account:ana": 1, f"address:{HOME}": 2, "account:nobody": 1}


def test_account_is_paused_after_ten_wrong_secrets(ana):
    guess(9)
    assert enters(address="203.0.113.9")
    guess(1)

    assert not enters(address="203.0.113.10")


def test_pause_of_a_person_is_journaled_once_with_the_address_that_guessed(ana):
    guess(9)
    assert not JournalEntry.objects.filter(verb="user.sign_in_paused").exists()
    guess(4)
    guess(11, login="nobody")

    entry = JournalEntry.objects.get(verb="user.sign_in_paused")
    assert (entry.object_id, entry.address, entry.door) == (ana.pk, AWAY, "system:limiter")
    assert entry.changes == {"paused_until": [None, (NINE + PAUSE).isoformat()]}
    assert "guess" not in str(JournalEntry.objects.values().get(pk=entry.pk))


def test_wrong_secrets_of_a_known_address_in_a_pause_add_no_entry(ana, clock):
    enters(address=HOME)
    guess(10)
    guess(3, address=HOME)
    assert JournalEntry.objects.filter(verb="user.sign_in_paused").count() == 1

    clock.shift(timedelta(hours=2))
    guess(10)

    assert JournalEntry.objects.filter(verb="user.sign_in_paused").count() == 2


def test_pause_ends_and_the_window_begins_anew(ana, clock):
    guess(10)
    clock.shift(timedelta(minutes=15, seconds=1))

    assert enters()
    guess(1)
    assert failures()["account:ana"] == 1


def test_pause_grows_with_every_ten_more_but_not_over_a_day(ana, clock):
    pauses = []
    for _ in range(12):
        for _ in range(10):
            FailedLogin.objects.update(blocked_until_at=None)
            guess(1)
        until = FailedLogin.objects.get(key="account:ana").blocked_until_at
        pauses.append(until - clock_now())

    # the first failure past a limit sets the pause; the tenth after it doubles it
    assert pauses[0] == timedelta(minutes=15)
    assert pauses == sorted(pauses)
    assert pauses[1] == timedelta(minutes=30)
    assert pauses[-1] == LONGEST_PAUSE


def clock_now() -> datetime:
    return datetime.now(UTC)


def test_failures_of_an_old_window_are_forgotten(ana, clock):
    guess(9)
    clock.shift(timedelta(minutes=16))
    guess(9)

    assert enters()


def test_address_is_paused_for_everybody_after_a_hundred(ana):
    set_password(make.system(), make.agent("otto").user.pk, PASSWORD)
    enters(login="otto", address=AWAY)
    guess(1, login="first")
    FailedLogin.objects.filter(key=f"address:{AWAY}").update(failures=98)
    guess(1, login="another")
    assert enters(login="otto", address=AWAY)
    guess(1, login="third")

    assert not enters(address=AWAY)
    assert not enters(login="otto", address=AWAY)
    assert enters(address=HOME)


def test_known_address_passes_while_strangers_guess(ana):
    assert enters(address=HOME)

    guess(10, address=AWAY)

    assert enters(address=HOME)
    assert not enters(address="203.0.113.10")
    assert list(KnownAddress.objects.values_list("address", flat=True)) == [HOME]


def test_address_is_known_by_success_alone(ana):
    enters(password="wrong")

    assert not KnownAddress.objects.exists()


@pytest.mark.parametrize("paused", [False, True])
def test_unknown_name_costs_one_hash_like_a_known_one(ana, monkeypatch, paused):
    if paused:
        for login in ("ana", "nobody"):
            guess(10, login=login)
    made = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self, password, salt):
        made.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    enters(password="wrong")
    known = len(made)
    enters(login="nobody", password="wrong")

    assert (known, len(made)) == (1, 2)


@pytest.mark.parametrize(
    "columns",
    [
        {"is_active": False},
        {"deleted_at": NINE},
        {"is_external": True},
        {"valid_from_at": NINE + timedelta(seconds=1)},
        {"valid_until_at": NINE},
        {"password": "!unusable"},
    ],
)
def test_closed_account_is_entered_by_nobody(ana, columns):
    assert enters()
    User.objects.filter(pk=ana.pk).update(**columns)

    assert not enters()


def test_right_password_of_a_disabled_person_is_not_counted(ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert not enters()
    assert failures() == {}


def test_system_user_never_enters():
    system = User.objects.get(is_system=True)
    system.set_password(PASSWORD)
    system.is_active = True
    system.save()

    assert not enters(login=system.username)


def test_verified_password_is_remembered_until_it_changes(ana, monkeypatch):
    assert enters()
    checked = []
    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", lambda *_: checked.append(1) or False)
    assert enters()
    assert checked == []
    monkeypatch.undo()

    set_password(make.system(), ana.pk, "another one")

    assert not enters()
    assert enters(password="another one")


def test_verified_password_is_remembered_five_minutes(ana, monkeypatch, clock):
    enters()
    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", lambda *_: False)

    clock.shift(timedelta(seconds=299))
    assert enters()
    clock.shift(timedelta(seconds=2))
    assert not enters()


def test_wrong_password_is_never_remembered(ana):
    guess(2)

    assert failures()["account:ana"] == 2


def test_remembered_password_does_not_open_a_disabled_account(ana):
    enters()

    update_user(make.system(), ana.pk, UserPatch(is_active=False))

    assert not enters()


def test_old_hash_is_upgraded_on_the_way_in(ana, settings):
    old = User.objects.get(pk=ana.pk).password
    settings.PASSWORD_HASHERS = [
        f"{__name__}.NewHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]

    assert enters()

    new = User.objects.get(pk=ana.pk).password
    assert (old.split("$")[0], new.split("$")[0]) == ("md5", "new")
    assert enters()


def test_limits_are_settings_that_count_at_once(ana):
    change_settings(make.system(), {"limits.account_failures": 2, "limits.window_minutes": 1})

    guess(2)

    assert not enters()
    row = FailedLogin.objects.get(key="account:ana")
    assert row.blocked_until_at == NINE + timedelta(minutes=1)


def test_limiter_forgets_when_told(ana):
    guess(10)

    clear_limiter()

    assert enters()
