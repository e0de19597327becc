"""Links by mail: who gets one, how long it is good, and that nobody else can read it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.drafts import UserPatch
from accounts.models import EntryLink, User
from accounts.operations import (
    create_token,
    request_password_reset,
    send_invitation,
    set_password,
    set_password_by_link,
    sign_in,
    update_user,
)
from accounts.secrets import token_hash
from accounts.vocabulary import LinkPurpose
from audit.actor import Actor
from audit.models import JournalEntry
from notify.delivery import deliver
from notify.models import OutgoingMail
from tests import make

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOME = "192.0.2.1"
PASSWORD = "a long enough secret"
RESET, INVITATION = LinkPurpose.RESET, LinkPurpose.INVITATION


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rita() -> User:
    user = make.customer("Rita").user
    return update_user(make.system(), user.pk, UserPatch(email="rita@example.com"))


def stranger() -> Actor:
    return Actor(door="web", address=HOME)


def sent_secret() -> str:
    """Deliver what waits and return the secret of the link in the last mail."""
    for row in OutgoingMail.objects.filter(state="waiting"):
        assert deliver(row.pk)
    found = re.search(r"/accounts/(?:reset|invitation)/([^/\s]+)/", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_invited_person_chooses_a_password_and_signs_in(rita):
    send_invitation(make.system(), rita)

    set_password_by_link(stranger(), sent_secret(), INVITATION, PASSWORD)

    assert sign_in("rita", PASSWORD, address=HOME) == rita
    verbs = JournalEntry.objects.filter(object_id=rita.pk, noun="user").order_by("pk")
    assert [entry.verb for entry in verbs][-2:] == ["user.invited", "user.password_changed"]


def test_link_is_good_once_and_for_its_purpose(rita):
    send_invitation(make.system(), rita)
    secret = sent_secret()

    with pytest.raises(ValidationError):
        set_password_by_link(stranger(), secret, RESET, PASSWORD)
    set_password_by_link(stranger(), secret, INVITATION, PASSWORD)
    with pytest.raises(ValidationError):
        set_password_by_link(stranger(), secret, INVITATION, "another long secret")

    assert sign_in("rita", PASSWORD, address=HOME) == rita


@pytest.mark.parametrize(("purpose", "hours"), [(RESET, 1), (INVITATION, 72)])
def test_link_grows_old(rita, clock, purpose: LinkPurpose, hours: int):
    if purpose == RESET:
        request_password_reset(stranger(), "rita")
    else:
        send_invitation(make.system(), rita)
    secret = sent_secret()

    clock.shift(timedelta(hours=hours))

    with pytest.raises(ValidationError):
        set_password_by_link(stranger(), secret, purpose, PASSWORD)
    assert sign_in("rita", PASSWORD, address=HOME) is None


def test_new_link_and_new_password_end_the_links_before(rita):
    send_invitation(make.system(), rita)
    first = sent_secret()
    send_invitation(make.system(), rita)
    second = sent_secret()

    with pytest.raises(ValidationError):
        set_password_by_link(stranger(), first, INVITATION, PASSWORD)
    set_password(make.system(), rita.pk, "set by somebody else")
    with pytest.raises(ValidationError):
        set_password_by_link(stranger(), second, INVITATION, PASSWORD)


def test_new_password_by_link_ends_tokens(rita):
    token, _ = create_token(make.known("Rita"), rita, name="script")
    request_password_reset(stranger(), "rita")

    set_password_by_link(stranger(), sent_secret(), RESET, PASSWORD)

    token.refresh_from_db()
    assert token.revoked_at is not None


def test_secret_is_stored_nowhere_readable(rita):
    request_password_reset(stranger(), "rita")
    (waiting,) = OutgoingMail.objects.all()
    before = repr(OutgoingMail.objects.values().get())

    secret = sent_secret()

    assert EntryLink.objects.get().token_hash == token_hash(secret)
    assert waiting.sealed
    after = OutgoingMail.objects.values().get()
    assert secret not in before + repr(after) + repr(list(JournalEntry.objects.values()))
    assert (after["sealed"], after["body_text"]) == ("", "")
    assert after["subject"] == "Choose a new password"


@pytest.mark.parametrize("login", ["rita", "RITA", "rita@example.com", "Rita@Example.com"])
def test_reset_goes_by_name_or_address(rita, login: str):
    request_password_reset(stranger(), login)

    assert [row.recipient for row in OutgoingMail.objects.all()] == ["rita@example.com"]


def test_nobody_else_gets_a_reset(rita):
    User.objects.filter(pk=rita.pk).update(is_active=False)
    make.person("twin-a")
    for name in ("rita", "twin-a", "nobody", "nobody@example.com", ""):
        request_password_reset(stranger(), name)

    assert not OutgoingMail.objects.exists()
    assert not EntryLink.objects.exists()


def test_resets_of_one_account_are_limited(rita, clock):
    for _ in range(5):
        request_password_reset(stranger(), "rita")
    assert OutgoingMail.objects.count() == 3

    clock.shift(timedelta(minutes=31))
    request_password_reset(stranger(), "rita")
    assert OutgoingMail.objects.count() == 4


def test_only_who_manages_a_person_invites(rita):
    clerk = make.actor("clerk", "user.read")

    with pytest.raises(PermissionDenied):
        send_invitation(clerk, rita)
    assert not OutgoingMail.objects.exists()


def test_person_without_address_cannot_be_invited():
    with pytest.raises(ValidationError):
        send_invitation(make.system(), make.person("mute"))
    assert not EntryLink.objects.exists()
