"""Calendars: zones, public and own holidays, what is refused, and how far ahead they are asked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.drafts import CalendarDraft, CalendarPatch, HolidayDraft
from accounts.models import Calendar, Holiday
from accounts.operations import create_calendar, set_holidays, update_calendar
from accounts.queries import worktime_of
from accounts.worktime import WorkingTime
from audit.models import JournalEntry
from tests import make
from tests.sla.model import at

OFFICE = [[day, "09:00", "17:00"] for day in range(5)]
EVERY_DAY = [[day, "09:00", "17:00"] for day in range(7)]
MADRID = {"time_zone": "Europe/Madrid", "country": "ES", "region": "MD"}


def test_calendar_that_never_opens_has_no_due_moment():
    assert WorkingTime(intervals=()).after(at("2026-01-01 00:00"), 1) is None


def test_due_moment_is_looked_for_five_years_ahead():
    # one second a week is open
    worktime = WorkingTime(intervals=((0, 0, 1),))
    begin = at("2026-01-01 00:00")
    weeks = 366 * 5 // 7

    last = worktime.after(begin, weeks * 60)

    assert last is not None
    assert last <= begin + timedelta(days=366 * 5)
    assert worktime.after(begin, (weeks + 2) * 60) is None


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-06-01 10:00", "2026-06-01 17:00"),
        ("2026-06-01 12:00", "2026-06-01 17:00"),
        ("2026-06-01 17:00", "2026-06-01 17:00"),
        ("2026-06-01 20:00", "2026-06-01 20:00"),
        ("2026-06-01 08:00", "2026-06-01 17:00"),
    ],
)
def test_working_day_ends_with_its_last_interval(moment: str, ends: str):
    worktime = WorkingTime(intervals=((0, 540, 720), (0, 780, 1020)))

    assert worktime.end_of_day(at(moment)) == at(ends)


@pytest.mark.django_db
def test_public_holidays_of_country_and_region_close_the_whole_local_day():
    madrid = create_calendar(
        make.system(), CalendarDraft(name="Madrid", intervals=EVERY_DAY, **MADRID)
    )
    seville = create_calendar(
        make.system(),
        CalendarDraft(name="Seville", intervals=EVERY_DAY, **{**MADRID, "region": "AN"}),
    )
    feast_of_madrid = (at("2025-05-02 00:00"), at("2025-05-03 00:00"))

    assert worktime_of(madrid).seconds(*feast_of_madrid) == 0
    assert worktime_of(seville).seconds(*feast_of_madrid) == 8 * 3600


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "closed", "opened"),
    [
        ("2024-02-29", "2024-02-29", ["2026-02-28", "2028-02-29"], ["2026-03-01", "2028-02-28"]),
        ("2024-02-28", "2024-02-29", ["2026-02-28", "2028-02-29"], ["2026-03-01", "2028-03-01"]),
        ("2024-12-30", "2025-01-02", ["2026-12-31", "2027-01-02"], ["2026-12-29", "2027-01-03"]),
    ],
)
def test_yearly_holiday_comes_back(
    starts_on: str, ends_on: str, closed: list[str], opened: list[str]
):
    feast = HolidayDraft(
        name="Feast",
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on),
        is_yearly=True,
    )
    draft = CalendarDraft(name="All days", intervals=EVERY_DAY, holidays=[feast])

    worktime = worktime_of(create_calendar(make.system(), draft))

    def seconds(day: str) -> int:
        begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
        return worktime.seconds(begin, begin + timedelta(days=1))

    assert [seconds(day) for day in closed] == [0] * len(closed)
    assert [seconds(day) for day in opened] == [8 * 3600] * len(opened)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"time_zone": "Europe/Babel"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"time_zone": "Europe"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"country": "ES", "region": "ZZ"}, "region"),
        ({"region": "MD"}, "region"),
        ({"intervals": [[7, "09:00", "17:00"]]}, "intervals"),
        ({"intervals": [[0, "09:00", "24:01"]]}, "intervals"),
        ({"intervals": [["0", "09:00", "17:00"]]}, "intervals"),
        ({"intervals": {"0": "09:00"}}, "intervals"),
    ],
)
def test_wrong_calendar_is_refused(fields: dict[str, object], named: str):
    with pytest.raises(ValidationError) as refusal:
        create_calendar(make.system(), CalendarDraft(name="Wrong", **fields))

    assert list(refusal.value.message_dict) == [named]
    assert not Calendar.objects.filter(name="Wrong").exists()


@pytest.mark.django_db
def test_change_of_a_calendar_is_journaled_once_and_the_same_again_not_at_all():
    root = make.administrator()
    calendar = create_calendar(root, CalendarDraft(name="Office", intervals=OFFICE))

    for _ in range(2):
        update_calendar(root, calendar.pk, CalendarPatch(time_zone="Asia/Kolkata"))

    [entry] = JournalEntry.objects.filter(verb="calendar.updated")
    assert entry.changes == {"time_zone": ["UTC", "Asia/Kolkata"]}
    assert worktime_of(Calendar.objects.get(pk=calendar.pk)).zone == ZoneInfo("Asia/Kolkata")


@pytest.mark.django_db
def test_holidays_are_replaced_with_one_entry():
    root = make.administrator()
    calendar = create_calendar(root, CalendarDraft(name="Office", intervals=OFFICE))
    day = date(2026, 6, 1)
    drafts = [HolidayDraft(name="Moving day", starts_on=day, ends_on=day)]

    for _ in range(2):
        set_holidays(root, calendar.pk, drafts)

    [entry] = JournalEntry.objects.filter(verb="calendar.holidays_set")
    told = ["Moving day", "2026-06-01", "2026-06-01", False]
    assert entry.changes == {"holidays": [[], [told]]}
    assert Holiday.objects.get().name == "Moving day"


@pytest.mark.django_db
def test_holiday_that_ends_before_it_starts_is_refused():
    calendar = create_calendar(make.system(), CalendarDraft(name="Office", intervals=OFFICE))
    backwards = HolidayDraft(name="X", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 1))

    with pytest.raises(ValidationError):
        set_holidays(make.system(), calendar.pk, [backwards])

    assert not JournalEntry.objects.filter(verb="calendar.holidays_set").exists()


@pytest.mark.django_db
def test_agent_may_not_set_up_calendars():
    ana = make.agent("ana", make.group("Desk"))

    with pytest.raises(PermissionDenied):
        create_calendar(ana, CalendarDraft(name="Office"))

    assert Calendar.objects.count() == 0
