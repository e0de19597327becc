"""Moments in criteria: fixed, or told from now (contract section 12)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api_compat.glpi.columns import read_moment
from api_compat.glpi.errors import Unwritable

_SPAN = re.compile(r"([+-]?\d{1,6})(SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)")
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_UNITS = {
    "SECOND": timedelta(seconds=1),
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
    "WEEK": timedelta(weeks=1),
}
EARLIEST, LATEST = 1000, 9998


def moment_of(value: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment that a text means, None for one that means none."""
    local = now.astimezone(zone).replace(microsecond=0)
    today = local.replace(hour=0, minute=0, second=0)
    match value:
        case "NOW":
            return local
        case "TODAY":
            return today
        case "BEGINMONTH":
            return today.replace(day=1)
        case "BEGINYEAR":
            return today.replace(month=1, day=1)
    if value.startswith("LAST") and value[4:] in _DAYS:
        back = (today.weekday() - _DAYS.index(value[4:])) % 7 or 7
        return today - timedelta(days=back)
    found = _SPAN.fullmatch(value)
    if found is not None:
        return _shifted(local, int(found.group(1)), found.group(2))
    try:
        return read_moment(value, zone)
    except Unwritable:
        return None


def months_from(now: datetime, months: int) -> datetime | None:
    """Return the moment so many months from now."""
    return _shifted(now, months, "MONTH")


def _shifted(local: datetime, count: int, unit: str) -> datetime | None:
    if unit in _UNITS:
        try:
            return local + count * _UNITS[unit]
        except OverflowError:
            return None
    months = local.year * 12 + local.month - 1 + count * (12 if unit == "YEAR" else 1)
    year, month = divmod(months, 12)
    if not EARLIEST <= year <= LATEST:
        return None
    day = local.day
    while day > 28:
        try:
            return local.replace(year=year, month=month + 1, day=day)
        except ValueError:
            day -= 1
    return local.replace(year=year, month=month + 1, day=day)
