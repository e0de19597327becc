"""Tokens and API clients: shown once, kept as hashes, ended at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.drafts import UserPatch
from accounts.models import ApiClient, FailedLogin, Token, User
from accounts.operations import (
    create_api_client,
    create_token,
    delete_user,
    find_client,
    import_api_client,
    import_token,
    install_base_data,
    revoke_token,
    set_client_secret,
    set_password,
    sign_in_with_token,
    update_api_client,
    update_user,
)
from audit.models import JournalEntry
from files.models import DocumentType
from tests import make

pytestmark = pytest.mark.django_db

HOME = "192.0.2.1"


@pytest.fixture
def root():
    return make.administrator()


@pytest.fixture
def ana():
    return make.agent("ana")


def opens(secret: str) -> bool:
    return sign_in_with_token(secret, address=HOME) is not None


def test_token_is_stored_and_journaled_without_its_secret(ana):
    token, secret = create_token(ana, ana.user, name="script")

    assert len(secret) >= 22
    assert secret not in str(Token.objects.values().get())
    entry = JournalEntry.objects.get(verb="user.token_created")
    assert (entry.object_id, entry.part_id) == (ana.user.pk, token.pk)
    assert entry.changes == {"token": [None, secret[:8]]}
    assert sign_in_with_token(secret, address=HOME) == token
    assert Token.objects.get().last_used_at is not None


def test_wrong_token_counts_against_the_address_alone(ana):
    create_token(ana, ana.user, name="script")

    assert not opens("guess")
    assert list(FailedLogin.objects.values_list("key", "failures")) == [(f"address:{HOME}", 1)]


@pytest.mark.parametrize("secret", ["", "x" * 1025, "a\0b"])
def test_what_is_no_token_is_refused_without_counting(secret):
    assert not opens(secret)
    assert not FailedLogin.objects.exists()


def test_paused_address_opens_nothing(ana):
    _, secret = create_token(ana, ana.user, name="script")
    FailedLogin.objects.create(
        key=f"address:{HOME}",
        failures=100,
        window_started_at=timezone.now(),
        blocked_until_at=timezone.now() + timedelta(minutes=1),
    )

    assert not opens(secret)
    assert sign_in_with_token(secret, address="192.0.2.2") is not None


ENDS = {
    "revoked": lambda root, token: revoke_token(root, token.pk),
    "expired": lambda root, token: Token.objects.update(expires_at=timezone.now()),
    "disabled": lambda root, token: update_user(root, token.user_id, UserPatch(is_active=False)),
    "deleted": lambda root, token: delete_user(root, token.user_id),
    "password changed": lambda root, token: set_password(root, token.user_id, "another"),
    "left": lambda root, token: User.objects.update(valid_until_at=timezone.now()),
}


@pytest.mark.parametrize("end", ENDS)
def test_token_ends_at_once(root, ana, end):
    token, secret = create_token(ana, ana.user, name="script")
    assert opens(secret)

    ENDS[end](root, token)

    assert not opens(secret)


def test_token_of_a_disabled_person_does_not_come_back_with_the_person(root, ana):
    _, secret = create_token(ana, ana.user, name="script")

    update_user(root, ana.user.pk, UserPatch(is_active=False))
    update_user(root, ana.user.pk, UserPatch(is_active=True))

    assert not opens(secret)


def test_revoking_twice_leaves_one_entry(ana):
    token, _ = create_token(ana, ana.user, name="script")

    revoke_token(ana, token.pk)
    revoke_token(ana, token.pk)

    assert JournalEntry.objects.filter(verb="user.token_revoked").count() == 1


def test_nobody_makes_or_ends_tokens_of_others_without_managing_them(root, ana):
    otto = make.agent("otto")
    boss = make.actor("boss", "user.manage", "user.read")
    token, _ = create_token(root, root.user, name="root's")

    for actor, person in ((otto, ana.user), (boss, root.user), (boss, ana.user)):
        Token.objects.filter(user=ana.user).delete()
        if (actor, person) == (boss, ana.user):
            continue
        with pytest.raises(PermissionDenied):
            create_token(actor, person, name="x")
    with pytest.raises(PermissionDenied):
        revoke_token(boss, token.pk)

    assert create_token(boss, ana.user, name="x")
    assert Token.objects.count() == 2


def test_imported_token_opens_as_it_did_at_the_other_desk(root, ana):
    import_token(root, ana.user, "secret-from-there", name="old")

    assert opens("secret-from-there")
    with pytest.raises(PermissionDenied):
        import_token(ana, ana.user, "x", name="x")


def test_empty_desk_lets_in_the_same_machine_without_api_password():
    install_base_data(make.system())
    install_base_data(make.system())

    assert [find_client("integria", address, "")[1] for address in ("127.0.0.9", "::1")] == [
        True,
        True,
    ]
    assert find_client("integria", "192.0.2.1", "") == (None, False)
    assert find_client("glpi", "127.0.0.1", "") == (None, False)
    assert ApiClient.objects.count() == 1


def test_kinds_of_files_that_were_removed_stay_removed():
    install_base_data(make.system())
    assert DocumentType.objects.filter(ending="pdf").exists()
    DocumentType.objects.all().delete()

    install_base_data(make.system())

    assert not DocumentType.objects.exists()


@pytest.mark.parametrize(
    ("networks", "address", "is_listed"),
    [
        (["192.0.2.1"], "192.0.2.1", True),
        (["192.0.2.1"], "192.0.2.10", False),
        (["192.0.2.0/24"], "192.0.2.10", True),
        (["2001:db8::/32"], "2001:db8::7", True),
        (["192.0.2.0/24"], "::ffff:192.0.2.10", True),
        (["127.0.0.1"], "::1", True),
        (["*"], "", True),
        (["192.0.2.0/24"], "", False),
        (["192.0.2.0/24"], "not an address", False),
        ([], "127.0.0.1", False),
    ],
)
def test_client_is_found_by_its_networks(root, networks, address, is_listed):
    create_api_client(root, name="monitoring", dialect="integria", networks=networks)

    assert find_client("integria", address, "")[1] is is_listed


def test_client_with_a_secret_is_found_by_it_alone(root):
    client = create_api_client(
        root, name="monitoring", dialect="integria", networks=["*"], secret="s3cret"
    )

    assert find_client("integria", HOME, "s3cret") == (client, True)
    assert find_client("integria", HOME, "S3CRET") == (None, True)
    assert find_client("integria", HOME, "") == (None, True)

    set_client_secret(root, client.pk, "")
    assert find_client("integria", HOME, "whatever") == (client, True)
    assert "s3cret" not in str(list(JournalEntry.objects.values()))
    assert "s3cret" not in str(list(ApiClient.objects.values()))


def test_inactive_client_is_unknown(root):
    client = create_api_client(root, name="m", dialect="integria", networks=["*"])

    update_api_client(root, client.pk, {"is_active": False})

    assert find_client("integria", HOME, "") == (None, False)
    assert JournalEntry.objects.get(verb="apiclient.updated").changes == {
        "is_active": [True, False]
    }


@pytest.mark.parametrize("network", ["", "nonsense", "10.0.0.0/99", "127.0.0.1 or 1=1"])
def test_network_that_is_none_is_refused(root, network):
    with pytest.raises(ValidationError):
        create_api_client(root, name="m", dialect="integria", networks=[network])
    client = create_api_client(root, name="m", dialect="integria", networks=[])
    with pytest.raises(ValidationError):
        update_api_client(root, client.pk, {"networks": [network]})

    assert ApiClient.objects.get().networks == []


def test_clients_are_for_who_manages_settings(root, ana):
    client = create_api_client(root, name="m", dialect="integria", networks=[])

    for refused in (
        lambda: create_api_client(ana, name="m", dialect="integria", networks=["*"]),
        lambda: update_api_client(ana, client.pk, {"networks": ["*"]}),
        lambda: set_client_secret(ana, client.pk, "x"),
        lambda: import_api_client(ana, name="m", dialect="integria", networks=["*"]),
    ):
        with pytest.raises(PermissionDenied):
            refused()

    assert ApiClient.objects.get().networks == []
