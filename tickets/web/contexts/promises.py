"""Promises about time in words: for agents with all parts, for requesters in plain ones."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from audit.actor import Actor
from doors.templatetags.pages import duration
from tickets import policies
from tickets.clockwork import CLOSED, COUNTED, PAUSED, Segment
from tickets.models import SlaClock, Ticket
from tickets.queries import clocks_of, explain
from tickets.vocabulary import ClockSide, WaitingReason
from tickets.words import METRICS

PART_WORDS = {
    COUNTED: gettext_lazy("counted"),
    PAUSED: gettext_lazy("paused"),
    CLOSED: gettext_lazy("outside working hours"),
}
REASONS = {
    "done": gettext_lazy("the ticket was done"),
    "disabled": gettext_lazy("promises are switched off for this ticket"),
    "approval": gettext_lazy("an approval was awaited"),
    WaitingReason.AGENT: gettext_lazy("the desk waited"),
    WaitingReason.CUSTOMER: gettext_lazy("an answer of the requester was awaited"),
    WaitingReason.DATE: gettext_lazy("a date was awaited"),
    WaitingReason.TICKET: gettext_lazy("another ticket was awaited"),
    WaitingReason.EXTERNAL: gettext_lazy("somebody outside was awaited"),
}


@dataclass(frozen=True)
class Part:
    """A stretch of a promise's life: from, to, what it was, how long it counted, why."""

    begins_at: datetime
    ends_at: datetime
    kind: str
    word: str
    length: str
    reason: str


@dataclass(frozen=True)
class Promise:
    """A clock in words. `state`: met, late, soon, ok, paused."""

    label: str
    state: str
    words: str
    target: str
    due_at: datetime | None
    policy: str
    is_internal: bool
    percent: int
    parts: list[Part] = field(default_factory=list)


def promises_for(actor: Actor, ticket: Ticket, *, with_parts: bool = False) -> list[Promise]:
    """Return the promises on a visible ticket (one statement, one more per promise with parts).

    Promises between teams are for those who work at the desk.
    """
    rows = clocks_of(ticket)
    explained = rows.select_related("calendar", "terms")
    clocks = list(explained if with_parts else rows.select_related(None).select_related("policy"))
    if not policies.works_on_tickets(actor):
        clocks = [clock for clock in clocks if clock.side == ClockSide.SLA]
    now = timezone.now()
    return [_promise(clock, now, with_parts=with_parts) for clock in clocks]


def _promise(clock: SlaClock, now: datetime, *, with_parts: bool) -> Promise:
    state, words = _state(clock, now)
    segments = explain(clock, now) if with_parts else []
    return Promise(
        label=str(METRICS[clock.metric]),
        state=state,
        words=words,
        target=duration(clock.target_seconds),
        due_at=clock.due_at,
        policy=clock.policy.name if clock.policy is not None else "",
        is_internal=clock.side == ClockSide.OLA,
        percent=_percent(clock, segments),
        parts=_parts(segments),
    )


def _percent(clock: SlaClock, segments: list[Segment]) -> int:
    """Return how much of a promise is used: as its parts say, else as it was counted last."""
    if not clock.target_seconds:
        return 100
    counted = sum(part.seconds for part in segments if part.kind == COUNTED)
    return min(100, max(counted, clock.elapsed_seconds) * 100 // clock.target_seconds)


def _state(clock: SlaClock, now: datetime) -> tuple[str, str]:
    if clock.stopped_at is not None:
        spent = duration(clock.elapsed_seconds)
        if clock.breached_at is not None:
            return "late", gettext("missed: took %(time)s") % {"time": spent}
        return "met", gettext("kept, after %(time)s") % {"time": spent}
    if clock.breached_at is not None or (clock.due_at is not None and clock.due_at <= now):
        late = now - (clock.due_at or clock.breached_at or now)
        return "late", gettext("%(time)s late") % {"time": duration(late.total_seconds())}
    if clock.paused_at is not None or clock.due_at is None:
        rest = max(clock.target_seconds - clock.elapsed_seconds, 0)
        return "paused", gettext("paused, %(time)s left") % {"time": duration(rest)}
    left = clock.due_at - now
    is_soon = (clock.warn_at is not None and clock.warn_at <= now) or left < timedelta(minutes=30)
    words = gettext("%(time)s left") % {"time": duration(left.total_seconds())}
    return ("soon" if is_soon else "ok"), words


def _parts(segments: list[Segment]) -> list[Part]:
    return [
        Part(
            begins_at=part.begins_at,
            ends_at=part.ends_at,
            kind=part.kind,
            word=str(PART_WORDS[part.kind]),
            length=duration(part.seconds) if part.kind != CLOSED else "",
            reason=_reason(part.reason),
        )
        for part in segments
    ]


def _reason(reason: str) -> str:
    """Return why a clock stood: the status as it was called, and its reason in words."""
    words = [str(REASONS.get(piece, piece)) for piece in reason.split(" · ") if piece]
    return ", ".join(words)
