"""What a clock should read, counted minute by minute. Imports nothing of the engine.

A minute of UTC counts when the first minute at which the local clock shows the beginning of an
interval (or later) has come and the first one at which it shows its end has not, its local date is
no holiday, and no pause covers it.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A calendar and a clock in plain values. Without intervals (None) every minute is open."""

    zone: str
    intervals: tuple[tuple[int, int, int], ...] | None
    holidays: frozenset[date]
    started_at: datetime
    now: datetime
    pauses: tuple[tuple[datetime, datetime | None], ...]
    stopped_at: datetime | None
    target_minutes: int
    warn_percent: int
    ends_with_day: bool


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the clock reads. Moments are None where the clock stands before, or looks no further."""

    due_at: datetime | None
    warn_at: datetime | None
    elapsed_seconds: int
    paused_seconds: int


class Minutes:
    """Every minute from two days before the start to the end of the window, open or not."""

    def __init__(self, case: Case, days: int) -> None:
        """Walk the local clock through the window."""
        self.case = case
        self.begin = case.started_at - 2 * DAY
        zone = ZoneInfo(case.zone)
        count = (days + 2) * 24 * 60
        moments = (self.begin + MINUTE * number for number in range(count))
        self.walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in moments]
        self.latest = list(accumulate(self.walls, max))
        self.is_open = [case.intervals is None] * count
        if case.intervals is not None:
            self.open_all(case.intervals)

    def open_all(self, intervals: tuple[tuple[int, int, int], ...]) -> None:
        """Open the minutes of every interval on every day; close those of holidays."""
        day = self.walls[0].date() - DAY
        while day <= self.walls[-1].date():
            for weekday, opens, closes in intervals:
                if day.weekday() == weekday and opens != closes:
                    until = closes if closes > opens else closes + 24 * 60
                    for number in range(self.first(day, opens), self.first(day, until)):
                        is_holiday = self.walls[number].date() in self.case.holidays
                        self.is_open[number] = not is_holiday
            day += DAY

    def first(self, day: date, minute: int) -> int:
        """Return the first minute at which the local clock shows a time of the day, or later."""
        return bisect_left(self.latest, datetime.combine(day, time()) + minute * MINUTE)

    def moment(self, number: int) -> datetime:
        """Return a minute's beginning."""
        return self.begin + MINUTE * number

    def number(self, moment: datetime) -> int:
        """Return which minute begins at a moment."""
        return (moment - self.begin) // MINUTE

    def is_paused(self, number: int) -> bool:
        """Say whether a pause covers the minute."""
        moment = self.moment(number)
        return any(
            begin <= moment and (end is None or moment < end) for begin, end in self.case.pauses
        )

    def reached(self, seconds: int) -> datetime | None:
        """Return when so many seconds have counted."""
        if seconds <= 0:
            return self.case.started_at
        for number in range(self.number(self.case.started_at), len(self.walls)):
            if self.is_open[number] and not self.is_paused(number):
                if seconds <= 60:
                    return self.moment(number) + timedelta(seconds=seconds)
                seconds -= 60
        return None

    def end_of_day(self, due: datetime) -> datetime:
        """Return the end of the last open minute of the local day in which time ran out."""
        number = self.number(due)
        local_day = self.walls[number - 1].date()
        last = number
        while number < len(self.walls) and self.walls[number].date() <= local_day:
            number += 1
            if self.is_open[number - 1]:
                last = number
        return self.moment(last)


def expected(case: Case, days: int) -> Expected:
    """Return what the clock reads at `now`, or at its stop."""
    minutes = Minutes(case, days)
    until = max(min(case.now, case.stopped_at or case.now), case.started_at)
    run = range(minutes.number(case.started_at), minutes.number(until))
    open_minutes = [number for number in run if minutes.is_open[number]]
    paused = sum(minutes.is_paused(number) for number in open_minutes)
    due = minutes.reached(case.target_minutes * 60)
    if due is not None and case.ends_with_day and case.target_minutes:
        due = minutes.end_of_day(due)
    return Expected(
        due_at=due,
        warn_at=minutes.reached(case.target_minutes * 60 * case.warn_percent // 100),
        elapsed_seconds=60 * (len(open_minutes) - paused),
        paused_seconds=60 * paused,
    )


def at(text: str) -> datetime:
    """Return a UTC moment of "YYYY-MM-DD HH:MM"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
