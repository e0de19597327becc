"""Keep the clocks of tickets in step with what happens to them. Called by name from the operations.

One function does all the work, for one ticket or a slice of many: find the policy, write the
clocks, put the due moments on the tickets. The number of statements does not grow with the tickets.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from approvals.queries import is_pausing
from audit.actor import Actor
from audit.journal import record
from tickets.clockwork import Reading, read
from tickets.models import SlaClock, SlaEvent, SlaPause, SlaPolicy, SlaTarget, SlaTerms, Ticket
from tickets.queries.sla import (
    APPROVAL,
    Keys,
    Setup,
    calendar_of,
    facts_of,
    first_responses,
    keys_of,
    pauses_of,
    policy_for,
    sla_setup,
    target_seconds,
    terms_for,
    worktime_of_terms,
)
from tickets.vocabulary import (
    DONE_CATEGORIES,
    Category,
    ClockMetric,
    ClockSide,
    SlaEventKind,
)

Changes = dict[str, list[Any]]

DUE_COLUMNS = {ClockMetric.RESPOND: "respond_due_at", ClockMetric.RESOLVE: "resolve_due_at"}
CLOCK_COLUMNS = [
    "policy", "target", "calendar", "terms", "run", "started_at", "target_seconds", "warn_at",
    "due_at", "elapsed_seconds", "paused_seconds", "counted_at", "paused_at", "stopped_at",
    "breached_at", "updated_at",
]  # fmt: skip


@dataclass
class _Work:
    """What a pass over some tickets found and has to write."""

    setup: Setup
    now: datetime
    clocks: dict[int, list[SlaClock]]
    pauses: dict[int, list[SlaPause]]
    responses: dict[int, datetime]
    keys: dict[int, Keys]
    terms_changed: bool
    terms: dict[tuple[int, int | None], SlaTerms] = field(default_factory=dict)
    made: list[SlaClock] = field(default_factory=list)
    late: list[SlaClock] = field(default_factory=list)
    kept: list[SlaClock] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def start_clocks(ticket: Ticket, now: datetime) -> Changes:
    """Start the clocks of a new ticket; stores its due moments and returns them for its entry."""
    changes = recompute([ticket], now, are_new=True)[ticket.pk]
    if changes:
        Ticket.objects.filter(pk=ticket.pk).update(**_columns(ticket))
    return changes


def refresh_clocks(ticket: Ticket, now: datetime, *, was_active: bool = False) -> Changes:
    """Bring the clocks of a changed ticket up to date; sets its due columns, does not save it.

    `was_active` starts the inactivity clock anew.
    """
    return recompute([ticket], now, was_active=was_active)[ticket.pk]


def recount(actor: Actor, ticket: Ticket, at: datetime) -> None:
    """Bring pause and clocks of a locked ticket up to date after an approval began or ended.

    Records "ticket.sla_recalculated" when its due moments differ.
    """
    mark_pause(ticket, at)
    changes = refresh_clocks(ticket, timezone.now())
    if changes:
        Ticket.objects.filter(pk=ticket.pk).update(**_columns(ticket))
        record(actor, "ticket.sla_recalculated", ticket, changes)


def mark_pause(ticket: Ticket, now: datetime) -> None:
    """Open or end the ticket's pause after its status, its SLA switch or an approval changed.

    Every wait is written down with its reason; which of them stop a clock is the policy's to say.
    """
    open_pause = SlaPause.objects.filter(ticket=ticket, ends_at=None).first()
    awaits_approval = is_pausing(ticket)
    now_waits = (_pause_reason(ticket, awaits_approval=awaits_approval), ticket.status.name)
    if open_pause is not None and now_waits == (open_pause.reason, open_pause.status_name):
        return
    if open_pause is not None:
        # the machine's clock may have been set back since
        open_pause.ends_at = max(now, open_pause.begins_at)
        open_pause.updated_at = now
        open_pause.save(update_fields=["ends_at", "updated_at"])
    begin_pause(ticket, now, awaits_approval=awaits_approval)


def begin_pause(ticket: Ticket, now: datetime, *, awaits_approval: bool = False) -> None:
    """Open the pause of a ticket that has none open, if its status, its SLA switch or a waiting
    approval asks for one.
    """
    reason = _pause_reason(ticket, awaits_approval=awaits_approval)
    name = ticket.status.name
    if reason is not None:
        SlaPause.objects.create(ticket=ticket, begins_at=now, status_name=name, reason=reason)


def recompute_all(tickets: Sequence[Ticket], now: datetime) -> dict[int, Changes]:
    """Recompute the clocks of many (locked) tickets after promises or calendars changed, and save
    what of the tickets differs; returns {ticket: changes of its due columns}.
    """
    changes = recompute(tickets, now, terms_changed=True)
    running = SlaClock.objects.filter(
        ticket=OuterRef("pk"), side=ClockSide.SLA, stopped_at=None
    ).values("due_at")
    Ticket.objects.filter(pk__in=[key for key, moved in changes.items() if moved]).update(
        **{name: Subquery(running.filter(metric=metric)) for metric, name in DUE_COLUMNS.items()}
    )
    return changes


def recompute(
    tickets: Sequence[Ticket],
    now: datetime,
    *,
    was_active: bool = False,
    terms_changed: bool = False,
    are_new: bool = False,
) -> dict[int, Changes]:
    """Recompute the clocks of (locked) tickets; returns {ticket: changes of its due columns}.

    The tickets' columns are set, not saved. An imported ticket's clocks start now, not in its past.
    `terms_changed` lets a clock that ran out run again when its due moment moved into the future;
    `are_new` says that there are no clocks yet.
    """
    now = now.replace(microsecond=0)
    for ticket in tickets:
        if ticket.clocks_from_at is None:
            mark_pause(ticket, now)
            ticket.clocks_from_at = now
    setup = sla_setup()
    clocks = defaultdict(list) if are_new else _clocks_of(tickets)
    if not setup.policies and not clocks:
        return {ticket.pk: {} for ticket in tickets}
    work = _Work(
        setup=setup,
        now=now,
        clocks=clocks,
        pauses=pauses_of(tickets),
        responses=first_responses(tickets),
        keys=keys_of(setup, tickets),
        terms_changed=terms_changed,
    )
    changes = {ticket.pk: _one(work, ticket, was_active=was_active) for ticket in tickets}
    SlaClock.objects.filter(pk__in=work.gone).delete()
    _keep_terms(list(work.terms.values()))
    SlaClock.objects.bulk_create(work.made)
    # many times faster than bulk_update, and one statement however many they are
    SlaClock.objects.bulk_create(
        work.kept, update_conflicts=True, update_fields=CLOCK_COLUMNS, unique_fields=["id"]
    )
    SlaEvent.objects.bulk_create(map(_breach, work.late), ignore_conflicts=True)
    return changes


def _one(work: _Work, ticket: Ticket, *, was_active: bool) -> Changes:
    policy = policy_for(work.setup, ticket, work.keys[ticket.pk])
    targets = {} if policy is None else {(t.metric, t.side): t for t in policy.targets.all()}
    present = {(clock.metric, clock.side): clock for clock in work.clocks.get(ticket.pk, [])}
    for key, clock in present.items():
        if key not in targets and not clock.is_manual and clock.stopped_at is None:
            work.gone.append(clock.pk)
            work.clocks[ticket.pk].remove(clock)
    for key, target in targets.items():
        if policy is not None:
            _wind(work, ticket, policy, target, present.get(key), was_active=was_active)
    return _set_due(ticket, work)


def _wind(
    work: _Work,
    ticket: Ticket,
    policy: SlaPolicy,
    target: SlaTarget,
    clock: SlaClock | None,
    *,
    was_active: bool,
) -> None:
    """Make or renew one clock."""
    if _is_settled(ticket, clock):
        return
    calendar = calendar_of(policy, target, ticket)
    terms = _terms(work, policy, target, calendar)
    seconds = target_seconds(target, worktime_of_terms(terms.values))
    if clock is None:
        clock = SlaClock(ticket=ticket, metric=target.metric, side=target.side, run=0)
        work.made.append(clock)
        work.clocks.setdefault(ticket.pk, []).append(clock)
    else:
        work.kept.append(clock)
    is_new_promise = clock.run == 0 or (
        clock.target_id,
        clock.target_seconds,
        clock.calendar_id,
    ) != (
        target.pk,
        seconds,
        calendar,
    )
    restarts = target.metric == ClockMetric.INACTIVITY and (was_active or clock.run == 0)
    if is_new_promise or restarts:
        clock.run += 1
        clock.breached_at = None
    clock.started_at = _start(work, ticket, clock, restarts=restarts)
    clock.policy, clock.target, clock.terms = policy, target, terms
    clock.calendar_id = calendar
    clock.target_seconds, clock.updated_at = seconds, work.now
    clock.stopped_at = _stop(work, ticket, target.metric)
    facts = facts_of(clock, terms.values, work.pauses.get(ticket.pk, ()))
    reading = read(facts, work.now)
    if work.terms_changed and clock.breached_at is not None and _is_ahead(reading, work.now):
        clock.run += 1
        clock.breached_at = None
    _store(clock, reading)
    if clock.stopped_at is not None and clock.breached_at is not None:
        work.late.append(clock)


def _is_settled(ticket: Ticket, clock: SlaClock | None) -> bool:
    """Tell whether a clock is set by hand, or of a ticket that was closed before."""
    if clock is not None and clock.is_manual:
        return True
    has_ended = clock is None or clock.stopped_at is not None
    return has_ended and ticket.status.category == Category.CLOSED


def _terms(work: _Work, policy: SlaPolicy, target: SlaTarget, calendar: int | None) -> SlaTerms:
    """Return the terms of a promise, made once a pass."""
    found = work.terms.get((target.pk, calendar))
    if found is None:
        values = terms_for(work.setup, policy, target, calendar)
        key = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        found = work.terms[target.pk, calendar] = SlaTerms(key=key, values=values)
    return found


def _keep_terms(terms: list[SlaTerms]) -> None:
    """Give the terms their keys, writing those that nobody had before (mostly one statement)."""
    stored = SlaTerms.objects.filter(key__in={row.key for row in terms})
    known = dict(stored.values_list("key", "pk"))
    missing = {row.key: row for row in terms if row.key not in known}
    if missing:
        new = [SlaTerms(key=row.key, values=row.values) for row in missing.values()]
        SlaTerms.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(stored.all().values_list("key", "pk"))
    for row in terms:
        row.pk = known[row.key]


def _is_ahead(reading: Reading, now: datetime) -> bool:
    """Tell whether a clock has not run out yet, or stands before it would."""
    return reading.due_at is None or reading.due_at > now


def _start(work: _Work, ticket: Ticket, clock: SlaClock, *, restarts: bool) -> datetime:
    if clock.metric == ClockMetric.INACTIVITY:
        return work.now if restarts else clock.started_at
    begun: datetime = ticket.clocks_from_at or work.now
    return begun.replace(microsecond=0)


def _stop(work: _Work, ticket: Ticket, metric: str) -> datetime | None:
    """Return when a clock stops for good: the first response, or the closing."""
    is_closed = ticket.status.category == Category.CLOSED
    done_at = ticket.resolved_at or ticket.closed_at
    ended = done_at if is_closed else None
    if metric == ClockMetric.RESPOND:
        moments = [m for m in (work.responses.get(ticket.pk), ticket.resolved_at, ended) if m]
        ended = min(moments, default=None)
    return ended.replace(microsecond=0) if ended is not None else None


def _store(clock: SlaClock, reading: Reading) -> None:
    """Put a reading on the row. A stopped clock that ran past its due moment is breached."""
    clock.due_at, clock.warn_at = reading.due_at, reading.warn_at
    clock.elapsed_seconds = reading.elapsed_seconds
    clock.paused_seconds = reading.paused_seconds
    clock.counted_at, clock.paused_at = reading.counted_at, reading.paused_at
    if clock.stopped_at is not None:
        late = clock.due_at is not None and clock.due_at < clock.stopped_at
        clock.breached_at = clock.due_at if late else None


def _breach(clock: SlaClock) -> SlaEvent:
    """Return the event of a clock that stopped late before the job had seen it."""
    return SlaEvent(
        clock=clock,
        kind=SlaEventKind.BREACH,
        run=clock.run,
        due_at=clock.due_at or clock.counted_at,
    )


def _set_due(ticket: Ticket, work: _Work) -> Changes:
    """Copy the customer's due moments to the ticket; returns what differs."""
    due: dict[str, datetime | None] = dict.fromkeys(DUE_COLUMNS.values())
    for clock in work.clocks.get(ticket.pk, ()):
        column = DUE_COLUMNS.get(ClockMetric(clock.metric))
        if column and clock.side == ClockSide.SLA and clock.stopped_at is None:
            due[column] = clock.due_at
    changes: Changes = {}
    for column, moment in due.items():
        old = getattr(ticket, column)
        if old != moment:
            changes[column] = [_text(old), _text(moment)]
            setattr(ticket, column, moment)
    return changes


def _pause_reason(ticket: Ticket, *, awaits_approval: bool) -> str | None:
    """Return why the clocks of a ticket stand, None when they run."""
    if ticket.sla_is_disabled:
        return "disabled"
    if ticket.status.category in DONE_CATEGORIES:
        return "done"
    if awaits_approval:
        return APPROVAL
    if ticket.status.category == Category.WAITING and ticket.status.pauses_sla:
        return ticket.waiting_reason
    return "" if ticket.status.pauses_sla else None


def _clocks_of(tickets: Sequence[Ticket]) -> dict[int, list[SlaClock]]:
    found: dict[int, list[SlaClock]] = defaultdict(list)
    rows = SlaClock.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
    for clock in rows.select_related("target").order_by("id"):
        found[clock.ticket_id].append(clock)
    return found


def _columns(ticket: Ticket) -> dict[str, datetime | None]:
    return {column: getattr(ticket, column) for column in DUE_COLUMNS.values()}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
