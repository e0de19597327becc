"""How many statements a call costs: pinned, and the same for five tickets and for fifty."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.actor import Actor
from tests import make
from tests.integria.client import call, install, known
from tickets.drafts import FollowupDraft
from tickets.operations import add_followup

pytestmark = pytest.mark.django_db

CEILINGS: dict[str, int] = json.loads(
    Path(__file__).with_name("query_counts.json").read_text("utf-8")
)
FEW, MANY = 5, 50


@pytest.fixture
def ana() -> Actor:
    """An agent of two groups: a list costs what it costs those who work with it.

    A process reads each content type once; here that has happened, whichever tests ran before.
    """
    ContentType.objects.get_for_models(*apps.get_models())
    install()
    ana = make.agent("ana", make.group("Service Desk"), make.group("Network"))
    known(ana)
    return ana


def fill(ana: Actor, number: int) -> int:
    """Add tickets with a parent, a form, a watching address and a worked line each."""
    form, [serial] = make.form()
    first = make.ticket(ana)
    for place in range(number - 1):
        group = ana.user.memberships.order_by("id")[place % 2].group
        ticket = make.ticket(
            ana,
            support_group=group,
            form=form,
            values={serial: "A-1"},
            parent=first,
            assignee=ana.user,
            observers=["boss@example.com"],
        )
        add_followup(ana, ticket.pk, FollowupDraft(body="Done.", seconds=60))
    return first.pk


def statements(op: str, *values: object) -> int:
    """Return how many statements a call makes when the password is known already."""
    with CaptureQueriesContext(connection) as captured:
        assert call(op, *values, user="ana")
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


CALLS = {
    "get_incidents": ("", 0, 1),
    "get_incident_details": ("{ticket}",),
    "get_incident_workunits": ("{ticket}",),
    "get_stats": ("total_incidents",),
    "get_incidents_summary": ("",),
    "create_incident": ("New", "{group}", 2, "It smokes."),
    "update_incident": ("{ticket}", "Changed", "", "", "{group}", 2, 0, 3, "ana"),
}


def test_every_ceiling_belongs_to_a_call():
    assert set(CALLS) == set(CEILINGS)


@pytest.mark.slow  # fifty tickets are written
def test_calls_cost_as_many_statements_whatever_there_is(ana: Actor):
    call("get_login", user="ana")
    counts = [measured(ana, number) for number in (FEW, MANY - FEW)]

    assert counts[0] == counts[1]
    if connection.vendor == "sqlite":
        assert counts[0] == CEILINGS
    else:  # which takes a statement or two less for some writes
        assert all(counts[0][op] <= ceiling for op, ceiling in CEILINGS.items())


def measured(ana: Actor, number: int) -> dict[str, int]:
    """Add tickets, and as many lines to one of them; return what each call costs then."""
    first = fill(ana, number)
    for line in range(number):
        add_followup(ana, first, FollowupDraft(body=f"Line {line}"))
    ids = {"ticket": first, "group": ana.user.memberships.order_by("id")[0].group_id}
    return {
        op: statements(op, *[str(value).format(**ids) for value in values])
        for op, values in CALLS.items()
    }
