"""Set up calendars: working hours, zone, public and own holidays. Clocks follow by subscription."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.drafts import CalendarDraft, CalendarPatch, HolidayDraft, given
from accounts.models import Calendar, Holiday
from accounts.policies import require_right
from accounts.queries import holiday_regions
from audit.actor import Actor
from audit.columns import apply_values
from audit.journal import record
from audit.versions import require_unchanged

RIGHT = "setting.manage"
LONGEST_YEARLY = timedelta(days=365)


@transaction.atomic
def create_calendar(actor: Actor, draft: CalendarDraft) -> Calendar:
    """Add a calendar with its holidays. Records "calendar.created".

    Raises ValidationError for an unknown zone, country or region, and for wrong intervals.
    """
    require_right(actor, RIGHT)
    values = dict(vars(draft))
    holidays = values.pop("holidays")
    calendar = Calendar(**values)
    _check(calendar)
    calendar.save(force_insert=True)
    _write_holidays(calendar, holidays)
    changes = {name: [None, values[name]] for name in ("name", "time_zone", "intervals")}
    record(actor, "calendar.created", calendar, changes)
    return calendar


@transaction.atomic
def update_calendar(actor: Actor, calendar_id: int, patch: CalendarPatch) -> Calendar:
    """Change a calendar; what counts by it is counted anew. Records "calendar.updated"."""
    require_right(actor, RIGHT)
    calendar = Calendar.objects.select_for_update().get(pk=calendar_id)
    require_unchanged(actor, calendar)
    changes = apply_values(calendar, given(patch))
    if changes:
        calendar.updated_at = timezone.now()
        _check(calendar)
        calendar.save()
        record(actor, "calendar.updated", calendar, changes)
    return calendar


@transaction.atomic
def set_holidays(actor: Actor, calendar_id: int, drafts: Sequence[HolidayDraft]) -> None:
    """Replace a calendar's own holidays. Records "calendar.holidays_set" with what differs."""
    require_right(actor, RIGHT)
    calendar = Calendar.objects.select_for_update().get(pk=calendar_id)
    before = _told(calendar)
    calendar.holidays.all().delete()
    _write_holidays(calendar, drafts)
    after = _told(calendar)
    if before != after:
        record(actor, "calendar.holidays_set", calendar, {"holidays": [before, after]})


def _check(calendar: Calendar) -> None:
    calendar.full_clean()
    try:
        ZoneInfo(calendar.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _refusal("time_zone", _("There is no such time zone.")) from error
    if not calendar.country:
        if calendar.region:
            raise _refusal("region", _("A region needs its country."))
        return
    try:
        regions = holiday_regions(calendar.country)
    except KeyError as error:
        raise _refusal("country", _("No public holidays are known for it.")) from error
    if calendar.region and calendar.region not in regions:
        names = {"country": calendar.country, "regions": ", ".join(regions)}
        raise _refusal("region", _("Regions of %(country)s are %(regions)s.") % names)


def _write_holidays(calendar: Calendar, drafts: Sequence[HolidayDraft]) -> None:
    for draft in drafts:
        holiday = Holiday(calendar=calendar, **vars(draft))
        if draft.is_yearly and draft.ends_on - draft.starts_on >= LONGEST_YEARLY:
            raise _refusal("ends_on", _("A yearly holiday is shorter than a year."))
        holiday.full_clean()
        holiday.save(force_insert=True)


def _told(calendar: Calendar) -> list[list[str | bool]]:
    rows = Holiday.objects.filter(calendar=calendar).order_by("starts_on", "ends_on", "name")
    return [
        [row.name, row.starts_on.isoformat(), row.ends_on.isoformat(), row.is_yearly]
        for row in rows
    ]


def _refusal(field: str, message: Any) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=field)})
