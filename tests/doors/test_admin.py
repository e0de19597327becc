"""The back office: who enters, what it shows, and that every change leaves one journal entry."""

import base64
import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import ApiClient, Grant, Group, Member, Role, Setting, Token, User
from accounts.operations import install_base_data, set_password
from accounts.secrets import client_secret_hash, token_hash
from audit.models import JournalEntry
from crm.models import Campaign, Company
from notify.models import OutgoingMail
from notify.operations import import_mail
from notify.vocabulary import QueueState
from tests import make
from tickets.models import (
    CustomField,
    CustomOption,
    FormField,
    RequestSource,
    Status,
    TicketCategory,
    TicketForm,
)

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
PAGES = sorted(admin.site._registry, key=lambda model: model._meta.label)


def administrator(name: str = "root") -> User:
    """Somebody with every right everywhere, and a password."""
    user = make.person(name, "*", reach="all")
    return set_password(make.system(), user.pk, PASSWORD)


def colleague(name: str = "otto") -> User:
    """Somebody to change."""
    return set_password(make.system(), make.person(name).pk, "the old password")


@pytest.fixture
def root(client: Client) -> User:
    """The administrator whom the test's client is signed in as."""
    user = administrator()
    client.force_login(user)
    return user


def page(model: Any, name: str, *args: Any) -> str:
    """Return the address of a page of a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def entries(before: int = 0) -> list[tuple[str, str, str, Any]]:
    """Return (verb, actor's name, door, changes) of the entries after a number."""
    return [
        (entry.verb, entry.names["actor"][1], entry.door, entry.changes)
        for entry in JournalEntry.objects.filter(pk__gt=before).order_by("pk")
    ]


def last_entry() -> int:
    """Return the number of the newest entry."""
    return JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def lines(prefix: str, total: int = 0, **first: Any) -> dict[str, Any]:
    """Return the hidden fields of a list of parts below a form, and its first new line."""
    kept = int(bool(first) and first.get("id") is not None)
    count = 1 if first else total
    shown = {f"{prefix}-0-{name}": value for name, value in first.items()}
    return {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": kept, **shown}


def errors_of(answer: Any) -> str:
    """Return what a form page complains about."""
    form = answer.context["adminform"].form if "adminform" in answer.context else None
    return "" if form is None else str(form.errors)


# --- who enters ------------------------------------------------------------------------------


def test_administrator_signs_in_and_out_with_entries(client: Client):
    root = administrator()
    before = last_entry()

    answer = client.post("/admin/login/?next=/admin/", {"username": "root", "password": PASSWORD})
    client.post("/admin/logout/")

    assert answer.headers["Location"] == "/admin/"
    assert entries(before) == [
        ("user.signed_in", "root", "admin", {}),
        ("user.signed_out", "root", "admin", {}),
    ]
    entry = JournalEntry.objects.get(verb="user.signed_in")
    assert (entry.object_id, entry.address) == (root.pk, "127.0.0.1")
    assert entry.request_id
    root.refresh_from_db()
    assert root.last_login_at is not None


@pytest.mark.parametrize("rights", [("ticket.read", "user.read", "setting.manage"), ()])
def test_nobody_but_administrators_signs_in(client: Client, rights: tuple[str, ...]):
    user = make.person("ana", *rights, reach="all")
    set_password(make.system(), user.pk, PASSWORD)
    before = last_entry()

    answer = client.post("/admin/login/", {"username": "ana", "password": PASSWORD})

    assert answer.status_code == 200
    assert entries(before) == []
    assert client.get("/admin/").status_code == 302


def test_wrong_password_leaves_no_session_and_no_entry(client: Client):
    administrator()
    before = last_entry()

    answer = client.post("/admin/login/", {"username": "root", "password": "wrong"})

    assert answer.status_code == 200
    assert entries(before) == []


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
def test_every_list_and_form_answers_an_administrator(client: Client, root: User, model: Any):
    options = admin.site._registry[model]

    answer = client.get(page(model, "changelist"))
    found = client.get(page(model, "changelist"), {"q": "1"})
    form = client.get(page(model, "add"))

    assert (answer.status_code, found.status_code) == (200, 200)
    assert form.status_code == (200 if options.can_add else 302 if model is Setting else 403)


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
    client.get("/admin/")

    for model in PAGES:
        row = admin.site._registry[model].get_queryset(client.get("/admin/").wsgi_request).first()
        if row is not None and model is not Setting:
            address = page(model, "change", row.pk)
            assert client.get(address).status_code == 200, address


def test_first_page_counts_and_search_finds_pages(client: Client, root: User):
    mail(state=QueueState.FAILED)

    first = client.get("/admin/")
    found = client.get("/admin/search/", {"s": "mail"})
    palette = client.get("/admin/search/", {"s": "user", "extended": "1"})

    counted = {figure["title"]: figure["value"] for figure in first.context["figures"]}
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


def user_form(user: User, **changes: Any) -> dict[str, Any]:
    """Return what the user's page posts."""
    return {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "is_agent": "on" if user.is_agent else "",
        **lines("grants"),
        **lines("memberships"),
        **changes,
    }


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

    post()
    member = Member.objects.get(group=desk, user=otto)
    post(id=member.pk, is_manager="on")
    post(id=member.pk, is_manager="on", DELETE="on")

    assert [entry[:2] for entry in entries(before)] == [
        ("group.member_added", "root"),
        ("group.member_changed", "root"),
        ("group.member_removed", "root"),
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


# --- settings --------------------------------------------------------------------------------


def settings_form(client: Client, **changes: Any) -> dict[str, Any]:
    """Return what the page of settings posts when `changes` are typed into it."""
    form = client.get(page(Setting, "changelist")).context["form"]
    given = {}
    for bound in form:
        value = bound.value()
        if value is not False and value is not None:
            given[bound.name] = value
    return {**given, **changes}


def test_settings_are_all_shown_except_the_desks_own_notes(client: Client, root: User):
    answer = client.get(page(Setting, "changelist"))

    assert "integria.shows_version" in answer.text
    assert "limits.account_failures" in answer.text
    assert "world.integria" not in answer.text


def test_a_switch_is_seen_by_the_next_call_and_leaves_one_entry(client: Client, root: User):
    version = "/integria/include/api.php?info=version"
    before = last_entry()
    client.get(page(Setting, "changelist"))

    open_answer = Client().get(version).content
    given = settings_form(client, **{"integria.product": "Otherdesk"})
    del given["integria.shows_version"]
    answer = client.post(page(Setting, "changelist"), given)
    closed_answer = Client().get(version).content

    assert answer.status_code == 302
    assert open_answer.startswith(b"Babeldesk")
    assert closed_answer == b""
    assert entries(before) == [
        ("setting.changed", "root", "admin", {"integria.product": ["Babeldesk", "Otherdesk"]}),
        ("setting.changed", "root", "admin", {"integria.shows_version": [True, False]}),
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("limits.account_failures", "0", "Must be 1 or more."),
        ("limits.window_minutes", "ten", "Enter a whole number."),
        ("integria.timezone", "Mars/Olympus", "There is no such time zone."),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    client: Client, root: User, name: str, value: str, words: str
):
    before = last_entry()

    answer = client.post(page(Setting, "changelist"), settings_form(client, **{name: value}))

    assert words in answer.text
    assert entries(before) == []


# --- mail ------------------------------------------------------------------------------------


def mail(state: str = QueueState.WAITING, **columns: Any) -> OutgoingMail:
    """A mail in the queue."""
    given = {"recipient": "rita@example.com", "template": "ticket_created", "state": state}
    number = OutgoingMail.objects.count()
    return OutgoingMail.objects.create(**given, **columns, message_id=f"<{number}@desk>")


def test_mail_is_retried_and_aborted(client: Client, root: User, monkeypatch: Any):
    monkeypatch.setattr("notify.operations._nudge", lambda mail_id: None)
    failed, waiting = mail(QueueState.FAILED), mail()
    before = last_entry()

    def act(name: str, *rows: OutgoingMail) -> Any:
        chosen = {"action": name, "_selected_action": [row.pk for row in rows]}
        return client.post(page(OutgoingMail, "changelist"), chosen, follow=True)

    act("retry", failed)
    act("abort", waiting)

    failed.refresh_from_db()
    waiting.refresh_from_db()
    assert (failed.state, waiting.state) == (QueueState.WAITING, QueueState.ABORTED)
    assert [entry[:3] for entry in entries(before)] == [
        ("outgoingmail.retried", "root", "admin"),
        ("outgoingmail.aborted", "root", "admin"),
    ]


def test_sent_and_imported_mail_is_not_sent_again(client: Client, root: User):
    done = mail(QueueState.DONE)
    imported = import_mail(make.system(), recipient="a@example.com", subject="s", body_text="t")
    before = last_entry()

    chosen = {"action": "retry", "_selected_action": [done.pk, imported.pk]}
    answer = client.post(page(OutgoingMail, "changelist"), chosen, follow=True)

    assert "The mail has been sent." in answer.text
    assert "Imported mail is never sent." in answer.text
    assert entries(before) == []


def test_mail_is_found_by_state_and_recipient(client: Client, root: User):
    mail(QueueState.FAILED, subject="Printer on fire")
    mail()

    failed = client.get(page(OutgoingMail, "changelist"), {"state__exact": "failed"})
    found = client.get(page(OutgoingMail, "changelist"), {"q": "printer"})

    assert failed.context["cl"].result_count == 1
    assert found.context["cl"].result_count == 1


# --- what a team sets up ---------------------------------------------------------------------


def test_statuses(client: Client, root: User):
    new = Status.objects.get(code="new")
    before = last_entry()

    given = {"name": "Parts ordered", "category": "waiting", "position": "9", "colour": ""}
    made = client.post(page(Status, "add"), given)
    renamed = client.post(
        page(Status, "change", new.pk), {"name": "Fresh", "category": "closed", "position": "1"}
    )

    assert (made.status_code, renamed.status_code) == (302, 302)
    own = Status.objects.get(name="Parts ordered")
    assert (own.category, own.code, own.own_number) == ("waiting", None, 100)
    new.refresh_from_db()
    assert (new.name, new.category) == ("Fresh", "new")
    assert [entry[0] for entry in entries(before)] == ["status.created", "status.updated"]


def test_categories_keep_their_tree(client: Client, root: User):
    before = last_entry()

    client.post(page(TicketCategory, "add"), {"name": "Hardware"})
    hardware = TicketCategory.objects.get(name="Hardware")
    client.post(page(TicketCategory, "add"), {"name": "Printer", "parent": hardware.pk})
    client.post(page(TicketCategory, "change", hardware.pk), {"name": "Devices"})
    printer = TicketCategory.objects.get(name="Printer")
    cycle = client.post(
        page(TicketCategory, "change", hardware.pk), {"name": "Devices", "parent": printer.pk}
    )
    client.post(page(TicketCategory, "delete", printer.pk), {"post": "yes"})

    assert printer.full_name == "Devices > Printer"
    assert "cannot be below itself" in errors_of(cycle)
    assert [entry[0] for entry in entries(before)] == [
        "ticketcategory.created",
        "ticketcategory.created",
        "ticketcategory.updated",
        "ticketcategory.deleted",
    ]
    printer.refresh_from_db()
    assert printer.deleted_at is not None


def test_forms_with_fields_and_choices(client: Client, root: User):
    desk = make.group("Desk")
    before = last_entry()

    field_form = {"label": "Colour", "kind": "list", "description": ""}
    client.post(page(CustomField, "add"), {**field_form, **lines("options")})
    field = CustomField.objects.get(label="Colour")
    choice = lines("options", field=field.pk, name="red", position=1)
    client.post(page(CustomField, "change", field.pk), {**field_form, **choice})
    line = lines("fields", field=field.pk, position=1, is_required="on")
    client.post(page(TicketForm, "add"), {"name": "Order", "groups": [desk.pk], **line})
    form = TicketForm.objects.get(name="Order")
    place = FormField.objects.get(form=form, field=field)
    gone = lines("fields", id=place.pk, form=form.pk, field=field.pk, position=1, DELETE="on")
    client.post(page(TicketForm, "change", form.pk), {"name": "Order", "groups": [], **gone})

    assert CustomOption.objects.get(field=field).name == "red"
    assert [entry[0] for entry in entries(before)] == [
        "customfield.created",
        "customfield.option_added",
        "ticketform.created",
        "ticketform.formfield_created",
        "ticketform.updated",
        "ticketform.field_removed",
    ]
    assert not form.fields.exists()
    assert JournalEntry.objects.get(verb="ticketform.updated").changes == {
        "groups": [[desk.pk], []]
    }


def test_simple_rows_are_saved_through_the_shared_step(client: Client, root: User):
    before = last_entry()

    client.post(page(RequestSource, "add"), {"name": "Letter", "is_active": "on"})
    source = RequestSource.objects.get(name="Letter")
    unchanged = {"name": "Letter", "is_active": "on"}
    client.post(page(RequestSource, "change", source.pk), unchanged)
    client.post(page(RequestSource, "change", source.pk), {"name": "Post", "is_active": "on"})
    campaign = {"name": "Fair", "cost_amount": "100", "currency": "EUR"}
    client.post(page(Campaign, "add"), campaign)

    assert [entry[0] for entry in entries(before)] == [
        "requestsource.created",
        "requestsource.updated",
        "campaign.created",
    ]
    assert entries(before)[1][3] == {"name": ["Letter", "Post"]}


def test_business_rows_and_the_ledger_are_only_read(client: Client, root: User):
    company = make.company()
    entry = JournalEntry.objects.order_by("-pk").first()
    assert entry is not None

    answers = [
        client.post(page(Company, "change", company.pk), {"name": "Other"}),
        client.post(page(Company, "delete", company.pk), {"post": "yes"}),
        client.post(page(JournalEntry, "change", entry.pk), {"verb": "x"}),
        client.post(page(JournalEntry, "delete", entry.pk), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert Company.objects.get(pk=company.pk).name == "Acme"


def test_history_leads_to_the_rows_part_of_the_journal(client: Client, root: User):
    otto = colleague()

    answer = client.get(page(User, "history", otto.pk), follow=True)

    assert answer.context["cl"].result_count == 1
    assert "user.password_changed" in answer.text


def test_texts_are_escaped_in_the_journal(client: Client, root: User):
    otto = colleague()
    hostile = "<script>alert(1)</script>"

    client.post(page(User, "change", otto.pk), user_form(otto, real_name=hostile))
    shown = client.get(page(JournalEntry, "changelist"))

    assert hostile not in shown.text
    assert "&lt;script&gt;" in shown.text


def test_api_password_of_a_basic_header_is_not_a_way_in():
    header = base64.b64encode(f"root:{PASSWORD}".encode()).decode()
    administrator()

    answer = Client().get("/admin/", headers={"Authorization": f"Basic {header}"})

    assert answer.status_code == 302
