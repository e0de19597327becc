"""Rules: conditions, actions, order, the end of chains, and the log."""

import pytest
from django.core.exceptions import ValidationError

from audit.models import JournalEntry
from tests import make
from tickets.automation import ACTIONS, FIELDS, MOST_STEPS, OPERATORS, run_rules
from tickets.drafts import TicketPatch
from tickets.models import Followup, RuleRun, Ticket
from tickets.operations import create_rule, update_ticket
from tickets.vocabulary import RULE_ACTIONS, RULE_FIELDS, RULE_OPERATORS

pytestmark = pytest.mark.django_db


def rule(event: str = "created", **columns):
    given = {"name": "Rule", "actions": [{"action": "add_note", "value": "Seen"}], **columns}
    return create_rule(make.system(), event=event, **given)


def when(field: str, operator: str, value: object) -> dict[str, object]:
    return {"field": field, "operator": operator, "value": value}


def entry_of(ticket: Ticket, verb: str = "ticket.created") -> JournalEntry:
    return JournalEntry.objects.filter(object_id=ticket.pk, verb=verb).latest("pk")


def test_words_of_rules_are_the_ones_that_the_engine_knows():
    assert set(FIELDS) == RULE_FIELDS
    assert set(OPERATORS) == RULE_OPERATORS
    assert set(ACTIONS) == RULE_ACTIONS


def test_a_rule_acts_when_all_its_conditions_hold(db):
    rule(conditions=[when("title", "contains", "printer"), when("priority", "at_least", 4)])
    fitting, other = make.ticket(title="Printer jam"), make.ticket(title="Mouse")

    assert run_rules(entry_of(fitting)) == 1
    assert run_rules(entry_of(other)) == 0

    note = Followup.objects.get()
    assert (note.ticket_id, note.body, note.is_public) == (fitting.pk, "Seen", False)
    run = RuleRun.objects.get()
    assert (run.ticket_id, run.outcome, run.entry_id) == (
        fitting.pk,
        "done",
        entry_of(fitting).pk,
    )


def test_what_a_rule_did_is_journaled_as_caused_by_what_it_followed(db):
    rule(actions=[{"action": "set_priority", "value": 7}])
    ticket = make.ticket()

    run_rules(entry_of(ticket))

    done = entry_of(ticket, "ticket.updated")
    assert (done.door, done.caused_by_id) == ("system:rule", entry_of(ticket).pk)
    assert Ticket.objects.get(pk=ticket.pk).priority == 7


def test_rules_run_in_their_order_and_each_sees_what_the_one_before_did(db):
    rule(position=2, conditions=[when("kind", "is", "problem")])
    rule(position=1, actions=[{"action": "set_kind", "value": "problem"}])
    ticket = make.ticket()

    assert run_rules(entry_of(ticket)) == 2

    assert Followup.objects.filter(ticket=ticket).count() == 1


def test_a_rule_that_is_refused_leaves_nothing_but_its_log(db):
    rule(
        actions=[
            {"action": "add_note", "value": "Seen"},
            {"action": "assign_group", "value": 99_999_999},
        ]
    )
    ticket = make.ticket()

    run_rules(entry_of(ticket))

    assert not Followup.objects.exists()
    assert RuleRun.objects.get().outcome == "failed"


def test_chains_of_rules_end(db):
    rule(event="updated", actions=[{"action": "add_note", "value": "Again"}])
    ticket = make.ticket()
    update_ticket(make.system(), ticket.pk, TicketPatch(priority=7))
    at = entry_of(ticket, "ticket.updated")
    for _ in range(MOST_STEPS):
        at = JournalEntry.objects.create(
            verb="ticket.updated",
            noun="ticket",
            object_id=ticket.pk,
            door="system:rule",
            caused_by=at,
            recorded_at=at.recorded_at,
        )

    run_rules(at)

    assert RuleRun.objects.get().outcome == "too_deep"
    assert not Followup.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"actions": []},
        {"actions": [{"action": "delete", "value": 1}]},
        {"conditions": [{"field": "password", "operator": "is", "value": 1}]},
        {"conditions": [{"field": "title", "operator": "matches", "value": ".*"}]},
    ],
)
def test_unknown_words_are_refused(db, columns):
    with pytest.raises(ValidationError):
        rule(**columns)
