"""Working time: which moments a calendar counts, in any zone, through clock changes and holidays.

Pure arithmetic over UTC moments; `accounts.queries.worktime_of` builds a WorkingTime from a
Calendar row.

An interval of a weekday is two minutes of that day's local clock, from inclusive, to exclusive; one
that ends before it begins runs over midnight; one of no length counts nothing. A wall time stands
for the first moment at which the local clock shows it or later, so an ambiguous time takes its
first occurrence and a missing one moves forward to the end of the gap. A holiday closes its whole
local day, also the part of an interval that began the day before.

The open spans of each local year are worked out once, with their sums; after that every question
is a search in them, however long a clock has been running. Moments are whole seconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
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
        if self.is_always and begin < end:
            yield begin, end
            return
        low, high = int(begin.timestamp()), int(end.timestamp())
        for year in self._years_between(begin, end):
            for opens, closes in year.between(low, high):
                yield datetime.fromtimestamp(opens, UTC), datetime.fromtimestamp(closes, UTC)

    def seconds(self, begin: datetime, end: datetime) -> int:
        """Return the seconds that count between two moments."""
        low, high = int(begin.timestamp()), int(end.timestamp())
        if self.is_always:
            return max(high - low, 0)
        return sum(year.seconds(low, high) for year in self._years_between(begin, end))

    def after(self, begin: datetime, seconds: int) -> datetime | None:
        """Return the moment at which that many seconds have counted since `begin`.

        None when the calendar does not open that much within five years.
        """
        if seconds <= 0:
            return begin
        end = begin + HORIZON
        if self.is_always:
            due = begin + timedelta(seconds=seconds)
            return due if due <= end else None
        low, high, left = int(begin.timestamp()), int(end.timestamp()), seconds
        for year in self._years_between(begin, end):
            length = year.seconds(low, high)
            if left <= length:
                return datetime.fromtimestamp(year.after(low, left), UTC)
            left -= length
        return None

    def end_of_day(self, moment: datetime) -> datetime:
        """Return when the working day in which a moment's last second lies ends; the moment itself
        outside of one.
        """
        second = moment - timedelta(seconds=1)
        closing = moment
        for _, closes in self.spans(second, self._first_at(self._day_of(second), DAY_MINUTES)):
            closing = max(closing, closes)
        return closing

    def holidays_between(self, begin: datetime, end: datetime) -> list[str]:
        """Return the names of the holidays on the local days between two moments."""
        day, last = self._day_of(begin), self._day_of(end - timedelta(seconds=1))
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

    @cached_property
    def _known_years(self) -> dict[int, "_Year"]:
        return {}

    def _years_between(self, begin: datetime, end: datetime) -> Iterator["_Year"]:
        if begin >= end:
            return
        for number in range(self._day_of(begin).year, self._day_of(end).year + 1):
            year = self._known_years.get(number)
            if year is None:
                year = self._known_years[number] = _Year(self._spans_of(number))
            yield year

    def _spans_of(self, year: int) -> Iterator[tuple[int, int]]:
        """Yield the open spans of a local year in seconds since 1970."""
        day = date(year, 1, 1)
        while day.year == year:
            pieces = self.pieces[day.weekday()]
            if pieces and not self.holiday_name(day):
                for opens, closes in pieces:
                    begin, end = self._first_at(day, opens), self._first_at(day, closes)
                    yield int(begin.timestamp()), int(end.timestamp())
            day += timedelta(days=1)

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

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


class _Year:
    """The open spans of a year, and how many seconds were open before each."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        # a span that a clock change skips altogether is no span
        kept = [(opens, closes) for opens, closes in spans if opens < closes]
        self.opens = [opens for opens, _ in kept]
        self.closes = [closes for _, closes in kept]
        self.before = list(accumulate((closes - opens for opens, closes in kept), initial=0))

    def between(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Yield the spans between two moments, cut to them."""
        for number in range(bisect_right(self.closes, low), bisect_left(self.opens, high)):
            yield max(self.opens[number], low), min(self.closes[number], high)

    def seconds(self, low: int, high: int) -> int:
        """Return the open seconds between two moments."""
        return self._until(high) - self._until(low)

    def after(self, low: int, seconds: int) -> int:
        """Return when that many seconds, at least one, were open since a moment."""
        wanted = self._until(low) + seconds
        number = bisect_left(self.before, wanted)
        return self.closes[number - 1] - (self.before[number] - wanted)

    def _until(self, moment: int) -> int:
        number = bisect_right(self.opens, moment)
        if not number:
            return 0
        return self.before[number] - max(self.closes[number - 1] - moment, 0)


def _merged(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(pieces):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)
