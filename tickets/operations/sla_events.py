"""Warnings and breaches: each fires once a run of its clock, whenever the job runs."""

from datetime import datetime, timedelta

from django.db import transaction

from audit.actor import Actor
from audit.journal import Changes, record
from tickets import notifications
from tickets.models import SlaClock, SlaEvent
from tickets.vocabulary import SlaEventKind

BATCH = 100
VERBS = {
    SlaEventKind.WARNING: "ticket.sla_warned",
    SlaEventKind.BREACH: "ticket.sla_breached",
}


def fire_due(now: datetime) -> int:
    """Fire every breach and warning that is due, in small transactions; returns how many."""
    fired = 0
    # what is done within the very second in which it is due is in time
    second_before = now.replace(microsecond=0) - timedelta(seconds=1)
    for kind, column, until in (
        (SlaEventKind.BREACH, "due_at", second_before),
        (SlaEventKind.WARNING, "warn_at", now),
    ):
        while True:
            found = _fire_some(kind, column, until)
            fired += found
            if found < BATCH:
                break
    return fired


@transaction.atomic
def _fire_some(kind: SlaEventKind, column: str, until: datetime) -> int:
    """Fire up to BATCH events of one kind, each recorded on its ticket with its mails."""
    rows = SlaClock.objects.filter(
        stopped_at=None, breached_at=None, ticket__deleted_at=None, **{f"{column}__lte": until}
    )
    clocks = list(
        rows.select_for_update(of=("self",))
        .select_related("ticket__status", "ticket__support_group", "ticket__assignee", "policy")
        .order_by(column, "id")[:BATCH]
    )
    for clock in clocks:
        _fire(clock, kind)
    return len(clocks)


def _fire(clock: SlaClock, kind: SlaEventKind) -> None:
    moment = (clock.due_at if kind == SlaEventKind.BREACH else clock.warn_at) or clock.counted_at
    _, is_new = SlaEvent.objects.get_or_create(
        clock=clock, kind=kind, run=clock.run, defaults={"due_at": moment}
    )
    clock.warn_at = None
    if kind == SlaEventKind.BREACH:
        clock.breached_at = clock.due_at
    clock.save(update_fields=["warn_at", "breached_at"])
    if not is_new:
        return
    actor = Actor.system("sla")
    changes: Changes = {"clock": [None, clock.pk], "due_at": [None, moment.isoformat()]}
    names: Changes = {"clock": [None, f"{clock.metric} ({clock.side})"]}
    entry = record(actor, VERBS[kind], clock.ticket, changes, names=names, part=clock)
    notifications.escalate(clock.ticket, clock, kind, entry)
