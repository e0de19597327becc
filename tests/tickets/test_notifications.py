"""Who gets mail at each act: one per recipient, never too much to a customer."""

from dataclasses import replace

import pytest
from django.utils.functional import lazy
from django.utils.translation import get_language

from accounts.models import User
from accounts.operations import change_settings
from audit.actor import Actor
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import Status, TicketPerson
from tickets.operations import (
    add_followup,
    assign_ticket,
    attach_file,
    close_ticket,
    delete_ticket,
    link_item,
    update_ticket,
)
from tickets.words import PRIORITIES

pytestmark = pytest.mark.django_db

RITA, ANA, DESK, BOSS = (f"{name}@example.com" for name in ("rita", "ana", "desk", "boss"))


@pytest.fixture
def desk():
    return make.group("Service Desk", email=DESK)


@pytest.fixture
def root():
    return make.administrator()


@pytest.fixture
def ticket(desk, root):
    """A ticket of rita's for ana; nothing of its opening is left in the queue."""
    rita, ana = make.customer("rita"), make.agent("ana", desk)
    ticket = make.ticket(rita, support_group=desk, assignee=ana.user, observers=[BOSS])
    OutgoingMail.objects.all().delete()
    return ticket


def told() -> list[tuple[str, str]]:
    """Return (template, recipient) of all mail in the queue."""
    return list(OutgoingMail.objects.order_by("id").values_list("template", "recipient"))


def everybody(act: str) -> list[tuple[str, str]]:
    return [(f"ticket_{act}", address) for address in (RITA, ANA, BOSS, DESK)]


def test_opening_is_told_to_all_but_who_did_it(desk):
    rita, ana = make.customer("rita"), make.agent("ana", desk)

    make.ticket(rita, support_group=desk, assignee=ana.user, observers=[BOSS])

    assert told() == everybody("created")[1:]


ACTS = [
    ("updated", lambda who, pk: update_ticket(who, pk, TicketPatch(title="Plotter"))),
    ("closed", lambda who, pk: close_ticket(who, pk, resolution=1)),
    ("worked", lambda who, pk: add_followup(who, pk, FollowupDraft(body="Hello.", seconds=60))),
]


@pytest.mark.parametrize(("act", "do"), ACTS, ids=[act for act, _ in ACTS])
def test_act_is_told_to_everybody_once(ticket, root, act, do):
    do(root, ticket.pk)

    assert told() == everybody(act)
    entry = JournalEntry.objects.latest("id")
    assert set(OutgoingMail.objects.values_list("entry", flat=True)) == {entry.pk}


def test_assignment_is_told_to_who_has_it_now(ticket, root, desk):
    otto = make.agent("otto", desk)

    assign_ticket(root, ticket.pk, assignee=otto.user, group=desk)

    act = "ticket_assigned"
    assert told() == [(act, RITA), (act, "otto@example.com"), (act, BOSS), (act, DESK)]


def test_closing_is_told_as_closing_even_when_more_changed(ticket, root):
    patch = TicketPatch(status=Status.objects.get(code="closed"), assignee=root.user)

    update_ticket(root, ticket.pk, patch)

    assert {template for template, _ in told()} == {"ticket_closed"}


@pytest.mark.parametrize(
    "do",
    [
        lambda who, pk: update_ticket(who, pk, TicketPatch(title="Printer is dead")),
        lambda who, pk: attach_file(who, pk, file_name="a", content=b"a"),
        lambda who, pk: delete_ticket(who, pk),
        lambda who, pk: link_item(who, pk, make.item().pk),
    ],
    ids=["nothing differs", "file", "trash", "item"],
)
def test_what_nobody_is_told(ticket, root, do):
    do(root, ticket.pk)

    assert told() == []


def test_touch_is_told_as_a_change(ticket, root):
    update_ticket(root, ticket.pk, TicketPatch(title=ticket.title), touch=True)

    assert told() == everybody("updated")


def test_actor_is_told_only_where_the_door_says_so(ticket):
    ana = Actor(user=User.objects.get(username="ana"), door="web")

    update_ticket(ana, ticket.pk, TicketPatch(extra1="one"))
    assert told() == [row for row in everybody("updated") if row[1] != ANA]

    OutgoingMail.objects.all().delete()
    update_ticket(replace(ana, door="integria"), ticket.pk, TicketPatch(extra1="two"))
    assert told() == everybody("updated")

    OutgoingMail.objects.all().delete()
    change_settings(make.system(), {"tickets.tell_actor_doors": ["web"]})
    update_ticket(ana, ticket.pk, TicketPatch(extra1="three"))
    assert told() == everybody("updated")


def test_person_acted_for_is_the_one_not_told(ticket, root):
    rita = User.objects.get(username="rita")

    add_followup(root.for_whom(rita), ticket.pk, FollowupDraft(body="By phone."))

    assert told() == everybody("worked")[1:]


def test_somebody_of_several_parts_gets_one_mail(ticket, root):
    for role in ("observer", "collaborator"):
        TicketPerson.objects.create(ticket=ticket, user=User.objects.get(username="ana"), role=role)
    TicketPerson.objects.create(ticket=ticket, email=DESK.upper(), role="observer")

    update_ticket(root, ticket.pk, TicketPatch(title="Plotter"))

    assert sorted(address.casefold() for _, address in told()) == sorted([RITA, ANA, BOSS, DESK])


def test_internal_work_is_told_to_agents_and_the_group_alone(ticket, root):
    secret = FollowupDraft(body="Rita dropped it.", kind="note", is_public=False)

    add_followup(root, ticket.pk, secret)

    assert told() == [("ticket_worked", ANA), ("ticket_worked", DESK)]


def test_later_mail_to_customers_does_not_repeat_internal_work(ticket, root):
    add_followup(root, ticket.pk, FollowupDraft(body="Rita dropped it.", is_public=False))
    OutgoingMail.objects.all().delete()

    close_ticket(root, ticket.pk, resolution=1)

    contexts = OutgoingMail.objects.filter(recipient__in=[RITA, BOSS]).values_list("context")
    assert len(contexts) == 2
    assert "dropped" not in str(list(contexts))


@pytest.mark.parametrize("flaw", [{"is_active": False}, {"deleted_at": "2026-01-01T00:00:00Z"}])
def test_disabled_and_deleted_people_are_never_told(ticket, root, flaw):
    User.objects.filter(username="ana").update(**flaw)

    update_ticket(root, ticket.pk, TicketPatch(title="Plotter"))

    assert told() == [row for row in everybody("updated") if row[1] != ANA]


def test_who_wants_no_mail_gets_none(ticket, root):
    TicketPerson.objects.filter(ticket=ticket, role="requester").update(wants_mail=False)

    update_ticket(root, ticket.pk, TicketPatch(title="Plotter"))

    assert told() == everybody("updated")[1:]


@pytest.mark.parametrize("address", ["", "no address", "a@b, c@d", "x\r\nBcc: y@z", "a@"])
def test_bad_address_is_skipped_and_the_others_are_told(ticket, root, address):
    User.objects.filter(username="rita").update(email=address)

    update_ticket(root, ticket.pk, TicketPatch(title="Plotter"))

    assert told() == everybody("updated")[1:]


def test_group_that_is_not_told_or_has_no_address_gets_none(ticket, root, desk):
    desk.is_notified = False
    desk.save()

    update_ticket(root, ticket.pk, TicketPatch(title="Plotter"))

    assert told() == everybody("updated")[:-1]


def test_mail_about_tickets_can_be_turned_off(ticket, root):
    change_settings(make.system(), {"tickets.mail": False})

    close_ticket(root, ticket.pk, resolution=1)

    assert told() == []


def test_mail_shows_the_ticket_as_it_is_now_in_the_reader_s_language(ticket, root, monkeypatch):
    # words that say their language, so that no compiled catalogue is needed
    monkeypatch.setitem(PRIORITIES, ticket.priority, lazy(get_language, str)())
    Status.objects.filter(name="New").update(name_i18n={"es": "Recién abierto"})
    User.objects.filter(username="rita").update(language="es", real_name="Rita Ruiz")

    line = FollowupDraft(body="New toner.", seconds=90)
    add_followup(root, ticket.pk, line)

    mail = OutgoingMail.objects.get(recipient=RITA)
    assert mail.language == "es"
    assert mail.context == {
        "ticket_id": ticket.pk,
        "title": "Printer is dead",
        "description": "",
        "status": "Recién abierto",
        "priority": "es",
        "resolution": "",
        "closing_text": "",
        "group": "Service Desk",
        "assignee": "ana",
        "requester": "Rita Ruiz",
        "actor": "root",
        "text": "New toner.",
        "seconds": 90,
        "recipient": "Rita Ruiz",
    }
    others = OutgoingMail.objects.exclude(recipient=RITA).order_by("pk")
    assert {(row.context["status"], row.context["priority"]) for row in others} == {("New", "en")}
