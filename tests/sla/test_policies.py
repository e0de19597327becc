"""Which promise a ticket gets."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import JournalEntry
from crm.models import CompanyUser
from tests import make
from tests.sla import desk
from tickets.models import SlaClock, SlaPolicy, SlaRecalculation, Ticket
from tickets.operations import create_category, update_sla_policy

pytestmark = pytest.mark.django_db


def policy_of(ticket: Ticket) -> str | None:
    """Return the name of the policy that the ticket's clocks run by."""
    names = set(SlaClock.objects.filter(ticket=ticket).values_list("policy__name", flat=True))
    assert len(names) <= 1
    return names.pop() if names else None


def by_company() -> tuple[dict[str, Any], dict[str, Any]]:
    rita = make.customer("rita")
    company = make.company()
    CompanyUser.objects.create(company=company, user=rita.user)
    return {"company": company}, {"requester": rita.user}


def by_contract() -> tuple[dict[str, Any], dict[str, Any]]:
    rita = make.customer("rita")
    company = make.company()
    CompanyUser.objects.create(company=company, user=rita.user)
    return {"contract": make.contract(company_id=company.pk)}, {"requester": rita.user}


def by_group() -> tuple[dict[str, Any], dict[str, Any]]:
    group = make.group("Network")
    return {"group": group}, {"support_group": group}


def by_category() -> tuple[dict[str, Any], dict[str, Any]]:
    category = create_category(make.system(), name="Hardware")
    return {"category": category}, {"category": category}


def by_priority() -> tuple[dict[str, Any], dict[str, Any]]:
    return {"priority": 6}, {"priority": 6}


def by_kind() -> tuple[dict[str, Any], dict[str, Any]]:
    return {"kind": "problem"}, {"kind": "problem"}


@pytest.mark.parametrize(
    "key", [by_company, by_contract, by_group, by_category, by_priority, by_kind]
)
def test_policy_with_a_key_takes_only_tickets_that_have_it(
    key: Callable[[], tuple[dict[str, Any], dict[str, Any]]],
):
    scope, columns = key()
    desk.policy(name="Special", **scope)

    assert policy_of(make.ticket(**columns)) == "Special"
    assert policy_of(make.ticket()) is None


def test_policy_of_an_entity_takes_those_below_only_when_recursive():
    spain = make.entity("Spain")
    madrid = make.entity("Madrid", spain)
    france = make.entity("France")
    desk.policy(name="Alone", entity_id=spain.pk, is_recursive=False, rank=1)
    desk.policy(name="With all below", entity_id=spain.pk, is_recursive=True, rank=2)
    tickets = [make.ticket(entity_id=place.pk) for place in (spain, madrid, france)]

    assert [policy_of(ticket) for ticket in tickets] == ["Alone", "With all below", None]


def test_lowest_rank_then_most_keys_then_the_older_wins():
    group = make.group("Network")
    desk.policy(name="Older")
    desk.policy(name="Younger")
    first = make.ticket(support_group=group, priority=6)
    desk.policy(name="One key", group=group)
    desk.policy(name="Two keys", group=group, priority=6)
    second = make.ticket(support_group=group, priority=6)
    desk.policy(name="First in rank", rank=1)
    third = make.ticket(support_group=group, priority=6)

    assert SlaPolicy.objects.count() == 5
    assert [policy_of(ticket) for ticket in (third, second)] == ["First in rank", "Two keys"]
    assert policy_of(first) == "Older"


def test_calendar_of_the_target_comes_before_the_groups_and_the_policys():
    own, of_group, of_policy = (desk.office(name=name) for name in ("own", "group", "policy"))
    group = make.group("Network", calendar=of_group)
    desk.policy(
        desk.target("respond", 1, calendar=own),
        desk.target("resolve", 1),
        calendar=of_policy,
        uses_ticket_calendar=True,
    )
    with_group, without = make.ticket(support_group=group), make.ticket()

    assert desk.clock(with_group, "respond").calendar == own
    assert desk.clock(with_group, "resolve").calendar == of_group
    assert desk.clock(without, "resolve").calendar == of_policy


def test_groups_calendar_counts_only_when_the_policy_says_so():
    office = desk.office()
    group = make.group("Network", calendar=office)
    desk.policy(desk.target(), uses_ticket_calendar=False)

    assert desk.clock(make.ticket(support_group=group)).calendar is None


@pytest.mark.parametrize(
    ("amount", "unit", "seconds"), [(90, "minute", 5400), (2, "hour", 7200), (2, "day", 57600)]
)
def test_promise_in_days_counts_open_days_of_its_calendar(amount: int, unit: str, seconds: int):
    desk.policy(desk.target(amount=amount, unit=unit), calendar=desk.office())

    assert desk.clock(make.ticket()).target_seconds == seconds


def test_change_of_any_part_of_a_target_is_journaled_and_starts_a_pass():
    policy = desk.policy(desk.target(amount=8))
    SlaRecalculation.objects.update(ended_at=policy.created_at)

    for _ in range(2):
        changed = [desk.target(amount=8, warn_percent=50)]
        update_sla_policy(make.system(), policy.pk, {}, targets=changed)

    [entry] = JournalEntry.objects.filter(verb="slapolicy.updated")
    old, new = entry.changes["targets"]
    assert (old["resolve sla"]["warn_percent"], new["resolve sla"]["warn_percent"]) == (80, 50)
    assert SlaRecalculation.objects.count() == 2


def test_target_given_twice_is_refused():
    with pytest.raises(ValidationError):
        desk.policy(desk.target(amount=1), desk.target(amount=2))

    assert not SlaPolicy.objects.exists()


@pytest.mark.parametrize("reasons", [["coffee"], "customer", [1]])
def test_unknown_reason_of_waiting_is_refused(reasons: object):
    with pytest.raises(ValidationError) as refusal:
        desk.policy(pausing_reasons=reasons)

    assert list(refusal.value.message_dict) == ["pausing_reasons"]


def test_agent_may_not_set_up_promises():
    ana = make.agent("ana", make.group("Desk"))
    policy = desk.policy()

    with pytest.raises(PermissionDenied):
        update_sla_policy(ana, policy.pk, {"name": "Mine"})

    assert SlaPolicy.objects.get().name == "Standard"
