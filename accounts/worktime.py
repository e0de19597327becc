"""Working time: which moments a calendar counts, in any zone, through clock changes and holidays.

Pure arithmetic over UTC moments; `accounts.queries.worktime_of` builds a WorkingTime from a
Calendar row.

An interval of a weekday is two minutes of that day's local clock, from inclusive, to exclusive; one
that ends before it begins runs over midnight; one of no length counts nothing. A wall time stands
for the first moment at which the local clock shows it or later, so an ambiguous time takes its
first occurrence and a missing one moves forward to the end of the gap. A holiday closes its whole
local day, also the part of an interval that began the day before.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
HORIZON = timedelta(days=366 * 5)
"""How far ahead a due moment is looked for; a calendar that never opens has none."""

Span = tuple[datetime, datetime]
HolidayName = Callable[[date], str]


def no_holiday(_day: date) -> str:
    """Tell that no day is a holiday."""
    return ""


@dataclass(frozen=True)
class WorkingTime:
    """A calendar's zone, weekly minutes and holidays. Without intervals every moment counts."""

    name: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    intervals: tuple[tuple[int, int, int], ...] = ()
    holiday_name: HolidayName = no_holiday
    is_always: bool = False

    @cached_property
    def pieces(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Open minutes of each weekday, cut at midnight, in order and without overlap."""
        days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for weekday, begin, end in self.intervals:
            if begin < end:
                days[weekday].append((begin, end))
            elif begin > end:
                days[weekday].append((begin, DAY_MINUTES))
                days[(weekday + 1) % 7].append((0, end))
        return tuple(_merged(day) for day in days)

    def spans(self, begin: datetime, end: datetime) -> Iterator[Span]:
        """Yield the open spans between two UTC moments, in order, cut to them."""
        if begin >= end:
            return
        if self.is_always:
            yield begin, end
            return
        for opens, closes in self._days(begin, end):
            opens, closes = max(opens, begin), min(closes, end)
            if opens < closes:
                yield opens, closes

    def seconds(self, begin: datetime, end: datetime) -> int:
        """Return the whole seconds that count between two moments."""
        return sum(_seconds(span) for span in self.spans(begin, end))

    def after(self, begin: datetime, seconds: int) -> datetime | None:
        """Return the moment at which that many seconds have counted since `begin`.

        None when the calendar does not open that much within five years.
        """
        left = seconds
        if left <= 0:
            return begin
        for opens, closes in self.spans(begin, begin + HORIZON):
            length = _seconds((opens, closes))
            if left <= length:
                return opens + timedelta(seconds=left)
            left -= length
        return None

    def end_of_day(self, moment: datetime) -> datetime:
        """Return when the working day that a moment falls in ends; the moment itself outside of
        one.
        """
        closing = moment
        day_end = self._first_at(moment.astimezone(self.zone).date(), DAY_MINUTES)
        for _, closes in self.spans(moment, day_end):
            closing = closes
        return closing

    def holidays_between(self, begin: datetime, end: datetime) -> list[str]:
        """Return the names of the holidays on the local days that two moments touch."""
        day, last = begin.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        names = []
        while day <= last:
            if name := self.holiday_name(day):
                names.append(name)
            day += timedelta(days=1)
        return names

    @cached_property
    def day_seconds(self) -> int:
        """Average open seconds of a weekday that opens at all: what a promise in days counts."""
        minutes = [sum(end - begin for begin, end in day) for day in self.pieces if day]
        return sum(minutes) * 60 // len(minutes) if minutes else DAY_MINUTES * 60

    def _days(self, begin: datetime, end: datetime) -> Iterator[Span]:
        """Yield the open spans of every local day that touches the two moments."""
        day = begin.astimezone(self.zone).date() - timedelta(days=1)
        last = end.astimezone(self.zone).date()
        while day <= last:
            if not self.holiday_name(day):
                for opens, closes in self.pieces[day.weekday()]:
                    yield self._first_at(day, opens), self._first_at(day, closes)
            day += timedelta(days=1)

    def _first_at(self, day: date, minute: int) -> datetime:
        """Return the first moment at which the local clock shows a minute of a day, or later."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == wall:
            return moment
        return self._end_of_gap(moment)

    def _end_of_gap(self, inside: datetime) -> datetime:
        """Return the moment of a clock change; the wall time asked for was skipped by it.

        Converted with the offset before the change, a skipped time lies behind it, less than a day.
        """
        before, after = inside - timedelta(days=1), inside
        offset = after.astimezone(self.zone).utcoffset()
        low, high = int(before.timestamp()), int(after.timestamp())
        while high - low > 1:
            middle = (low + high) // 2
            same = datetime.fromtimestamp(middle, UTC).astimezone(self.zone).utcoffset() == offset
            low, high = (low, middle) if same else (middle, high)
        return datetime.fromtimestamp(high, UTC)


ALWAYS = WorkingTime(name="", is_always=True)
"""Counts every moment: what holds where no calendar is set."""


def subtract(spans: Iterator[Span], holes: list[Span]) -> Iterator[Span]:
    """Yield what is left of ordered spans outside of ordered, separate holes."""
    starts = [hole[0] for hole in holes]
    for begin, end in spans:
        position = max(bisect_right(starts, begin) - 1, 0)
        for opens, closes in holes[position:]:
            if opens >= end:
                break
            if closes <= begin:
                continue
            if opens > begin:
                yield begin, opens
            begin = max(begin, closes)
        if begin < end:
            yield begin, end


def _seconds(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds())


def _merged(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(pieces):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)
