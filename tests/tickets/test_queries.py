"""Lists of tickets: every filter, text with wildcards, case and accents."""

import pytest
from django.utils import timezone

from crm.models import CompanyUser
from tests import make
from tickets.drafts import TicketFilter, TicketPatch
from tickets.models import Status, Ticket, TicketForm
from tickets.operations import close_ticket, delete_ticket, link_item, update_ticket
from tickets.queries import (
    average_life,
    average_rating,
    average_work,
    counts_by,
    filtered,
    forms,
    open_ticket_about,
    sla_compliance,
    visible_tickets,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return make.administrator()


def titles(actor, **wanted) -> set[str]:
    return {ticket.title for ticket in filtered(actor, TicketFilter(**wanted))}


def test_each_filter_narrows_the_list(root):
    ana, rita = make.agent("ana"), make.customer("rita")
    desk, item = make.group("Service Desk"), make.item(name="Straße 7")
    company = make.company()
    CompanyUser.objects.create(company=company, user=rita.user)
    one = make.ticket(
        rita, title="One", support_group=None, priority=7, assignee=ana.user, cis=[item]
    )
    make.ticket(title="Two", support_group=desk, status=Status.objects.get(code="planned"))

    assert titles(root) == {"One", "Two"}
    assert titles(root, group_id=desk.pk) == {"Two"}
    assert titles(root, status_ids=[Status.objects.get(code="planned").pk]) == {"Two"}
    assert titles(root, status_ids=[]) == set()
    assert titles(root, priorities=[6, 7]) == {"One"}
    assert titles(root, assignee_id=ana.user.pk) == {"One"}
    assert titles(root, submitter_id=rita.user.pk) == {"One"}
    assert titles(root, ticket_id=one.pk) == {"One"}
    assert titles(root, ci_id=item.pk) == {"One"}
    assert titles(root, ci_name="STRASSE 7") == {"One"}
    assert titles(root, ci_id=item.pk, ci_name="other") == set()
    assert titles(root, company_id=company.pk) == {"One"}
    assert titles(root, text="o", group_id=desk.pk) == {"Two"}


TEXTS = [
    ("printer", {"Printer", "Field", "Described"}),
    ("PRINTER", {"Printer", "Field", "Described"}),
    ("p_inter", {"Printer", "Field", "Described"}),
    ("p%r", {"Printer", "Field", "Described", "Ñandú 100% Größe"}),
    ("größe", {"Ñandú 100% Größe"}),
    ("GRÖSSE", {"Ñandú 100% Größe"}),
    ("n\u0303andu\u0301", {"Ñandú 100% Größe"}),
    ("nandu", set()),
    ("100", {"Ñandú 100% Größe"}),
    ("back\\slash", {"back\\slash"}),
    ("\\", {"back\\slash"}),
    ("'; DROP TABLE", set()),
    ("%", {"Printer", "Field", "Described", "Ñandú 100% Größe", "back\\slash"}),
    ("x" * 600, set()),
]


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_text_is_found_whatever_its_case_with_the_caller_s_wildcards(root, text, found):
    form, [serial] = make.form()
    make.ticket(title="Printer")
    make.ticket(title="Field", form=form, values={serial: "printer-7"})
    make.ticket(title="Described", description="The PRINTER\nsmokes")
    make.ticket(title="Ñandú 100% Größe", description="pier")
    make.ticket(title="back\\slash")

    assert titles(root, text=text) == found


def test_text_finds_people_and_numbers(root):
    ana, rita = make.agent("ana.lopez"), make.customer("rita")
    mine = make.ticket(rita, title="One")
    make.ticket(title="Two", assignee=ana.user)

    assert titles(root, text="RIT") == {"One"}
    assert titles(root, text="ana_lop") == {"Two"}
    assert titles(root, text=str(mine.pk)) == {"One"}
    assert titles(root, text="9" * 30) == set()
    assert titles(root, text="٣") == set()


def test_text_follows_every_change(root):
    form, [serial] = make.form()
    ticket = make.ticket(root, title="Old", description="old", form=form, values={serial: "old-1"})

    update_ticket(root, ticket.pk, TicketPatch(title="A", description="B", values={serial: "C"}))

    assert titles(root, text="old") == set()
    assert [titles(root, text=text) for text in "abc"] == [{"A"}] * 3
    update_ticket(root, ticket.pk, TicketPatch(values={serial: ""}))
    assert titles(root, text="c") == set()


def test_filters_count_only_what_the_actor_may_read(root):
    rita, max_ = make.customer("rita"), make.customer("max")
    make.ticket(rita, title="hers")
    hidden = make.ticket(max_, title="his")

    assert titles(rita) == titles(rita, text="%") == {"hers"}
    assert titles(rita, ticket_id=hidden.pk) == titles(rita, submitter_id=max_.user.pk) == set()


def test_ticket_in_the_trash_is_in_no_list(root):
    ticket = make.ticket(root)

    delete_ticket(root, ticket.pk)

    assert titles(root) == titles(root, ticket_id=ticket.pk) == set()


def test_open_ticket_about_an_item_is_the_newest_visible_one(root):
    desk, item = make.group("Service Desk"), make.item()
    otto = make.agent("otto", make.group("Network"))
    old, new, other = (make.ticket(support_group=desk) for _ in range(3))
    for ticket in (old, new):
        link_item(root, ticket.pk, item.pk)

    assert open_ticket_about(root, item, "Printer is dead") == new
    close_ticket(root, new.pk, resolution=1)
    assert open_ticket_about(root, item, "Printer is dead") == old
    assert open_ticket_about(root, item, "Other") is None
    assert open_ticket_about(otto, item, "Printer is dead") is None
    assert other.pk > new.pk


def test_figures_are_about_the_given_tickets_only(root):
    make.ticket(rating=8)
    make.ticket(rating=5, priority=7)
    make.ticket(priority=7)
    everything = visible_tickets(root)

    assert average_rating(everything) == 6.5
    assert average_rating(everything.filter(rating=None)) is None
    assert average_work(everything) == 0.0
    assert average_life(everything) == 0.0
    assert sla_compliance(everything) == 100.0
    assert counts_by(everything, "priority") == [(7, 2), (4, 1)]
    assert counts_by(everything, "priority", most=1) == [(7, 2)]
    assert average_work(everything.none()) == 0.0


def test_forms_of_a_group_are_for_those_who_see_the_group(root):
    desk, network = make.group("Service Desk"), make.group("Network")
    open_form, desk_form = make.form()[0], make.form()[0]
    desk_form.groups.add(desk)
    ana = make.agent("ana", desk, rights=["ticket.read"])
    otto = make.agent("otto", network, rights=["ticket.read"])

    assert list(forms(root)) == list(forms(ana)) == [open_form, desk_form]
    assert list(forms(otto)) == [open_form]
    assert TicketForm.objects.count() == 2
    assert Ticket.objects.count() == 0


@pytest.mark.sqlite_only
def test_open_tickets_are_read_in_the_order_of_their_index_on_sqlite(root):
    rows = visible_tickets(root).filter(closed_at=None, resolved_at=None)

    newest = rows.order_by("-activity_at", "-id")[:50].explain()
    due = rows.filter(resolve_due_at__lt=timezone.now()).order_by("resolve_due_at").explain()

    assert "ticket_open_activity" in newest
    assert "ticket_due" in due
    assert "TEMP B-TREE" not in newest + due
