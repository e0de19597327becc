"""Working hours of the demo's world: Monday to Friday, 8 to 18 o'clock (UTC)."""

from datetime import datetime, timedelta

OPENS, CLOSES = 8, 18
SATURDAY = 5


def at_work(moment: datetime) -> datetime:
    """Return the moment itself in working hours, else the next beginning of work."""
    if moment.hour >= CLOSES:
        moment = _morning(moment + timedelta(days=1))
    elif moment.hour < OPENS:
        moment = _morning(moment)
    while moment.weekday() >= SATURDAY:
        moment = _morning(moment + timedelta(days=1))
    return moment


def later(moment: datetime, minutes: float) -> datetime:
    """Return the moment that many working minutes after another."""
    moment, left = at_work(moment), timedelta(seconds=round(minutes * 60))
    while moment + left >= (end := moment.replace(hour=CLOSES, minute=0, second=0, microsecond=0)):
        left -= end - moment
        moment = at_work(end)
    return moment + left


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=OPENS, minute=0, second=0, microsecond=0)
