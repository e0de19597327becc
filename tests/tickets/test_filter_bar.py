"""The filter language: what people type, what it means, and that nothing is lost on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tickets.drafts import FollowupDraft
from tickets.operations import add_followup, resolve_ticket
from tickets.queries import tickets_of_terms
from tickets.terms import COMPARISONS, KEYS, TEXT, Term, parse, write

TEXTS = st.text(min_size=1, max_size=12)
CONDITIONS = st.builds(
    Term,
    st.sampled_from(KEYS),
    st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    st.sampled_from(("", *COMPARISONS)),
    st.booleans(),
)
WORDS = st.builds(lambda text, flag: Term(TEXT, (text,), is_negated=flag), TEXTS, st.booleans())


@given(st.lists(CONDITIONS | WORDS, max_size=5))
def test_written_terms_are_read_as_the_same_terms(terms):
    assert parse(write(terms)) == terms


@given(st.text(max_size=200))
def test_whatever_people_type_reads_the_same_once_written(text):
    once = write(parse(text))

    assert write(parse(once)) == once


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("is:open", [Term("is", ("open",))]),
        ('group:"Second line"', [Term("group", ("Second line",))]),
        ("priority:>=high", [Term("priority", ("high",), ">=")]),
        ("-assignee:me,none", [Term("assignee", ("me", "none"), is_negated=True)]),
        ('printer "paper jam"', [Term(TEXT, ("printer",)), Term(TEXT, ("paper jam",))]),
        ("http://example.com", [Term(TEXT, ("http://example.com",))]),
        ("IS:open", [Term("is", ("open",))]),
        ('"is:open"', [Term(TEXT, ("is:open",))]),
        ('group:"open end', [Term("group", ("open end",))]),
    ],
)
def test_filter_is_read(text, terms):
    assert parse(text) == terms


@pytest.fixture
def desk(db):
    """An agent of one of two groups, and a few tickets that differ."""
    network = make.group("Network")
    ana = make.agent("ana", network, real_name="Ana Ruiz")
    carla = make.customer("carla", real_name="Carla Cruz")
    found = {
        "mine": make.ticket(
            title="Impresora rota", support_group=network, assignee=ana.user, priority=7
        ),
        "free": make.ticket(title="VPN drops", support_group=network, priority=3),
        "hers": make.ticket(
            title="Mail", support_group=network, requester=carla.user, kind="problem"
        ),
    }
    make.ticket(title="Hidden VPN", support_group=make.group("Payroll"))
    done = make.ticket(title="Old VPN", support_group=network, assignee=ana.user)
    resolve_ticket(make.system(), done.pk)
    found["done"] = done
    return make.known("ana"), found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "mine free hers done"),
        ("is:open", "mine free hers"),
        ("-is:open", "done"),
        ("is:done", "done"),
        ("is:open is:unassigned", "free hers"),
        ("assignee:me", "mine done"),
        ("assignee:ana is:open", "mine"),
        ('assignee:"ana ruiz" is:open', "mine"),
        ("assignee:none,me is:open", "mine free hers"),
        ("group:network is:open", "mine free hers"),
        ("group:mine -is:open", "done"),
        ("priority:critical", "mine"),
        ("priority:>=high", "mine"),
        ("priority:<medium", "free"),
        ('requester:"Carla Cruz"', "hers"),
        ("kind:problem", "hers"),
        ("created:today is:open", "mine free hers"),
        ("created:>1h", ""),
        ("updated:<1h is:done", "done"),
        ("vpn is:open", "free"),
        ("impre", "mine"),
        ("-vpn is:open", "mine hers"),
    ],
)
def test_filter_finds_what_it_says(desk, text, names):
    ana, tickets = desk

    reading = tickets_of_terms(ana, parse(text))

    keys = {ticket.pk: name for name, ticket in tickets.items()}
    assert reading.problems == []
    assert {keys[pk] for pk in reading.tickets.values_list("pk", flat=True)} == set(names.split())


@pytest.mark.parametrize(
    "text",
    [
        "is:hot",
        "group:Nowhere",
        "assignee:nobody-of-this-name",
        "priority:7",
        "sla:soon",
        "created:2026-02-30",
        "assignee:>me",
        "kind:",
    ],
)
def test_what_is_not_understood_is_told_and_finds_nothing(desk, text):
    ana, _ = desk

    reading = tickets_of_terms(ana, parse(text))

    assert len(reading.problems) == 1
    assert not reading.tickets.exists()


def test_words_are_found_in_the_timeline_without_accents_and_case(desk):
    ana, tickets = desk
    body = "La contraseña está en señal-42."
    add_followup(make.system(), tickets["free"].pk, FollowupDraft(body=body))

    for text in ("contrasena", "CONTRASEÑA", "señal 42", "contra"):
        found = tickets_of_terms(ana, parse(text)).tickets
        assert [ticket.pk for ticket in found] == [tickets["free"].pk], text


def test_words_of_internal_lines_are_found_by_those_who_may_read_them(desk):
    ana, tickets = desk
    note = FollowupDraft(body="zebra", is_public=False, kind="note")
    add_followup(make.system(), tickets["hers"].pk, note)

    assert tickets_of_terms(ana, parse("zebra")).tickets.count() == 1
    assert tickets_of_terms(make.known("carla"), parse("zebra")).tickets.count() == 0


def test_words_follow_what_is_changed_and_deleted(desk):
    from tickets.drafts import TicketPatch
    from tickets.operations import update_ticket

    ana, tickets = desk
    update_ticket(make.system(), tickets["free"].pk, TicketPatch(title="Tunnel drops"))

    assert tickets_of_terms(ana, parse("tunnel")).tickets.count() == 1
    assert tickets_of_terms(ana, parse("vpn is:open")).tickets.count() == 0


def test_promises_are_asked_for_by_what_is_left(desk):
    ana, tickets = desk
    row = tickets["mine"]
    row.resolve_due_at = timezone.now() + timedelta(minutes=30)
    row.save()

    assert tickets_of_terms(ana, parse("sla:<1h")).tickets.get() == row
    assert not tickets_of_terms(ana, parse("sla:<10m")).tickets.exists()
    assert not tickets_of_terms(ana, parse("sla:late")).tickets.exists()
