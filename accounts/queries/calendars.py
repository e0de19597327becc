"""Calendars as working time."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as public_holidays

from accounts.models import Calendar, Holiday
from accounts.vocabulary import interval_minutes
from accounts.worktime import HolidayName, WorkingTime


def worktimes(calendar_ids: Iterable[int]) -> dict[int, WorkingTime]:
    """Return {calendar: its working time} (two statements)."""
    rows = Calendar.objects.filter(pk__in=set(calendar_ids)).prefetch_related("holidays")
    return {row.pk: worktime_of(row) for row in rows}


def worktime_of(calendar: Calendar) -> WorkingTime:
    """Return a calendar's working time; its own holidays and the public ones close whole days."""
    return WorkingTime(
        name=calendar.name,
        zone=ZoneInfo(calendar.time_zone),
        intervals=tuple(interval_minutes(interval) for interval in calendar.intervals),
        holiday_name=_holiday_name(calendar),
    )


def holiday_regions(country: str) -> list[str]:
    """Return the regions of a country whose public holidays are known. Raises KeyError."""
    return list(public_holidays.list_supported_countries()[country])


def _holiday_name(calendar: Calendar) -> HolidayName:
    own = list(calendar.holidays.all())
    country, region = calendar.country, calendar.region

    def name(day: date) -> str:
        for holiday in own:
            if _falls_on(holiday, day):
                return holiday.name
        return _public_name(country, region, day.year).get(day, "") if country else ""

    return name


def _falls_on(holiday: Holiday, day: date) -> bool:
    if not holiday.is_yearly:
        return holiday.starts_on <= day <= holiday.ends_on
    length = holiday.ends_on - holiday.starts_on
    for year in (day.year, day.year - 1):
        begin = _in_year(holiday.starts_on, year)
        if begin <= day <= begin + length:
            return True
    return False


def _in_year(day: date, year: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


@lru_cache(maxsize=64)
def _public_name(country: str, region: str, year: int) -> dict[date, str]:
    """Return {day: name} of a year's public holidays: facts of the package, not of the database."""
    found = public_holidays.country_holidays(country, subdiv=region or None, years=year)
    return dict(found.items())
