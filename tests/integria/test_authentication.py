"""Who may call: the four forms, the order of the checks, and that every refusal looks alike."""

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.models import ApiClient, FailedLogin, Grant, KnownAddress, Role, User
from accounts.operations import (
    change_settings,
    create_token,
    delete_user,
    set_client_secret,
    set_password,
    update_api_client,
)
from api_compat.wire.query import MAX_CREDENTIAL_LENGTH
from tests import make
from tests.integria.client import HOME, PASSWORD, call, known

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

OK, REFUSED = b"1", b""
AWAY = "192.0.2.9"


@pytest.fixture
def ana(root):
    ana = make.agent("ana")
    known(ana)
    return ana


@pytest.fixture
def client(root):
    return ApiClient.objects.get()


def enters(**fields) -> bool:
    body = call("get_login", **{"user": "ana", **fields})
    assert body in (OK, REFUSED)
    return body == OK


def bearer(secret: str) -> dict[str, object]:
    return {"headers": {"Authorization": f"Bearer {secret}"}, "user_pass": None}


def failures() -> dict[str, int]:
    return dict(FailedLogin.objects.values_list("key", "failures"))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_user_and_password_are_enough_in_a_new_desk_on_this_machine(ana, method):
    assert enters(method=method)
    assert enters(method=method, user="ANA")
    assert not enters(method=method, user_pass="wrong")


def test_address_that_is_not_listed_is_refused_before_anything_is_counted(ana, client):
    assert not enters(address=AWAY)
    assert not enters(address=AWAY, user_pass="wrong")
    assert failures() == {}

    update_api_client(make.system(), client.pk, {"networks": ["192.0.2.0/28"]})

    assert enters(address=AWAY)
    assert not enters(address=HOME)


def test_address_is_compared_as_a_network_not_as_a_text(ana, client):
    update_api_client(make.system(), client.pk, {"networks": ["192.0.2.1"]})

    assert not enters(address="192.0.2.11")
    assert not enters(address="1192.0.2.1")


def test_api_password_is_asked_for_only_where_there_is_one(ana, client):
    assert enters(**{"pass": "whatever"})

    set_client_secret(make.system(), client.pk, "s3cret")

    assert enters(**{"pass": "s3cret"})
    assert not enters(**{"pass": "S3CRET"})
    assert not enters()


def test_wrong_api_password_counts_against_the_address_and_a_missing_one_does_not(ana, client):
    set_client_secret(make.system(), client.pk, "s3cret")

    enters()
    assert failures() == {}
    enters(**{"pass": "guess"})
    assert failures() == {f"address:{HOME}": 1}


def test_api_password_is_asked_before_the_user_s_password(ana, client):
    set_client_secret(make.system(), client.pk, "s3cret")

    enters(user_pass="guess", **{"pass": "guess"})
    assert list(failures()) == [f"address:{HOME}"]
    enters(user_pass="guess", **{"pass": "s3cret"})
    assert failures() == {f"address:{HOME}": 2, "account:ana": 1}


def test_paused_address_is_refused_with_the_right_password(ana):
    change_settings(make.system(), {"limits.address_failures": 3})
    for number in range(3):
        enters(user=f"nobody{number}", user_pass="guess")

    assert not enters()
    assert enters(address="127.0.0.2")


def test_known_address_enters_while_strangers_guess(ana):
    change_settings(make.system(), {"limits.account_failures": 2})
    assert enters()
    for _ in range(3):
        enters(user_pass="guess", address="127.0.0.2")

    assert enters()
    assert not enters(address="127.0.0.2")
    assert list(KnownAddress.objects.values_list("address", flat=True)) == [HOME]


def test_validate_user_counts_as_a_sign_in_of_the_account_it_names(root, ana):
    change_settings(make.system(), {"limits.account_failures": 2})

    assert call("validate_user", "ana", PASSWORD) == b"1"
    for _ in range(2):
        assert call("validate_user", "ana", "guess", address="127.0.0.2") == b"0"

    assert failures()["account:ana"] == 2
    assert call("validate_user", "ana", PASSWORD, address="127.0.0.3") == b"0"


@pytest.mark.parametrize(
    "end",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: delete_user(make.system(), user.pk),
        lambda user: User.objects.filter(pk=user.pk).update(is_external=True),
        lambda user: User.objects.filter(pk=user.pk).update(valid_until_at="2020-01-01T00:00Z"),
        lambda user: set_password(make.system(), user.pk, "another"),
    ],
    ids=["disabled", "deleted", "external", "expired", "password changed"],
)
def test_account_that_ended_is_refused_at_once(ana, end):
    _, secret = create_token(ana, ana.user, name="script")
    assert enters()
    assert enters(**bearer(secret))

    end(ana.user)

    assert not enters()
    assert not enters(**bearer(secret))


def test_bearer_token_stands_for_user_and_api_password(ana, client):
    set_client_secret(make.system(), client.pk, "s3cret")
    _, secret = create_token(ana, ana.user, name="script")

    assert enters(**bearer(secret))
    assert enters(**{**bearer(secret), "user": None})
    assert enters(**{**bearer(secret), "user": "ANA"})
    assert enters(**{**bearer(secret), "pass": "wrong"})
    assert not enters(**bearer(secret), address=AWAY)


@pytest.mark.parametrize("user", ["root", "nobody"])
def test_bearer_token_is_refused_beside_another_user(ana, user):
    _, secret = create_token(ana, ana.user, name="script")

    assert not enters(**{**bearer(secret), "user": user})


def test_wrong_bearer_token_is_refused_even_where_the_api_password_would_do(ana, client):
    set_client_secret(make.system(), client.pk, "s3cret")
    change_settings(make.system(), {"integria.allow_no_user_password": True})

    assert not enters(**{**bearer("guess"), "pass": "s3cret"})
    assert failures() == {f"address:{HOME}": 1}


def test_password_beside_a_bearer_token_is_the_one_that_counts(ana):
    header = {"headers": {"Authorization": "Bearer guess"}}

    assert enters(**header)
    assert not enters(user_pass="wrong", **header)


def test_password_is_needed_unless_the_switch_says_otherwise(ana, client):
    with_secret = {"user_pass": None, "pass": "s3cret"}
    assert not enters(**with_secret)
    set_client_secret(make.system(), client.pk, "s3cret")
    assert not enters(**with_secret)

    change_settings(make.system(), {"integria.allow_no_user_password": True})

    assert enters(**with_secret)
    assert not enters(user_pass=None, **{"pass": "wrong"})
    assert not enters(user_pass="wrong", **{"pass": "s3cret"})
    assert not enters(user="nobody", **with_secret)


def test_switch_does_nothing_where_no_api_password_is_asked_for(ana):
    change_settings(make.system(), {"integria.allow_no_user_password": True})

    assert not enters(user_pass=None)


@pytest.mark.parametrize(
    "columns",
    [
        {"is_active": False},
        {"is_external": True},
        {"valid_until_at": "2020-01-01T00:00Z"},
        {"is_system": True},
    ],
)
def test_without_user_password_closed_accounts_stay_closed(ana, client, columns):
    set_client_secret(make.system(), client.pk, "s3cret")
    change_settings(make.system(), {"integria.allow_no_user_password": True})
    User.objects.filter(pk=ana.user.pk).update(**columns)

    assert not enters(user_pass=None, **{"pass": "s3cret"})


def test_without_user_password_nobody_is_an_administrator(root, client):
    set_client_secret(make.system(), client.pk, "s3cret")
    change_settings(make.system(), {"integria.allow_no_user_password": True})

    assert not enters(user="root", user_pass=None, **{"pass": "s3cret"})


DOUBTFUL = [
    {"user": ["ana", "ana"]},
    {"user_pass": [PASSWORD, PASSWORD]},
    {"pass": ["", ""]},
    {"user[]": "ana"},
    {"user_pass[0]": PASSWORD},
    {"pass[x]": "1"},
    {"user": "a" * (MAX_CREDENTIAL_LENGTH + 1)},
    {"user_pass": "a" * (MAX_CREDENTIAL_LENGTH + 1)},
    {"user": "ana\0"},
    {"user_pass": PASSWORD + "\0"},
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("fields", DOUBTFUL)
def test_credential_that_is_not_one_text_is_refused_and_not_counted(ana, fields, method):
    assert not enters(method=method, **fields)
    assert failures() == {}


def test_form_hides_the_query_even_with_an_empty_value(ana, client):
    path = f"/integria/include/api.php?user=ana&user_pass={PASSWORD}&op=get_login"
    machine = Client(REMOTE_ADDR=HOME)

    assert machine.post(path).content == OK
    assert machine.post(path, {"user_pass": ""}).content == REFUSED
    assert machine.post(path, {"user_pass": PASSWORD, "op": "get_groups"}).content == REFUSED


def test_cookie_of_a_browser_opens_nothing(ana):
    browser = Client(REMOTE_ADDR=HOME)
    browser.force_login(ana.user)

    answer = browser.get("/integria/include/api.php?user=ana&op=get_login")

    assert answer.content == REFUSED
    assert not answer.cookies


def test_both_roots_answer_alike_and_nothing_in_an_answer_may_run(ana):
    query = {"user": "ana", "user_pass": PASSWORD, "op": "get_login"}
    for path in ("/integria/include/api.php", "/include/api.php"):
        answer = Client(REMOTE_ADDR=HOME).get(path, query)
        assert answer.content == OK
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"


def test_version_is_told_to_everybody_unless_it_is_hidden(root):
    line = call("", user=None, user_pass=None, info="version", address=AWAY).decode()

    assert line.startswith("Babeldesk OpenSource Edition ")
    assert line.endswith(" MR97")
    change_settings(make.system(), {"integria.shows_version": False})
    assert call("", user=None, user_pass=None, info="version") == REFUSED
    assert call("get_login", info="other") == OK


def test_version_line_is_put_together_from_settings(root):
    told = {"product": "Old Desk", "edition": "Enterprise", "version": "5.0", "build": "150817"}
    change_settings(
        make.system(),
        {"integria.minor_release": "56", **{f"integria.{k}": v for k, v in told.items()}},
    )

    assert call("", info="version") == b"Old Desk Enterprise Edition 5.0 Build 150817 MR56"


@pytest.mark.parametrize("op", ["", "nonsense", "GET_LOGIN", "__class__", "get_login ", "ops"])
def test_op_that_is_not_in_the_table_is_refused_like_a_bad_sign_in(ana, op):
    assert call(op, user="ana") == REFUSED


def test_change_of_rights_is_seen_by_the_next_call(root, ana):
    caches["verified"].clear()
    assert call("user_exists", "root", user="ana") == REFUSED

    Grant.objects.create(user=ana.user, role=Role.objects.get(name="Agent"))

    assert call("user_exists", "root", user="ana") == OK
