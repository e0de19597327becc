"""The back office: settings, mail, and what a team sets up; each change leaves an entry."""

import base64
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from accounts.models import Setting, User
from accounts.vocabulary import SETTINGS
from audit.models import JournalEntry
from crm.models import Campaign, Company
from itsm.prepare import lay_out_translations
from notify.models import OutgoingMail
from notify.operations import import_mail
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
from tickets.models import (
    CustomField,
    CustomOption,
    FormField,
    RequestSource,
    Status,
    TicketCategory,
    TicketForm,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


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


def test_settings_refusals_and_the_journal_speak_the_readers_language(
    client: Client, root: User, settings: Any, tmp_path: Any, monkeypatch: Any
):
    settings.LOCALE_PATHS = [tmp_path]
    lay_out_translations()
    monkeypatch.setattr(translation.trans_real, "_translations", {})
    User.objects.filter(pk=root.pk).update(language="es")
    client.force_login(User.objects.get(pk=root.pk))

    shown = client.get(page(Setting, "changelist"))
    refused = client.post(
        page(Setting, "changelist"), settings_form(client, **{"tickets.undo_seconds": 500})
    )
    client.post(page(Setting, "changelist"), settings_form(client, **{"tickets.undo_seconds": 20}))
    taken = client.post(page(User, "add"), {"username": "ROOT"})
    otto = colleague()
    client.post(page(User, "change", otto.pk), user_form(otto, first_name="Otto"))
    told = client.get(page(JournalEntry, "changelist"))

    english = {
        str(word)
        for spec in SETTINGS.values()
        if spec.kind is not dict
        for word in (spec.label, spec.help)
    }
    same = {"Build", "Product"}  # parts of longer words in Spanish, too
    assert not [word for word in english - same if escape(word) in shown.text]
    assert "Entre 0 y 120." in refused.text
    assert "Este nombre de usuario ya está usado." in taken.text
    assert "<b>nombre de pila</b>: ∅ → Otto" in told.text
    assert "administración" in told.text
    assert "first_name" not in told.text


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

    root_entity = {"entity": "0"}
    client.post(page(TicketCategory, "add"), {"name": "Hardware", **root_entity})
    hardware = TicketCategory.objects.get(name="Hardware")
    client.post(
        page(TicketCategory, "add"), {"name": "Printer", "parent": hardware.pk, **root_entity}
    )
    client.post(page(TicketCategory, "change", hardware.pk), {"name": "Devices", **root_entity})
    printer = TicketCategory.objects.get(name="Printer")
    cycle = client.post(
        page(TicketCategory, "change", hardware.pk),
        {"name": "Devices", "parent": printer.pk, **root_entity},
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


def test_choices_of_a_tree_stand_below_one_another(client: Client, root: User):
    form = {"label": "Site", "kind": "tree", "description": ""}
    client.post(page(CustomField, "add"), {**form, **lines("options")})
    field = CustomField.objects.get(label="Site")
    address = page(CustomField, "change", field.pk)
    spain = {"field": field.pk, "name": "Spain", "position": 1}

    client.post(address, {**form, **lines("options", **spain)})
    top = CustomOption.objects.get(name="Spain")
    kept = {
        **{f"options-0-{name}": value for name, value in {**spain, "id": top.pk}.items()},
        "options-TOTAL_FORMS": 2,
        "options-INITIAL_FORMS": 1,
    }
    below = {"options-1-field": field.pk, "options-1-name": "Madrid", "options-1-position": 1}
    client.post(address, {**form, **kept, **below, "options-1-parent": top.pk})
    madrid = CustomOption.objects.get(name="Madrid")
    moved = client.post(
        address, {**form, **lines("options", **{**spain, "id": top.pk, "parent": madrid.pk})}
    )
    client.post(address, {**form, **lines("options", **{**spain, "id": top.pk, "DELETE": "on"})})

    assert madrid.parent == top
    assert "A choice cannot be below itself." in moved.text
    assert not CustomOption.objects.filter(field=field, deleted_at=None).exists()


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
    assert "password: changed" in answer.text


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
