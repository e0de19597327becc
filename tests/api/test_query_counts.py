"""How many statements a call costs: pinned, and the same for five tickets and for thirty."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Token
from tests import make
from tests.api.conftest import Caller
from tickets.drafts import FollowupDraft
from tickets.operations import add_followup

pytestmark = pytest.mark.django_db

CEILINGS = {
    "tickets/": 6,
    "tickets/?expand=requester,assignee,support_group": 9,
    "tickets/{ticket}/": 6,
    "tickets/{ticket}/followups/": 6,
    "items/": 6,
    "people/": 6,
    "groups/": 6,
    "articles/?expand=author": 10,
    "articles/search/?q=password": 9,
    "article-categories/": 6,
}


@pytest.mark.slow  # thirty tickets are written
def test_lists_cost_as_many_statements_whatever_there_is(caller: Callable[..., Caller]):
    desk = make.group("Desk")
    ana = caller(make.agent("ana", desk))
    ana.get("tickets/")
    counts = []
    for number in (5, 25):
        for _ in range(number):
            ticket = make.ticket(support_group=desk, requester=ana.user)
            add_followup(make.system(), ticket.pk, FollowupDraft(body="x"))
            make.article(title="Reset a password", audience="public")
        counts.append({path: statements(ana, path.format(ticket=ticket.pk)) for path in CEILINGS})

    assert Token.objects.count() == 1
    assert counts[0] == counts[1]
    assert {path: count for path, count in counts[0].items() if count > CEILINGS[path]} == {}


def statements(who: Caller, path: str) -> int:
    """Return how many statements a call makes."""
    with CaptureQueriesContext(connection) as captured:
        assert who.client.get(f"/rest/v1/{path}").status_code == 200
    return len(captured)
