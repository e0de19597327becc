"""Bars for a page: where each stands, in numbers that a picture of lines can be drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, FOOT = 560, 150, 22


@dataclass(frozen=True)
class Bar:
    """A rectangle of the chart."""

    x: int
    y: int
    height: int
    kind: str


@dataclass(frozen=True)
class Day:
    """One day with its bars, and what the table says of it."""

    day: date
    middle: int
    opened: int
    solved: int
    bars: tuple[Bar, Bar]


def bars_of(days: Sequence[tuple[date, int, int]]) -> list[Day]:
    """Return two bars a day, the highest as high as there is room."""
    most = max([1, *(number for _, *numbers in days for number in numbers)])
    step = WIDTH / max(len(days), 1)
    shown = []
    for place, (day, opened, solved) in enumerate(days):
        middle = step * place + step / 2
        shown.append(
            Day(
                day,
                round(middle),
                opened,
                solved,
                (
                    _bar(middle - 17, opened / most, "opened"),
                    _bar(middle + 1, solved / most, "solved"),
                ),
            )
        )
    return shown


def _bar(x: float, share: float, kind: str) -> Bar:
    room = HEIGHT - FOOT
    height = max(room * share, 1)
    return Bar(round(x), round(room - height), round(height), kind)
