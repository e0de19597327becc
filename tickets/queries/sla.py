"""Policies, the facts of clocks, and what explains them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Min, QuerySet

from accounts import policies as accounts_policies
from accounts.models import Entity, Group
from accounts.queries import calendar_terms, worktime_from
from accounts.worktime import ALWAYS, WorkingTime
from audit.actor import Actor
from crm.models import CompanyUser, Contract
from tickets.clockwork import Facts, Pause, Segment, segments
from tickets.models import (
    Followup,
    SlaClock,
    SlaPause,
    SlaPolicy,
    SlaRecalculation,
    SlaTarget,
    Ticket,
)
from tickets.queries.lists import visible_tickets
from tickets.vocabulary import ClockSide, TargetUnit

UNIT_SECONDS = {TargetUnit.MINUTE: 60, TargetUnit.HOUR: 3600}
APPROVAL = "approval"
SETUP_RIGHT = "setting.manage"
ALWAYS_PAUSING = ("", "done", "disabled", APPROVAL)


@dataclass
class Setup:
    """All policies with their targets, and what the calendars say that they name; loaded once per
    slice of work.
    """

    policies: list[SlaPolicy]
    calendars: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def needs_companies(self) -> bool:
        """Tell whether any policy asks for a company or contract."""
        return any(policy.company_id or policy.contract_id for policy in self.policies)


def sla_setup() -> Setup:
    """Load the active policies (two statements, and at most three for the calendars they count
    by).
    """
    policies = list(
        SlaPolicy.objects.filter(is_active=True, deleted_at=None)
        .select_related("entity")
        .prefetch_related("targets")
        .order_by("rank", "id")
    )
    if not policies:
        return Setup([])
    named = {policy.calendar_id for policy in policies}
    named |= {target.calendar_id for policy in policies for target in policy.targets.all()}
    if any(policy.uses_ticket_calendar for policy in policies):
        named |= set(Group.objects.values_list("calendar_id", flat=True).distinct())
    return Setup(policies, calendar_terms(key for key in named if key is not None))


@dataclass(frozen=True)
class Keys:
    """What of a ticket decides which policy fits, beside its own columns."""

    company_ids: frozenset[int] = frozenset()
    contract_ids: frozenset[int] = frozenset()
    entity_path: str = ""


def keys_of(setup: Setup, tickets: Sequence[Ticket]) -> dict[int, Keys]:
    """Return {ticket: keys} (at most three statements, whatever the number of tickets)."""
    paths: dict[int | None, str] = dict(
        Entity.objects.filter(pk__in={t.entity_id for t in tickets}).values_list("pk", "path")
    )
    companies: dict[int, set[int]] = defaultdict(set)
    contracts: dict[int, set[int]] = defaultdict(set)
    if setup.needs_companies:
        people = {ticket.requester_id for ticket in tickets}
        links = CompanyUser.objects.filter(user__in=people).values_list("user_id", "company_id")
        for user_id, company_id in links:
            companies[user_id].add(company_id)
        of_company = Contract.objects.filter(
            company__in={key for keys in companies.values() for key in keys}, deleted_at=None
        )
        for contract_id, company_id in of_company.values_list("pk", "company_id"):
            contracts[company_id or 0].add(contract_id)
    found: dict[int, Keys] = {}
    for ticket in tickets:
        own = frozenset(companies.get(ticket.requester_id or 0, ()))
        theirs = frozenset(key for company in own for key in contracts.get(company, ()))
        found[ticket.pk] = Keys(own, theirs, paths.get(ticket.entity_id, ""))
    return found


def policy_for(setup: Setup, ticket: Ticket, keys: Keys) -> SlaPolicy | None:
    """Return the policy that the ticket names, else the one that fits: lowest rank, then most
    keys, then the older; None without.
    """
    for policy in setup.policies:
        if policy.pk == ticket.sla_policy_id:
            return policy
    fitting = [
        policy
        for policy in setup.policies
        if not policy.is_by_choice and _fits(policy, ticket, keys)
    ]
    return min(fitting, key=lambda p: (p.rank, -_key_count(p), p.pk), default=None)


def terms_for(
    setup: Setup, policy: SlaPolicy, target: SlaTarget, calendar_id: int | None
) -> dict[str, Any]:
    """Return all that decides how a promise counts, as JSON."""
    return {
        "calendar": setup.calendars[calendar_id] if calendar_id is not None else None,
        "pausing_reasons": sorted(policy.pausing_reasons),
        "warn_percent": target.warn_percent,
        "ends_with_working_day": target.ends_with_working_day,
    }


def worktime_of_terms(terms: Mapping[str, Any]) -> WorkingTime:
    """Return the working time of a promise; without a calendar every moment counts."""
    return worktime_from(terms["calendar"]) if terms["calendar"] is not None else ALWAYS


def calendar_of(policy: SlaPolicy, target: SlaTarget, ticket: Ticket) -> int | None:
    """Return the key of the calendar that a promise counts by: the target's, the group's, the
    policy's, or none.
    """
    if target.calendar_id is not None:
        return target.calendar_id
    group = ticket.support_group
    if policy.uses_ticket_calendar and group is not None and group.calendar_id is not None:
        return group.calendar_id
    return policy.calendar_id


def target_seconds(target: SlaTarget, worktime: WorkingTime) -> int:
    """Return a promise in working seconds."""
    if target.unit == TargetUnit.DAY:
        return target.amount * worktime.day_seconds
    return target.amount * UNIT_SECONDS[TargetUnit(target.unit)]


def pauses_of(tickets: Iterable[Ticket]) -> dict[int, list[SlaPause]]:
    """Return {ticket: its pauses in order} (one statement)."""
    found: dict[int, list[SlaPause]] = defaultdict(list)
    keys = [ticket.pk for ticket in tickets]
    for pause in SlaPause.objects.filter(ticket__in=keys).order_by("begins_at", "id"):
        found[pause.ticket_id].append(pause)
    return found


def pausing(pauses: Iterable[SlaPause], reasons: Iterable[str]) -> tuple[Pause, ...]:
    """Return those pauses that stop clocks, in whole seconds, one behind the other.

    They overlap only where the machine's clock was set back between them.
    """
    stopping = {*ALWAYS_PAUSING, *reasons}
    found: list[Pause] = []
    for pause in pauses:
        if pause.reason not in stopping or (found and found[-1].ends_at is None):
            continue
        begins_at = pause.begins_at.replace(microsecond=0)
        ends_at = pause.ends_at.replace(microsecond=0) if pause.ends_at is not None else None
        if found and found[-1].ends_at is not None:
            begins_at = max(begins_at, found[-1].ends_at)
        if ends_at is None or begins_at < ends_at:
            reason = " · ".join(filter(None, (pause.status_name, pause.reason)))
            found.append(Pause(begins_at=begins_at, ends_at=ends_at, reason=reason))
    return tuple(found)


def first_responses(tickets: Iterable[Ticket]) -> dict[int, datetime]:
    """Return {ticket: when somebody but the requester first answered in public} (one statement)."""
    rows = (
        Followup.objects.filter(
            ticket__in=[ticket.pk for ticket in tickets], is_public=True, deleted_at=None
        )
        .exclude(author=None)
        .exclude(author=F("ticket__requester"))
        .values("ticket")
        .annotate(at=Min("written_at"))
        .order_by()
    )
    return {row["ticket"]: row["at"] for row in rows}


def affected_policies(ticket_ids: Iterable[int]) -> dict[int, int]:
    """Return {ticket: policy of its first running clock to the customer that ran out} (one
    statement).
    """
    rows = SlaClock.objects.filter(
        ticket__in=list(ticket_ids),
        side=ClockSide.SLA,
        stopped_at=None,
        breached_at__isnull=False,
        policy__isnull=False,
    )
    return dict(rows.order_by("-id").values_list("ticket", "policy"))


def clocks_of(ticket: Ticket) -> QuerySet[SlaClock]:
    """Return the clocks of a visible ticket."""
    return SlaClock.objects.filter(ticket=ticket).select_related("policy", "target").order_by("id")


def explain(clock: SlaClock, until: datetime | None = None) -> list[Segment]:
    """Return the life of a clock, part by part, with the calendar and the reason of each: as far as
    it was counted last, or until another moment.

    The seconds of the counted parts add up to `elapsed_seconds`, those of the paused ones to
    `paused_seconds`: it is told by the terms that it was counted by. One set by hand has none.
    """
    if clock.terms is None:
        return []
    pauses = pauses_of([clock.ticket])[clock.ticket_id]
    facts = facts_of(clock, clock.terms.values, pauses)
    return segments(facts, until or clock.counted_at)


def facts_of(clock: SlaClock, terms: Mapping[str, Any], pauses: Iterable[SlaPause]) -> Facts:
    """Return what decides how a clock reads."""
    return Facts(
        started_at=clock.started_at,
        target_seconds=clock.target_seconds,
        warn_percent=terms["warn_percent"],
        worktime=worktime_of_terms(terms),
        pauses=pausing(pauses, terms["pausing_reasons"]),
        stopped_at=clock.stopped_at,
        ends_with_working_day=terms["ends_with_working_day"],
    )


def _fits(policy: SlaPolicy, ticket: Ticket, keys: Keys) -> bool:
    return (
        _in_entity(policy, ticket, keys)
        and policy.company_id in (None, *keys.company_ids)
        and policy.contract_id in (None, *keys.contract_ids)
        and policy.group_id in (None, ticket.support_group_id)
        and policy.category_id in (None, ticket.category_id)
        and policy.priority in (None, ticket.priority)
        and policy.kind in (None, ticket.kind)
    )


def _in_entity(policy: SlaPolicy, ticket: Ticket, keys: Keys) -> bool:
    if policy.entity_id == ticket.entity_id:
        return True
    return policy.is_recursive and keys.entity_path.startswith(policy.entity.path)


def _key_count(policy: SlaPolicy) -> int:
    keys = ("company_id", "contract_id", "group_id", "category_id", "priority", "kind")
    return sum(getattr(policy, key) is not None for key in keys)


def visible_policies(actor: Actor) -> QuerySet[SlaPolicy]:
    """Return the policies, for those who set the desk up."""
    found = SlaPolicy.objects.filter(deleted_at=None)
    return found if accounts_policies.may(actor, SETUP_RIGHT) else found.none()


def targets_by_policy(policy_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return {policy: its targets} (one statement)."""
    rows = SlaTarget.objects.filter(policy__in=list(policy_ids)).order_by("id")
    names = ("id", "metric", "side", "amount", "unit", "name", "comment")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values(
        "policy_id", *names, "ends_with_working_day", "calendar_id", "warn_percent"
    ):
        row["calendar"] = row.pop("calendar_id")
        found[row.pop("policy_id")].append(row)
    return found


def visible_clocks(actor: Actor) -> QuerySet[SlaClock]:
    """Return the clocks of all tickets that the actor may read."""
    return SlaClock.objects.filter(ticket__in=visible_tickets(actor).order_by().values("pk"))


def recalculations(actor: Actor) -> QuerySet[SlaRecalculation]:
    """Return the passes over open tickets, for those who set the desk up."""
    found = SlaRecalculation.objects.all()
    return found if accounts_policies.may(actor, SETUP_RIGHT) else found.none()
