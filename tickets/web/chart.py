"""Created against solved for a page: the periods to choose from, and bars as a picture of lines can
be drawn from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

WIDTH, HEIGHT, FOOT = 560, 158, 30
MOST_BARS, FEW, MOST_WORDS = 31, 7, 5
PERIODS: dict[str, Any] = {
    "week": _("This week"),
    "7": _("7 days"),
    "30": _("30 days"),
    "90": _("90 days"),
}
USUAL = "7"


@dataclass(frozen=True)
class Bar:
    """A rectangle of the chart."""

    x: float
    y: int
    width: float
    height: int
    kind: str


@dataclass(frozen=True)
class Span:
    """A day, or the days of one week, with its bars, and what the table says of it."""

    first: date
    last: date
    middle: int
    opened: int
    solved: int
    bars: tuple[Bar, Bar]
    has_word: bool


def begin_of(period: str, today: date) -> date:
    """Return the first day of a period that ends today."""
    return today - timedelta(days=today.weekday() if period == "week" else int(period) - 1)


def bars_of(days: Sequence[tuple[date, int, int]]) -> list[Span]:
    """Return two bars a day, or a week where there are many days; the highest as high as there is
    room.
    """
    spans = _by_week(days) if len(days) > MOST_BARS else [(each[0], *each) for each in days]
    most = max([1, *(max(opened, solved) for _first, _last, opened, solved in spans)])
    step = WIDTH / max(len(spans), 1)
    width = min(16.0, round(step / 2 - 1.5, 1))
    each = 1 if len(spans) <= FEW else -(-len(spans) // MOST_WORDS)
    shown = []
    for place, (first, last, opened, solved) in enumerate(spans):
        middle = step * place + step / 2
        bars = (
            _bar(middle - 1 - width, width, opened / most, "opened"),
            _bar(middle + 1, width, solved / most, "solved"),
        )
        # words stand under every so many bars, half a gap from the edges, where they have room
        has_word = place % each == each // 2
        shown.append(Span(first, last, round(middle), opened, solved, bars, has_word))
    return shown


def _by_week(days: Sequence[tuple[date, int, int]]) -> list[tuple[date, date, int, int]]:
    """Return weeks from Monday on, the first and the last as far as there are days."""
    weeks: list[tuple[date, date, int, int]] = []
    for day, opened, solved in days:
        if weeks and day.weekday() > 0:
            first, _last, before, done = weeks.pop()
            weeks.append((first, day, before + opened, done + solved))
        else:
            weeks.append((day, day, opened, solved))
    return weeks


def _bar(x: float, width: float, share: float, kind: str) -> Bar:
    room = HEIGHT - FOOT
    height = max(room * share, 1)
    return Bar(round(x, 1), round(room - height), width, round(height), kind)
