"""Calendars as working time."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays as public_holidays
from django.db.models import QuerySet
from holidays.registry import COUNTRIES

from accounts.models import Calendar
from accounts.vocabulary import interval_minutes
from accounts.worktime import WorkingTime


def calendar_rows() -> QuerySet[Calendar]:
    """Return every calendar; who asks has to narrow it."""
    return Calendar.objects.all()


def calendar_terms(calendar_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return {calendar: all that decides what it counts}, as JSON (two statements)."""
    rows = Calendar.objects.filter(pk__in=set(calendar_ids)).prefetch_related("holidays")
    return {row.pk: terms_of(row) for row in rows}


def terms_of(calendar: Calendar) -> dict[str, Any]:
    """Return all that decides what a calendar counts, as JSON."""
    return {
        "name": calendar.name,
        "time_zone": calendar.time_zone,
        "intervals": calendar.intervals,
        "country": calendar.country,
        "region": calendar.region,
        "holidays": [
            [row.name, row.starts_on.isoformat(), row.ends_on.isoformat(), row.is_yearly]
            for row in sorted(calendar.holidays.all(), key=lambda row: row.pk)
        ],
    }


def worktime_of(calendar: Calendar) -> WorkingTime:
    """Return a calendar's working time; its own holidays and the public ones close whole days."""
    return worktime_from(terms_of(calendar))


def worktime_from(terms: Mapping[str, Any]) -> WorkingTime:
    """Return the working time of a calendar as it was when these terms were taken."""
    return _worktime(
        terms["name"],
        terms["time_zone"],
        tuple(interval_minutes(interval) for interval in terms["intervals"]),
        terms["country"],
        terms["region"],
        tuple(
            _OwnHoliday(name, date.fromisoformat(begin), date.fromisoformat(end), is_yearly)
            for name, begin, end, is_yearly in terms["holidays"]
        ),
    )


def holiday_countries() -> dict[str, str]:
    """Return {code: English name} of the countries whose public holidays are known."""
    names = {codes[1]: module for module, codes in COUNTRIES.items()}
    known = public_holidays.list_supported_countries()
    return {code: names[code].replace("_", " ").title() for code in known if code in names}


def holiday_regions(country: str) -> list[str]:
    """Return the regions of a country whose public holidays are known. Raises KeyError."""
    return list(public_holidays.list_supported_countries()[country])


class _OwnHoliday(NamedTuple):
    """A holiday of the calendar itself, as a value."""

    name: str
    starts_on: date
    ends_on: date
    is_yearly: bool


@lru_cache(maxsize=64)
def _worktime(
    name: str,
    zone: str,
    intervals: tuple[tuple[int, int, int], ...],
    country: str,
    region: str,
    own: tuple[_OwnHoliday, ...],
) -> WorkingTime:
    """Return the working time of these values, which keeps the years it has worked out.

    The key is all that a calendar says, so a changed calendar is another one in every process.
    """

    def holiday_name(day: date) -> str:
        for holiday in own:
            if _falls_on(holiday, day):
                return holiday.name
        return _public_name(country, region, day.year).get(day, "") if country else ""

    return WorkingTime(
        name=name, zone=ZoneInfo(zone), intervals=intervals, holiday_name=holiday_name
    )


def _falls_on(holiday: _OwnHoliday, day: date) -> bool:
    if not holiday.is_yearly:
        return holiday.starts_on <= day <= holiday.ends_on
    over_new_year = holiday.ends_on.year - holiday.starts_on.year
    return any(
        _in_year(holiday.starts_on, year) <= day <= _in_year(holiday.ends_on, year + over_new_year)
        for year in (day.year, day.year - over_new_year)
    )


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
