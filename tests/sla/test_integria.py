"""What api.php shows of clocks: compliance, the affected policy, the switch."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from api_compat.integria.ticket_rows import COLUMNS
from audit.actor import Actor
from tests import make
from tests.integria.client import call, install, known
from tests.sla import desk
from tests.sla.model import at
from tickets.drafts import TicketPatch
from tickets.models import Ticket
from tickets.operations import (
    fire_due,
    import_sla_samples,
    run_recalculation,
    start_recalculation,
    update_ticket,
)

pytestmark = pytest.mark.django_db

MONDAY = at("2026-06-01 09:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def ana() -> Actor:
    """An agent whom api.php knows."""
    install()
    ana = make.agent("ana", make.group("Service Desk"))
    known(ana)
    return ana


@pytest.fixture
def wall() -> Iterator[time_machine.Traveller]:
    """Monday at nine; the clock stands until it is moved."""
    with time_machine.travel(MONDAY, tick=False) as travel:
        yield travel


def compliance() -> str:
    """Ask for the figure."""
    return call("get_stats", "sla_compliance", user="ana").decode()


def column(name: str, ticket: Ticket) -> str:
    """Return a column of the ticket's details."""
    line = call("get_incident_details", str(ticket.pk), user="ana").decode().rstrip("\n")
    return line.split(",")[COLUMNS.index(name)]


def later(wall: time_machine.Traveller, hours: float) -> None:
    """Let time pass, the events fire, and the pass of the night run."""
    wall.move_to(MONDAY + hours * HOUR, tick=False)
    fire_due(timezone.now())
    run_recalculation(start_recalculation(make.system(), reason="night").pk)


def test_compliance_without_any_clock_is_100(ana: Actor):
    make.ticket(ana)

    assert compliance() == "100"


def test_compliance_is_the_mean_share_of_the_tickets(ana: Actor, wall):
    desk.policy(desk.target("resolve", 8), desk.target("resolve", 1, side="ola"))
    make.ticket(ana)
    later(wall, 16)
    in_time = compliance()
    make.ticket(ana)

    assert in_time == "50"
    assert compliance() == "75"


def test_series_of_samples_decides_for_its_ticket(ana: Actor, wall):
    desk.policy(desk.target("resolve", 8))
    late, sampled = make.ticket(ana), make.ticket(ana)
    series = [(MONDAY, True), (MONDAY + 4 * HOUR, False), (MONDAY + 5 * HOUR, False)]
    import_sla_samples(make.system(), sampled, series)
    later(wall, 16)

    assert late.pk != sampled.pk
    assert compliance() == "65"


def test_affected_policy_is_that_of_the_running_clock_that_ran_out(ana: Actor, wall):
    policy = desk.policy(desk.target("resolve", 8))
    ticket, carried = make.ticket(ana), make.ticket(ana)
    Ticket.objects.filter(pk=carried.pk).update(wire_extra={"integria.affected_sla_id": 77})
    before = [column("affected_sla_id", row) for row in (ticket, carried)]

    later(wall, 9)
    after = [column("affected_sla_id", row) for row in (ticket, carried)]
    desk.move(ticket, "closed")

    assert before == ["0", "77"]
    assert after == [str(policy.pk)] * 2
    assert column("affected_sla_id", ticket) == "0"


def test_promise_between_teams_affects_nothing(ana: Actor, wall):
    desk.policy(desk.target("resolve", 1, side="ola"))
    ticket = make.ticket(ana)

    later(wall, 9)

    assert column("affected_sla_id", ticket) == "0"


def test_switch_is_the_tickets(ana: Actor):
    ticket = make.ticket(ana)
    before = column("sla_disabled", ticket)

    update_ticket(make.system(), ticket.pk, TicketPatch(sla_is_disabled=True))

    assert (before, column("sla_disabled", ticket)) == ("0", "1")
