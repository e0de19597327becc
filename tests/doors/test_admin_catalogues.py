"""The back office: tenants and places as trees, roles that go, people who are invited."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Entity, Grant, Location, Role, User
from accounts.vocabulary import ROOT_ENTITY
from assets.models import OperatingSystem
from audit.models import JournalEntry
from crm.models import State
from doors.journal_words import ACTS, WORDS, verb_word
from notify.models import OutgoingMail
from tests import make
from tests.doors.back_office import entries, errors_of, last_entry, page, user_form
from tickets.drafts import TicketPatch
from tickets.models import CannedReply, Rule, Status, Ticket
from tickets.operations import (
    add_person,
    create_rule,
    create_status,
    create_workflow,
    delete_ticket,
    update_ticket,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_a_new_entity_is_below_the_root(client: Client, root: User):
    before = last_entry()

    client.post(page(Entity, "add"), {"name": "Acme"})

    entity = Entity.objects.get(name="Acme")
    assert (entity.parent_id, entity.full_name) == (ROOT_ENTITY, "Root > Acme")
    assert [row[:3] for row in entries(before)] == [("entity.created", "root", "admin")]


def test_entities_move_with_what_is_below_and_never_below_themselves(client: Client, root: User):
    for name, above in (("Acme", ROOT_ENTITY), ("Spain", "Acme"), ("Other", ROOT_ENTITY)):
        parent = above if above == ROOT_ENTITY else Entity.objects.get(name=above).pk
        client.post(page(Entity, "add"), {"name": name, "parent": parent})
    acme, spain = Entity.objects.get(name="Acme"), Entity.objects.get(name="Spain")
    other = Entity.objects.get(name="Other")

    cycle = client.post(page(Entity, "change", acme.pk), {"name": "Acme", "parent": spain.pk})
    client.post(page(Entity, "change", acme.pk), {"name": "Acme SA", "parent": other.pk})

    assert "It cannot be below itself." in errors_of(cycle)
    spain.refresh_from_db()
    assert spain.full_name == "Root > Other > Acme SA > Spain"


def test_the_root_entity_can_be_named_but_not_moved(client: Client, root: User):
    acme = client.post(page(Entity, "add"), {"name": "Acme"}) and Entity.objects.get(name="Acme")

    given = {"name": "Babel Ltd", "parent": acme.pk}
    client.post(page(Entity, "change", ROOT_ENTITY), given)

    top = Entity.objects.get(pk=ROOT_ENTITY)
    assert (top.name, top.parent_id) == ("Babel Ltd", None)
    acme.refresh_from_db()
    assert acme.full_name == "Babel Ltd > Acme"


@pytest.mark.parametrize("model", [Location, State])
def test_trees_of_an_entity_keep_their_names(client: Client, root: User, model):
    client.post(page(model, "add"), {"name": "A", "entity": ROOT_ENTITY})
    above = model.objects.get(name="A")
    client.post(page(model, "add"), {"name": "B", "parent": above.pk, "entity": ROOT_ENTITY})
    client.post(page(model, "change", above.pk), {"name": "C", "entity": ROOT_ENTITY})

    assert model.objects.get(name="B").full_name == "C > B"


def test_names_are_found_without_case(client: Client, root: User):
    client.post(page(OperatingSystem, "add"), {"name": "DEBIAN"})

    assert OperatingSystem.objects.get().name_key == "debian"


def test_a_role_that_nobody_holds_is_removed(client: Client, root: User):
    role = Role.objects.create(name="Readers", rights=["user.read"])
    before = last_entry()

    client.post(page(Role, "delete", role.pk), {"post": "yes"})

    assert not Role.objects.filter(pk=role.pk).exists()
    assert [row[:3] for row in entries(before)] == [("role.deleted", "root", "admin")]


def test_a_held_role_and_a_built_in_one_stay(client: Client, root: User):
    held = Grant.objects.get(user=root).role
    built_in = Role.objects.create(name="Agents", is_builtin=True)
    before = last_entry()

    refused = client.post(page(Role, "delete", held.pk), {"post": "yes"}, follow=True)
    forbidden = client.post(page(Role, "delete", built_in.pk), {"post": "yes"})

    assert "The role is still given to somebody." in refused.content.decode()
    assert forbidden.status_code == 403
    assert Role.objects.filter(pk__in=(held.pk, built_in.pk)).count() == 2
    assert entries(before) == []


def test_a_person_is_invited_with_a_link(client: Client, root: User):
    before = last_entry()
    given = {"username": "ines", "email": "ines@example.com", "is_active": "on", "invites": "on"}

    client.post(page(User, "add"), given)

    ines = User.objects.get(username="ines")
    assert [row[:2] for row in entries(before)] == [
        ("user.created", "root"),
        ("user.invited", "root"),
    ]
    assert OutgoingMail.objects.get().recipient == "ines@example.com"
    assert not ines.has_usable_password()
    assert ines.entry_links.filter(used_at=None).count() == 1


def test_nobody_is_invited_without_an_address_or_with_a_password(client: Client, root: User):
    given = {"username": "ines", "is_active": "on", "invites": "on"}
    refused = client.post(page(User, "add"), given)
    assert "An invitation needs an address." in errors_of(refused)
    assert not User.objects.filter(username="ines").exists()

    password = {"password": "correct horse battery", "email": "ines@example.com"}
    client.post(page(User, "add"), {**given, **password})
    assert User.objects.get(username="ines").has_usable_password()
    assert not OutgoingMail.objects.exists()


def test_an_invitation_is_sent_again_and_the_first_link_ends(client: Client, root: User):
    given = {"username": "ines", "email": "ines@example.com", "is_active": "on", "invites": "on"}
    client.post(page(User, "add"), given)
    ines = User.objects.get(username="ines")

    client.post(f"/admin/accounts/user/{ines.pk}/invite/")

    assert ines.entry_links.count() == 2
    assert ines.entry_links.filter(used_at=None).count() == 1
    assert JournalEntry.objects.latest("pk").verb == "user.invited"


def test_a_text_for_everybody_is_made_changed_and_removed(client: Client, root: User):
    before = last_entry()

    client.post(page(CannedReply, "add"), {"name": "Hello", "shortcut": "hi", "body": "Hello!"})
    reply = CannedReply.objects.get()
    changed = {"name": "Hello", "shortcut": "hi", "body": "Good morning!"}
    client.post(page(CannedReply, "change", reply.pk), changed)
    client.post(page(CannedReply, "delete", reply.pk), {"post": "yes"})

    assert [row[:2] for row in entries(before)] == [
        ("cannedreply.created", "root"),
        ("cannedreply.updated", "root"),
        ("cannedreply.deleted", "root"),
    ]


def test_the_form_of_a_person_still_saves(client: Client, root: User):
    before = last_entry()

    client.post(page(User, "change", root.pk), user_form(root, city="Madrid", phone="1"))

    assert [row[0] for row in entries(before)] == ["user.updated"]


def test_a_row_that_nothing_uses_is_removed_and_the_journal_keeps_it(client: Client, root: User):
    status = create_status(make.system(), name="Parked", category="waiting")
    form = make.form(("Why", "text", []))[0]
    workflow = create_workflow(make.system(), name="Moving in")
    before = last_entry()

    for row in (status, form, workflow):
        asked = client.get(page(type(row), "delete", row.pk)).content.decode()
        assert "Nothing uses it." in asked
        assert client.post(page(type(row), "delete", row.pk), {"post": "yes"}).status_code == 302
        assert not type(row).objects.filter(pk=row.pk).exists()

    assert [row[:3] for row in entries(before)] == [
        ("status.purged", "root", "admin"),
        ("ticketform.purged", "root", "admin"),
        ("workflow.purged", "root", "admin"),
    ]


def test_a_row_in_use_stays_and_says_who_needs_it(client: Client, root: User):
    parked = create_status(make.system(), name="Parked", category="waiting")
    action = {"action": "set_status", "value": parked.pk}
    rule = create_rule(make.system(), name="Park", event="created", actions=[action])
    location = Location.objects.create(name="Leeds", entity_id=ROOT_ENTITY)
    tickets = [make.ticket(title=f"Printer {number}", location=location) for number in range(5)]
    delete_ticket(make.system(), tickets[0].pk)
    before = last_entry()

    for row, reason, names in (
        (parked, "Rules: 1", [("Park", page(Rule, "change", rule.pk))]),
        (
            location,
            "Tickets: 5",
            [(str(each), page(Ticket, "change", each.pk)) for each in tickets[1:3]],
        ),
    ):
        asked = client.get(page(type(row), "delete", row.pk)).content.decode()
        refused = client.post(page(type(row), "delete", row.pk), {"post": "yes"}, follow=True)
        assert "is in use and stays." in asked
        assert reason in asked
        for name, address in names:
            assert re.search(f'href="{address}"[^>]*>{name}</a>', " ".join(asked.split()))
        assert f"It is in use and stays. {reason}." in refused.content.decode()
        assert type(row).objects.filter(pk=row.pk).exists()
    assert f"{tickets[0]} (in the trash)" in " ".join(asked.split())
    assert page(Ticket, "change", tickets[0].pk) not in asked
    assert "and 2 more" in asked
    built_in = Status.objects.get(code="new")
    assert client.post(page(Status, "delete", built_in.pk), {"post": "yes"}).status_code == 403
    assert client.post(page(Entity, "delete", ROOT_ENTITY), {"post": "yes"}).status_code == 403

    assert entries(before) == []


def test_the_journal_tells_in_words_and_statuses_are_named_in_the_readers_language(
    client: Client, root: User
):
    User.objects.filter(pk=root.pk).update(language="es")
    ticket = make.ticket(title="Printer")
    closed = Status.objects.get(code="closed")
    update_ticket(make.system(), ticket.pk, TicketPatch(status=closed))
    add_person(make.system(), ticket.pk, root, "observer")
    Status.objects.filter(pk=closed.pk).update(name_i18n={"es": "Terminado"})

    for place in (page(JournalEntry, "changelist"), reverse("admin:index")):
        shown = client.get(place).content.decode()
        assert "person: added" in shown
        assert "ticket.updated" not in shown
    entry = JournalEntry.objects.get(verb="ticket.updated")
    one = client.get(page(JournalEntry, "change", entry.pk)).content.decode()
    assert "ticket.updated" in one
    for place in (page(Status, "changelist"), page(Ticket, "changelist")):
        assert "Terminado" in client.get(place).content.decode()
    narrowed = {"status": closed.pk}
    assert "Printer" in client.get(page(Ticket, "changelist"), narrowed).content.decode()
    assert client.get(page(Ticket, "changelist"), {"status": "x"}).status_code == 200


def test_every_verb_that_operations_record_has_words():
    verbs = {
        call.args[place].value
        for path in Path(settings.BASE_DIR).glob("*/operations/*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("record", "record_many", "change", "insert", "trash", "restore")
        for place in range(1, min(len(call.args), 4))
        if isinstance(call.args[place], ast.Constant) and "." in str(call.args[place].value)
    }

    unsaid = [verb for verb in verbs if verb_word(verb) == verb.partition(".")[2].replace("_", " ")]
    assert len(verbs) > 100
    assert [verb for verb in unsaid if verb.partition(".")[2] not in {**ACTS, **WORDS}] == []
