"""The engine reads every clock as the minute-by-minute model does."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.worktime import WorkingTime
from tests.sla.model import Case, at, expected
from tickets.clockwork import COUNTED, PAUSED, Facts, Pause, read, segments

DAYS = 9
# a week around each kind of clock change, and one without any
STARTS = {
    "UTC": ["2026-02-24"],
    "Europe/Madrid": ["2026-03-26", "2026-10-22", "2026-06-30"],
    "America/New_York": ["2026-03-05", "2026-10-29"],
    "Australia/Lord_Howe": ["2026-04-02", "2026-10-01"],
    "Asia/Kolkata": ["2028-02-26"],
    # the clock changes at midnight
    "America/Santiago": ["2026-04-02", "2026-09-03"],
}

minute_of_day = st.integers(0, 24 * 60) | st.sampled_from([0, 60, 120, 150, 180, 540, 1080, 1440])
interval = st.tuples(st.integers(0, 6), minute_of_day, minute_of_day)
office = st.sets(st.integers(0, 6), min_size=1).map(
    lambda days: tuple((day, *hours) for day in days for hours in ((540, 780), (840, 1080)))
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A clock within nine days of some week of the year."""
    zone = draw(st.sampled_from(sorted(STARTS)))
    first = at(f"{draw(st.sampled_from(STARTS[zone]))} 00:00")

    def moment(least: int = 0) -> datetime:
        return first + timedelta(minutes=draw(st.integers(least, 6 * 24 * 60)))

    started_at = moment()
    edges = sorted(moment() for _ in range(2 * draw(st.integers(0, 3))))
    pauses = [*zip(edges[::2], edges[1::2], strict=True)]
    if draw(st.booleans()):
        pauses.append((max([moment(), *edges]), None))
    days = st.integers(0, DAYS - 1).map(lambda number: first.date() + timedelta(days=number))
    return Case(
        zone=zone,
        intervals=draw(st.none() | office | st.lists(interval, max_size=8).map(tuple)),
        holidays=draw(st.frozensets(days, max_size=3)),
        started_at=started_at,
        now=moment(),
        pauses=tuple(pauses),
        stopped_at=draw(st.none() | st.just(None).map(lambda _: moment())),
        target_minutes=draw(st.integers(0, 40 * 60) | st.sampled_from([480, 1440])),
        warn_percent=draw(st.integers(1, 100)),
        ends_with_day=draw(st.booleans()),
    )


def facts(case: Case) -> Facts:
    """The same clock in the words of the engine."""
    worktime = WorkingTime(
        name="Office",
        zone=ZoneInfo(case.zone),
        intervals=case.intervals or (),
        holiday_name=lambda day: "Feast" if day in case.holidays else "",
        is_always=case.intervals is None,
    )
    return Facts(
        started_at=case.started_at,
        target_seconds=case.target_minutes * 60,
        warn_percent=case.warn_percent,
        worktime=worktime,
        pauses=tuple(Pause(begins_at=b, ends_at=e, reason="waits") for b, e in case.pauses),
        stopped_at=case.stopped_at,
        ends_with_working_day=case.ends_with_day,
    )


def whole_night(**changes: object) -> Case:
    """A night shift over a holiday and the end of summer time."""
    values: dict[str, object] = {
        "zone": "Europe/Madrid",
        "intervals": ((5, 22 * 60, 6 * 60),),
        "holidays": frozenset({at("2026-10-25 00:00").date()}),
        "started_at": at("2026-10-24 19:00"),
        "now": at("2026-10-25 12:00"),
        "pauses": (),
        "stopped_at": None,
        "target_minutes": 180,
        "warn_percent": 80,
        "ends_with_day": False,
    }
    return Case(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.slow  # the model walks through every minute of nine days
@settings(max_examples=60, deadline=None)
@given(cases())
@example(whole_night())
@example(whole_night(holidays=frozenset()))
@example(whole_night(holidays=frozenset(), target_minutes=120, ends_with_day=True))
@example(whole_night(intervals=None, target_minutes=180, ends_with_day=True))
def test_engine_reads_as_the_model(case: Case) -> None:
    window_end = case.started_at + timedelta(days=DAYS)
    wanted = expected(case, DAYS)

    reading = read(facts(case), case.now)

    def seen(moment: datetime | None) -> datetime | None:
        """The model looks no further than its window."""
        return moment if moment is not None and moment < window_end else None

    assert reading.elapsed_seconds == wanted.elapsed_seconds
    assert reading.paused_seconds == wanted.paused_seconds
    assert seen(reading.warn_at) == seen(wanted.warn_at)
    if wanted.due_at is None or wanted.due_at + timedelta(days=1) < window_end:
        assert seen(reading.due_at) == wanted.due_at


@settings(max_examples=60, deadline=None)
@given(cases())
@example(whole_night())
def test_explanation_adds_up_to_what_is_read(case: Case) -> None:
    reading = read(facts(case), case.now)

    parts = segments(facts(case), reading.counted_at)

    def total(kind: str) -> int:
        return sum(part.seconds for part in parts if part.kind == kind)

    assert total(COUNTED) == reading.elapsed_seconds
    assert total(PAUSED) == reading.paused_seconds
    edges = [case.started_at, *(part.ends_at for part in parts)]
    assert [part.begins_at for part in parts] == edges[:-1]
    assert edges[-1] == reading.counted_at
    assert edges == sorted(set(edges))


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(1, 200_000))
def test_after_and_seconds_are_inverse(case: Case, seconds: int) -> None:
    worktime = facts(case).worktime
    begin = case.started_at

    end = worktime.after(begin, seconds)

    if end is not None:
        assert worktime.seconds(begin, end) == seconds
        assert worktime.seconds(begin, end - timedelta(seconds=1)) == seconds - 1
