"""How a clock reads: pure arithmetic over its facts. No database, no clock of the machine.

A clock counts the working seconds since its start that lie in no pause. All moments are whole
seconds, so that the parts an explanation lists add up to what is stored.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.worktime import Span, WorkingTime

COUNTED, PAUSED, CLOSED = "counted", "paused", "closed"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time in which the clock stands; `ends_at` None = still."""

    begins_at: datetime
    ends_at: datetime | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that decides how a clock reads. `pauses` are in order and do not overlap."""

    started_at: datetime
    target_seconds: int
    warn_percent: int
    worktime: WorkingTime
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    ends_with_working_day: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A clock at a moment. `due_at` and `warn_at` are None while it stands before reaching them."""

    due_at: datetime | None
    warn_at: datetime | None
    elapsed_seconds: int
    paused_seconds: int
    counted_at: datetime
    paused_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A part of a clock's life: counted, paused (with the reason) or closed (calendar, holiday).

    `seconds` are the working seconds of counted and paused parts; a closed part has none.
    """

    begins_at: datetime
    ends_at: datetime
    kind: str
    seconds: int
    calendar: str
    reason: str


def read(facts: Facts, now: datetime) -> Reading:
    """Return how the clock reads at a moment, or at its stop if that came before."""
    until = _until(facts, now)
    paused = sum(
        facts.worktime.seconds(
            max(pause.begins_at, facts.started_at), min(pause.ends_at or until, until)
        )
        for pause in facts.pauses
    )
    return Reading(
        due_at=_due(facts),
        warn_at=_reached(facts, facts.target_seconds * facts.warn_percent // 100),
        elapsed_seconds=facts.worktime.seconds(facts.started_at, until) - paused,
        paused_seconds=paused,
        counted_at=until,
        paused_at=None if facts.stopped_at is not None else _standing_since(facts),
    )


def segments(facts: Facts, until: datetime) -> list[Segment]:
    """Return the parts of the clock's life up to a moment, without gaps, in order."""
    until = _until(facts, until)
    found: list[Segment] = []
    at = facts.started_at
    for begin, end in facts.worktime.spans(facts.started_at, until):
        if at < begin:
            found.append(_closed(facts, at, begin))
        found += _working(facts, begin, end)
        at = end
    if at < until:
        found.append(_closed(facts, at, until))
    return found


def _until(facts: Facts, now: datetime) -> datetime:
    """Return the end of counting in whole seconds, never before the start."""
    until = min(facts.stopped_at, now) if facts.stopped_at is not None else now
    return max(until.replace(microsecond=0), facts.started_at)


def _standing_since(facts: Facts) -> datetime | None:
    last = facts.pauses[-1] if facts.pauses else None
    return last.begins_at if last is not None and last.ends_at is None else None


def _due(facts: Facts) -> datetime | None:
    due = _reached(facts, facts.target_seconds)
    if due is None or not facts.ends_with_working_day or not facts.target_seconds:
        return due
    return facts.worktime.end_of_day(due)


def _reached(facts: Facts, seconds: int) -> datetime | None:
    """Return when so many seconds have counted, if the clock does not stand before."""
    at, left = facts.started_at, seconds
    for pause in facts.pauses:
        counted = facts.worktime.seconds(at, pause.begins_at)
        if left <= counted:
            break
        if pause.ends_at is None:
            return None
        left -= counted
        at = max(at, pause.ends_at)
    return facts.worktime.after(at, left)


def _working(facts: Facts, begin: datetime, end: datetime) -> list[Segment]:
    """Cut an open span at the pauses."""
    found: list[Segment] = []
    at = begin
    for pause in facts.pauses:
        opens, closes = max(pause.begins_at, at), min(pause.ends_at or end, end)
        if opens >= closes:
            continue
        if at < opens:
            found.append(_segment(facts, at, opens, COUNTED, ""))
        found.append(_segment(facts, opens, closes, PAUSED, pause.reason))
        at = closes
    if at < end:
        found.append(_segment(facts, at, end, COUNTED, ""))
    return found


def _segment(facts: Facts, begin: datetime, end: datetime, kind: str, reason: str) -> Segment:
    return Segment(
        begins_at=begin,
        ends_at=end,
        kind=kind,
        seconds=0 if kind == CLOSED else _length((begin, end)),
        calendar=facts.worktime.name,
        reason=reason,
    )


def _closed(facts: Facts, begin: datetime, end: datetime) -> Segment:
    names = dict.fromkeys(facts.worktime.holidays_between(begin, end))
    return _segment(facts, begin, end, CLOSED, ", ".join(names))


def _length(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds())
