"""The back office: who enters, what it shows; people and machines, each change an entry."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import ApiClient, Grant, Group, Member, Role, Token, User
from accounts.operations import install_base_data
from accounts.secrets import client_secret_hash, token_hash
from audit.models import JournalEntry
from doors.admin import OnePageAdmin
from notify.models import OutgoingMail
from notify.vocabulary import QueueState
from tests import make
from tests.doors.back_office import (
    PASSWORD,
    administrator,
    colleague,
    entries,
    errors_of,
    last_entry,
    lines,
    mail,
    page,
    user_form,
)

pytestmark = pytest.mark.django_db

PAGES = sorted(admin.site._registry, key=lambda model: model._meta.label)


# --- who enters ------------------------------------------------------------------------------


def test_administrator_signs_in_and_out_with_entries(client: Client):
    root = administrator()
    before = last_entry()

    asked = client.get("/admin/", follow=True)
    form = {"username": "root", "password": PASSWORD, "next": "/admin/"}
    answer = client.post("/accounts/login/", form)
    client.post("/admin/logout/")

    assert asked.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    assert answer.headers["Location"] == "/admin/"
    assert entries(before) == [
        ("user.signed_in", "root", "web", {}),
        ("user.signed_out", "root", "admin", {}),
    ]
    entry = JournalEntry.objects.get(verb="user.signed_in")
    assert (entry.object_id, entry.address) == (root.pk, "127.0.0.1")
    assert entry.request_id
    root.refresh_from_db()
    assert root.last_login_at is not None


@pytest.mark.parametrize("rights", [("ticket.read", "user.read", "setting.manage"), ()])
def test_nobody_but_administrators_enters(client: Client, rights: tuple[str, ...]):
    client.force_login(make.person("ana", *rights, reach="all"))

    assert client.get("/admin/", follow=True).status_code == 403


def test_wrong_password_leaves_no_session_and_no_entry(client: Client):
    administrator()
    before = last_entry()

    answer = client.post("/accounts/login/", {"username": "root", "password": "wrong"})

    assert answer.status_code == 422
    assert entries(before) == []


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_every_list_and_form_answers_an_administrator(client: Client, root: User, model: Any):
    options = admin.site._registry[model]

    answer = client.get(page(model, "changelist"))
    found = client.get(page(model, "changelist"), {"q": "1"})
    form = client.get(page(model, "add"))

    assert (answer.status_code, found.status_code) == (200, 200)
    closed = 302 if isinstance(options, OnePageAdmin) else 403
    assert form.status_code == (200 if options.can_add else closed)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_every_page_refuses_agents_and_customers(client: Client, model: Any):
    for name, rights in (("ana", ("ticket.read", "setting.manage", "user.manage")), ("rita", ())):
        client.force_login(make.person(name, *rights, reach="all"))

        for address in (page(model, "changelist"), page(model, "add")):
            assert client.get(address).status_code == 302
            assert client.post(address, {"name": "x"}).status_code == 302


def test_every_stored_row_has_a_page(client: Client, root: User):
    install_base_data(make.system())
    company = make.company()
    make.invoice(company_id=company.pk)
    make.lead()
    make.contract()
    make.newsletter()
    make.item()
    make.group("Desk")
    mail()
    request = client.get("/admin/").wsgi_request

    for model in PAGES:
        row = admin.site._registry[model].get_queryset(request).first()
        if row is not None and not isinstance(admin.site._registry[model], OnePageAdmin):
            address = page(model, "change", row.pk)
            assert client.get(address).status_code == 200, address


def test_first_page_counts_and_search_finds_pages(client: Client, root: User):
    mail(state=QueueState.FAILED)

    first = client.get("/admin/")
    found = client.get("/admin/search/", {"s": "mail"})
    palette = client.get("/admin/search/", {"s": "user", "extended": "1"})

    counted = {figure.title: figure.value for figure in first.context["figures"]}
    assert (counted["Mail waiting"], counted["Mail given up"]) == (0, 1)
    assert reverse("admin:notify_outgoingmail_changelist") in found.text
    assert reverse("admin:accounts_user_changelist") in palette.text


def test_pages_may_load_from_this_server_only(client: Client, root: User):
    policy = client.get("/admin/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "Content-Security-Policy" not in client.get("/healthz").headers


# --- changes ---------------------------------------------------------------------------------


def test_creating_a_user_leaves_one_entry(client: Client, root: User):
    before = last_entry()

    given = {"username": "otto", "email": "otto@example.com", "is_active": "on", "is_agent": "on"}
    answer = client.post(page(User, "add"), {**given, "password": PASSWORD})

    assert answer.status_code == 302, errors_of(answer)
    assert [entry[:3] for entry in entries(before)] == [("user.created", "root", "admin")]
    assert User.objects.get(username="otto").check_password(PASSWORD)


def test_taken_name_and_weak_password_are_told(client: Client, root: User):
    before = last_entry()

    taken = client.post(page(User, "add"), {"username": "ROOT"})
    weak = client.post(page(User, "add"), {"username": "otto", "password": "short"})

    assert "This login name is taken." in errors_of(taken)
    assert "too short" in errors_of(weak)
    assert entries(before) == []


def test_changing_a_user_leaves_one_entry_with_old_and_new(client: Client, root: User):
    otto = colleague()
    before = last_entry()

    given = user_form(otto, email="otto@example.com", password="not asked for here")
    answer = client.post(page(User, "change", otto.pk), given)

    assert answer.status_code == 302, errors_of(answer)
    changed = ("user.updated", "root", "admin", {"email": ["", "otto@example.com"]})
    assert entries(before) == [changed]


def test_granting_and_revoking_on_the_users_page(client: Client, root: User):
    otto, desk = colleague(), make.group("Desk")
    role = Role.objects.create(name="Agent", rights=["ticket.read"])
    before = last_entry()

    line = {"user": otto.pk, "role": role.pk, "group": desk.pk, "entity": 0, "is_recursive": "on"}
    answer = client.post(page(User, "change", otto.pk), user_form(otto, **lines("grants", **line)))
    grant = Grant.objects.get(user=otto)
    gone = {**line, "id": grant.pk, "DELETE": "on"}
    client.post(page(User, "change", otto.pk), user_form(otto, **lines("grants", **gone)))

    assert answer.status_code == 302
    assert [entry[0] for entry in entries(before)] == ["user.role_granted", "user.role_revoked"]
    assert not Grant.objects.filter(user=otto).exists()


def test_members_of_a_group(client: Client, root: User):
    otto, desk = colleague(), make.group("Desk")
    before = last_entry()
    form = {"name": "Desk", "is_support": "on", "state": "enabled", "engine": "manual"}

    def post(**line: Any) -> None:
        parts = lines("members", group=desk.pk, user=otto.pk, **line)
        answer = client.post(page(Group, "change", desk.pk), {**form, **parts})
        assert answer.status_code == 302, errors_of(answer)

    post(takes_tickets="on", most_open="5")
    member = Member.objects.get(group=desk, user=otto)
    assert (member.is_manager, member.takes_tickets, member.most_open) == (False, True, 5)
    post(id=member.pk, is_manager="on")
    post(id=member.pk, is_manager="on", DELETE="on")

    assert [(entry[0], entry[3]) for entry in entries(before)] == [
        ("group.member_added", {"user": [None, otto.pk]}),
        (
            "group.member_changed",
            {"is_manager": [False, True], "takes_tickets": [True, False], "most_open": [5, None]},
        ),
        ("group.member_removed", {"user": [otto.pk, None]}),
    ]


def test_password_is_set_and_never_shown(client: Client, root: User):
    otto = colleague()
    before = last_entry()
    address = reverse("admin:accounts_user_password", args=[otto.pk])

    form = client.get(address)
    differ = client.post(address, {"password": PASSWORD, "again": "other"})
    done = client.post(address, {"password": PASSWORD, "again": PASSWORD}, follow=True)

    assert (form.status_code, differ.status_code) == (200, 200)
    assert PASSWORD not in differ.text + done.text
    assert [entry[0] for entry in entries(before)] == ["user.password_changed"]
    otto.refresh_from_db()
    assert otto.check_password(PASSWORD)


def test_own_password_is_changed_through_the_operation(client: Client, root: User):
    before = last_entry()
    new = "another long password"

    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = client.post("/admin/password_change/", given)

    assert answer.status_code == 302
    assert [entry[:2] for entry in entries(before)] == [("user.password_changed", "root")]
    assert client.get("/admin/").status_code == 200


def test_deleting_a_user_keeps_the_row_and_refuses_oneself(client: Client, root: User):
    otto = colleague()
    before = last_entry()

    client.post(page(User, "delete", otto.pk), {"post": "yes"})
    refused = client.post(page(User, "delete", root.pk), {"post": "yes"}, follow=True)

    assert [entry[:2] for entry in entries(before)] == [("user.deleted", "root")]
    assert User.objects.get(pk=otto.pk).deleted_at is not None
    assert "Nobody deletes the own account." in refused.text


def test_roles_hold_known_words_and_builtin_ones_stay(client: Client, root: User):
    install_base_data(make.system())
    agent = Role.objects.get(name="Agent")
    before = last_entry()
    given = {"name": "Reader", "interface": "central", "ticket_reach": "all"}

    made = client.post(page(Role, "add"), {**given, "rights": ["ticket.read"]})
    unknown = client.post(page(Role, "add"), {**given, "rights": ["moon.read"]})
    builtin = client.post(page(Role, "change", agent.pk), {**given, "rights": ["*"]})
    reader = Role.objects.get(name="Reader")
    client.post(page(Role, "change", reader.pk), {**given, "rights": ["user.read"]})

    assert (made.status_code, unknown.status_code, builtin.status_code) == (302, 200, 403)
    assert entries(before)[1:] == [
        ("role.updated", "root", "admin", {"rights": [["ticket.read"], ["user.read"]]})
    ]


def test_token_is_shown_once_and_can_be_revoked(client: Client, root: User):
    otto = colleague()
    before = last_entry()

    shown = client.post(page(Token, "add"), {"user": otto.pk, "name": "script", "kind": "personal"})
    found = re.search(r'<code id="secret">([^<]+)</code>', shown.text)
    assert found is not None
    token = Token.objects.get(token_hash=token_hash(found[1]))
    later = [client.get(page(Token, "changelist")), client.get(page(Token, "change", token.pk))]
    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    client.post(page(Token, "changelist"), chosen)

    for answer in later:
        assert found[1] not in answer.text
        assert token.token_hash not in answer.text
    assert found[1] not in str(JournalEntry.objects.values_list("changes", "names", "message"))
    assert [entry[:2] for entry in entries(before)] == [
        ("user.token_created", "root"),
        ("user.token_revoked", "root"),
    ]
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_api_client_with_password(client: Client, root: User):
    before = last_entry()
    given = {"name": "Scripts", "dialect": "integria", "networks": "10.0.0.0/8\n192.168.1.5\n"}

    made = client.post(page(ApiClient, "add"), {**given, "secret": "s3cret-api"})
    row = ApiClient.objects.get(name="Scripts")
    address = reverse("admin:accounts_apiclient_api_password", args=[row.pk])
    unclear = client.post(address, {"secret": ""})
    done = client.post(address, {"secret": "other-api"}, follow=True)
    wrong = client.post(page(ApiClient, "change", row.pk), {**given, "networks": "10.0.0.0/99"})
    moved = client.post(
        page(ApiClient, "change", row.pk),
        {**given, "networks": "*", "is_active": "on", "secret": "not asked for here"},
    )
    pages = [client.get(page(ApiClient, "change", row.pk)), unclear, done]

    assert (made.status_code, unclear.status_code, moved.status_code) == (302, 200, 302)
    assert "Not a network" in errors_of(wrong)
    row.refresh_from_db()
    assert row.networks == ["*"]
    assert row.secret_hash == client_secret_hash("other-api")
    for answer in pages:
        assert "s3cret-api" not in answer.text
        assert "other-api" not in answer.text
        assert row.secret_hash not in answer.text
    assert [entry[0] for entry in entries(before)] == [
        "apiclient.created",
        "apiclient.secret_changed",
        "apiclient.updated",
    ]


def test_a_lost_second_factor_is_removed_and_the_person_told(client: Client, root: User):
    otto = colleague()
    User.objects.filter(pk=otto.pk).update(email="otto@example.com")
    Authenticator.objects.create(user=otto, type=Authenticator.Type.TOTP, data={"secret": "x"})
    address = reverse("admin:accounts_user_drop_second_factor", args=[otto.pk])
    before = last_entry()

    asked = client.get(address)
    assert Authenticator.objects.filter(user=otto).exists()
    done = client.post(address, follow=True)

    assert asked.status_code == 200
    assert "The second factor was removed." in done.text
    assert not Authenticator.objects.filter(user=otto).exists()
    removed = ("user.second_factor_removed", "root", "admin", {"totp": ["set", None]})
    assert entries(before) == [removed]
    assert OutgoingMail.objects.filter(recipient="otto@example.com").count() == 1


def test_who_acted_for_whom_is_read_in_the_journal(client: Client, root: User):
    otto = colleague()
    asked = client.get(reverse("admin:accounts_user_act_for", args=[otto.pk]), follow=True)
    assert "otto" in asked.text

    client.post(asked.redirect_chain[-1][0])
    assert "acting-banner" in client.get("/portal/").text
    closed = client.get("/admin/")
    client.post("/accounts/acting/end/")

    assert closed.status_code in (302, 403)
    assert "root for otto" in client.get(page(JournalEntry, "changelist")).text
    assert "root for otto" in client.get("/admin/").text
    assert "acting-banner" not in client.get("/portal/").text
