"""Calendars: working hours a weekday, public holidays of a country, and holidays of one's own."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.drafts import CalendarDraft, CalendarPatch, HolidayDraft
from accounts.models import Calendar, Holiday
from accounts.operations import create_calendar, set_holidays, update_calendar
from accounts.queries import holiday_countries, holiday_regions
from doors.actors import actor_of
from doors.admin import CatalogueAdmin, PartInline, RefusableForm, Values, comment_field

DAY_FIELDS = tuple(f"day_{number}" for number in range(7))
HOURS_HELP = _(
    "As 08:00-12:00, 13:00-17:00. Empty = closed. 22:00-06:00 runs over midnight; "
    "00:00-24:00 is the whole day."
)


class HoursField(forms.CharField):
    """The working hours of one weekday on one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=UnfoldAdminTextInputWidget(), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return [from, to] of each part of the line."""
        parts = [part.strip() for part in (value or "").split(",") if part.strip()]
        return [_from_to(part) for part in parts]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the hours, not their text."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


def _from_to(part: str) -> list[str]:
    """Return the two times of "8:00-12:00"; whether they are times is asked of the calendar."""
    begin, dash, end = part.replace("\u2013", "-").partition("-")
    if not dash:
        raise forms.ValidationError(
            _("“%(part)s” is not of the form 08:00-12:00."), "hours", {"part": part}
        )
    return [begin.strip().zfill(5), end.strip().zfill(5)]


def hours_of(intervals: list[Any], weekday: int) -> str:
    """Return the working hours of a weekday on one line."""
    return ", ".join(f"{begin}-{end}" for day, begin, end in intervals if day == weekday)


class CalendarForm(RefusableForm):
    """A calendar with a line of hours for each weekday."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name) for name in sorted(available_timezones())],
        initial="UTC",
        widget=UnfoldAdminSelectWidget(),
    )
    country = forms.ChoiceField(
        label=_("Public holidays of"),
        choices=lambda: [("", _("no country")), *_by_name(holiday_countries())],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("The regions of a country are offered once it was saved."),
    )

    comment = comment_field()
    day_0 = HoursField(label=WEEKDAYS[0], help_text=HOURS_HELP)
    day_1 = HoursField(label=WEEKDAYS[1])
    day_2 = HoursField(label=WEEKDAYS[2])
    day_3 = HoursField(label=WEEKDAYS[3])
    day_4 = HoursField(label=WEEKDAYS[4])
    day_5 = HoursField(label=WEEKDAYS[5])
    day_6 = HoursField(label=WEEKDAYS[6])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = self.data.get("country") or self.instance.country
        region: Any = self.fields["region"]
        region.choices = [("", _("whole country")), *_regions(country)]
        region.error_messages["invalid_choice"] = _("The country has no such region.")
        for weekday, name in enumerate(DAY_FIELDS):
            self.initial[name] = hours_of(self.instance.intervals, weekday)

    def add_error(self, field: str | None, error: Any) -> None:
        """Tell what is wrong with the hours above: it is of several lines."""
        super().add_error(None if field == "intervals" else field, error)


def _by_name(countries: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(countries.items(), key=lambda item: item[1])


def _regions(country: str) -> list[tuple[str, str]]:
    try:
        return [(code, code) for code in sorted(holiday_regions(country))]
    except KeyError:
        return []


class HolidayForm(forms.ModelForm):
    """Days on which the calendar is closed; one day needs no end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = False

    def clean(self) -> Values:
        """Take a single day for its own end; refuse an end before the begin."""
        cleaned = super().clean() or {}
        begin = cleaned.get("starts_on")
        cleaned["ends_on"] = cleaned.get("ends_on") or begin
        if begin is not None and cleaned["ends_on"] < begin:
            self.add_error("ends_on", _("It ends before it begins."))
        return cleaned


class HolidayInline(PartInline):
    """Holidays of the calendar's own: they are saved together."""

    model = Holiday
    form = HolidayForm
    fields = ("name", "starts_on", "ends_on", "is_yearly")
    ordering = ("starts_on", "id")
    can_remove = True
    verbose_name_plural = _("own holidays")


@admin.register(Calendar)
class CalendarAdmin(CatalogueAdmin):
    """Working hours; clocks that count by a calendar follow its changes."""

    form = CalendarForm
    list_display = ("name", "time_zone", "hours_shown", "country", "region", "holiday_count")
    list_filter = ("country",)
    search_fields = ("name", "comment")
    ordering = ("name", "id")
    fieldsets = (
        (None, {"fields": ("name", "time_zone")}),
        (_("Working hours"), {"fields": DAY_FIELDS}),
        (_("Public holidays and comment"), {"fields": ("country", "region", "comment")}),
    )
    inlines = (HolidayInline,)
    parts = (Holiday,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load the holidays that the list counts."""
        return super().get_queryset(request).prefetch_related("holidays")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for the holidays: a new calendar and its holidays are one change."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Create the calendar, or change it and its holidays."""
        actor, calendar = actor_of(request), form.instance
        drafts = [draft for formset in formsets for draft in _holiday_drafts(formset)]
        if not change:
            values = _calendar_values(form, form.cleaned_data)
            calendar.pk = create_calendar(actor, CalendarDraft(**values, holidays=drafts)).pk
            return
        values = _calendar_values(form, form.changed_data)
        if values:
            update_calendar(actor, calendar.pk, CalendarPatch(**values))
        if any(formset.has_changed() for formset in formsets):
            set_holidays(actor, calendar.pk, drafts)

    @display(description=_("opens on"))
    def hours_shown(self, calendar: Calendar) -> str:
        """Return the days on which it opens, or that it never does."""
        days = sorted({interval[0] for interval in calendar.intervals})
        return ", ".join(str(WEEKDAYS_ABBR[day]) for day in days) or str(_("never open"))

    @display(description=_("own holidays"))
    def holiday_count(self, calendar: Calendar) -> int:
        """Return how many holidays the calendar has of its own."""
        return len(calendar.holidays.all())


def _calendar_values(form: Any, names: Any) -> Values:
    """Return the given fields as the operations take them: the lines of hours as intervals."""
    values = {name: form.cleaned_data[name] for name in names if name not in DAY_FIELDS}
    if set(DAY_FIELDS) & set(names):
        values["intervals"] = [
            [weekday, begin, end]
            for weekday, name in enumerate(DAY_FIELDS)
            for begin, end in form.cleaned_data[name]
        ]
    return values


def _holiday_drafts(formset: Any) -> list[HolidayDraft]:
    """Return the lines that stay."""
    kept = [form for form in formset.forms if form.instance.pk or form.has_changed()]
    return [
        HolidayDraft(**{name: form.cleaned_data[name] for name in HolidayInline.fields})
        for form in kept
        if not formset._should_delete_form(form)
    ]
