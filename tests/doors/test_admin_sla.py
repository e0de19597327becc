"""The back office: promises about time, calendars and absences; each change leaves an entry."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.drafts import CalendarDraft
from accounts.models import Absence, Calendar, Group, User
from accounts.operations import create_calendar
from tests import make
from tests.doors.back_office import (
    colleague,
    entries,
    errors_of,
    last_entry,
    lines,
    page,
    user_form,
)
from tickets.admin.sla_clocks import duration
from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
from tickets.models import SlaClock, SlaPolicy, SlaRecalculation, SlaTarget, Ticket
from tickets.operations import close_ticket, create_sla_policy
from tickets.vocabulary import Resolution

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICE = [[day, "08:00", "16:00"] for day in range(5)]


def calendar(**fields: Any) -> Calendar:
    """Office hours in Greenwich."""
    values = {"name": "Office", "intervals": OFFICE, **fields}
    return create_calendar(make.system(), CalendarDraft(**values))


def policy(**fields: Any) -> SlaPolicy:
    """A solution in four hours."""
    target = SlaTargetDraft(metric="resolve", amount=4, comment="as agreed")
    values = {"name": "Gold", "targets": [target], **fields}
    return create_sla_policy(make.system(), SlaPolicyDraft(**values))


def verbs(before: int) -> list[tuple[str, str, str]]:
    """Return (verb, name, door) of the entries after a number."""
    return [entry[:3] for entry in entries(before)]


# --- policies --------------------------------------------------------------------------------

GOLD = {
    "name": "Gold",
    "rank": "10",
    "entity": "0",
    "is_recursive": "on",
    "pausing_reasons": ["customer", "external"],
}
FOUR_HOURS = {
    "metric": "resolve",
    "side": "sla",
    "amount": "4",
    "unit": "hour",
    "warn_percent": "75",
}


def test_policy_with_its_targets_is_one_change(client: Client, root: User):
    office = calendar()
    before = last_entry()

    form = {**GOLD, "priority": "5", "calendar": office.pk, **lines("targets", **FOUR_HOURS)}
    answer = client.post(page(SlaPolicy, "add"), form)

    assert answer.status_code == 302, errors_of(answer)
    gold = SlaPolicy.objects.get()
    assert (gold.rank, gold.priority, gold.calendar, gold.is_active) == (10, 5, office, True)
    assert gold.pausing_reasons == ["customer", "external"]
    target = gold.targets.get()
    assert (target.metric, target.side, target.amount, target.warn_percent) == (
        "resolve",
        "sla",
        4,
        75,
    )
    assert verbs(before) == [("slapolicy.created", "root", "admin")]
    assert SlaRecalculation.objects.get().reason == "new policy Gold"


def test_policy_is_changed_and_keeps_what_is_not_asked(client: Client, root: User):
    gold = policy()
    target = gold.targets.get()
    before = last_entry()

    line = lines("targets", id=target.pk, policy=gold.pk, **{**FOUR_HOURS, "amount": "2"})
    form = {**GOLD, "is_active": "on", "rank": "100", **line}
    form["pausing_reasons"] = gold.pausing_reasons
    answer = client.post(page(SlaPolicy, "change", gold.pk), form)
    client.post(page(SlaPolicy, "change", gold.pk), form)

    assert answer.status_code == 302, errors_of(answer)
    [entry] = entries(before)
    assert entry[0] == "slapolicy.updated"
    assert list(entry[3]) == ["targets"]
    changed = SlaTarget.objects.get()
    assert (changed.pk, changed.amount, changed.comment) == (target.pk, 2, "as agreed")


def test_target_is_taken_away(client: Client, root: User):
    gold = policy()
    before = last_entry()

    gone = lines("targets", id=gold.targets.get().pk, policy=gold.pk, DELETE="on", **FOUR_HOURS)
    client.post(page(SlaPolicy, "change", gold.pk), {**GOLD, "is_active": "on", **gone})

    assert not SlaTarget.objects.exists()
    assert verbs(before) == [("slapolicy.updated", "root", "admin")]


def test_same_promise_twice_is_refused(client: Client, root: User):
    before = last_entry()

    two = {
        **lines("targets", **FOUR_HOURS),
        **{f"targets-1-{name}": value for name, value in FOUR_HOURS.items()},
        "targets-TOTAL_FORMS": 2,
    }
    answer = client.post(page(SlaPolicy, "add"), {**GOLD, **two})

    assert "Please correct the duplicate" in answer.text
    assert not SlaPolicy.objects.exists()
    assert entries(before) == []


def test_policy_is_deleted_into_the_trash(client: Client, root: User):
    gold = policy()
    before = last_entry()

    client.post(page(SlaPolicy, "delete", gold.pk), {"post": "yes"})

    gold.refresh_from_db()
    assert gold.deleted_at is not None
    assert verbs(before) == [("slapolicy.deleted", "root", "admin")]
    assert client.get(page(SlaPolicy, "changelist")).context["cl"].result_count == 0


def test_list_tells_what_a_policy_fits_and_promises(client: Client, root: User):
    policy(group=make.group("Network"), priority=5)
    policy(name="Rest")

    text = client.get(page(SlaPolicy, "changelist")).text

    assert "Network · High" in text
    assert "every ticket" in text
    assert "Resolve (SLA): 4 hours" in text


# --- clocks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (61, "1 min 01 s"),
        (3600, "1 h 00 min"),
        (93_905, "26 h 05 min 05 s"),
    ],
)
def test_working_time_is_told_in_hours(seconds: int, words: str):
    assert duration(seconds) == words


def test_clock_is_explained_part_by_part_with_sums(client: Client, root: User):
    policy(calendar=calendar(time_zone="Etc/GMT-1"))
    with time_machine.travel(MONDAY, tick=False) as clock:
        ticket = make.ticket()
        clock.move_to(datetime(2026, 3, 3, 9, 30, tzinfo=UTC))
        close_ticket(make.system(), ticket.pk, resolution=Resolution.FIXED)
        client.force_login(root)
        row = SlaClock.objects.get(ticket=ticket)

        answer = client.get(page(SlaClock, "change", row.pk))
        listed = client.get(page(SlaClock, "changelist"))

    told = [(part["kind"], part["length"], part["calendar"]) for part in answer.context["parts"]]
    assert told == [
        ("counted", "6 h 00 min", "Office"),
        ("closed", "", "Office"),
        ("counted", "2 h 30 min", "Office"),
    ]
    assert answer.context["parts"][0]["begins_at"] == "Mon 2026-03-02 10:00:00"
    assert "in times of Etc/GMT-1" in answer.text
    assert "(&#x27;" not in answer.text
    assert answer.context["sums"] == [("Counted in all", "8 h 30 min"), ("Stood in all", "0 s")]
    assert "8 h 30 min" in answer.text
    assert f"#{ticket.pk} Printer is dead" in listed.text


def test_ticket_shows_its_clocks_and_they_are_only_read(client: Client, root: User):
    policy()
    ticket = make.ticket()
    row = SlaClock.objects.get(ticket=ticket)

    answer = client.get(page(Ticket, "change", ticket.pk))
    refused = client.post(page(SlaClock, "change", row.pk), {"run": "9"})

    assert f'href="{page(SlaClock, "change", row.pk)}">Explain' in answer.text
    assert "4 h 00 min" in answer.text
    assert refused.status_code == 403


def test_recalculation_is_asked_for_by_post_alone(client: Client, root: User):
    address = page(SlaRecalculation, "changelist") + "start/"

    shown = client.get(address)
    assert shown.status_code == 200
    assert not SlaRecalculation.objects.exists()
    answer = client.post(address, {"reason": "new year"})

    assert answer.headers["Location"] == page(SlaRecalculation, "changelist")
    assert SlaRecalculation.objects.get().reason == "new year"
    assert "0 / 0" in client.get(page(SlaRecalculation, "changelist")).text
    client.force_login(colleague())
    assert client.post(address, {"reason": "x"}).status_code == 302
    assert SlaRecalculation.objects.count() == 1


# --- calendars -------------------------------------------------------------------------------

OFFICE_FORM = {
    "name": "Office",
    "time_zone": "Europe/Madrid",
    "country": "ES",
    "day_0": "8:00-12:00, 13:00-17:00",
    "day_4": "22:00–06:00",
}


def test_calendar_with_hours_on_a_line_and_holidays(client: Client, root: User):
    before = last_entry()

    fair = lines("holidays", name="Fair", starts_on="2026-04-21")
    answer = client.post(page(Calendar, "add"), {**OFFICE_FORM, **fair})

    assert answer.status_code == 302, errors_of(answer)
    office = Calendar.objects.get()
    assert (office.time_zone, office.country, office.region) == ("Europe/Madrid", "ES", "")
    assert office.intervals == [
        [0, "08:00", "12:00"],
        [0, "13:00", "17:00"],
        [4, "22:00", "06:00"],
    ]
    holiday = office.holidays.get()
    assert (holiday.name, holiday.starts_on, holiday.ends_on) == (
        "Fair",
        date(2026, 4, 21),
        date(2026, 4, 21),
    )
    assert verbs(before) == [("calendar.created", "root", "admin")]


def test_calendar_is_changed_line_by_line(client: Client, root: User):
    office = calendar()
    address = page(Calendar, "change", office.pk)
    hours = {f"day_{day}": "08:00-16:00" for day in range(5)}
    same = {"name": "Office", "time_zone": "UTC", **hours}
    before = last_entry()

    shown = client.get(address)
    client.post(address, {**same, "day_1": "8:00-16:00", **lines("holidays")})
    assert verbs(before) == []
    client.post(address, {**same, "day_1": "", **lines("holidays")})
    client.post(
        address,
        {**same, "day_1": "", **lines("holidays", name="Fair", starts_on="2026-04-21")},
    )

    assert shown.context["adminform"].form["day_0"].value() == "08:00-16:00"
    assert [entry[0] for entry in entries(before)] == ["calendar.updated", "calendar.holidays_set"]
    office.refresh_from_db()
    assert [interval[0] for interval in office.intervals] == [0, 2, 3, 4]
    assert office.holidays.get().name == "Fair"


def test_regions_are_those_of_the_saved_country(client: Client, root: User):
    office = calendar(country="ES")

    shown = client.get(page(Calendar, "change", office.pk)).context["adminform"].form["region"]
    form = {**OFFICE_FORM, "country": "DE", "region": "AN", **lines("holidays")}
    refused = client.post(page(Calendar, "change", office.pk), form)

    assert ("AN", "AN") in shown.field.choices
    assert "The country has no such region." in errors_of(refused)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day_0": "8 to 12"}, "is not of the form"),
        ({"day_0": "25:00-26:00"}, "HH:MM"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_calendar_that_makes_no_sense_is_refused(
    client: Client, root: User, changes: dict[str, str], words: str
):
    before = last_entry()

    answer = client.post(page(Calendar, "add"), {**OFFICE_FORM, **changes, **lines("holidays")})

    assert words in errors_of(answer)
    assert not Calendar.objects.exists()
    assert entries(before) == []


def test_holiday_that_ends_before_it_begins_is_refused(client: Client, root: User):
    fair = lines("holidays", name="Fair", starts_on="2026-04-21", ends_on="2026-04-20")
    answer = client.post(page(Calendar, "add"), {**OFFICE_FORM, **fair})

    assert "It ends before it begins." in answer.text
    assert not Calendar.objects.exists()


def test_group_gets_a_calendar(client: Client, root: User):
    desk, office = make.group("Desk"), calendar()
    before = last_entry()

    form = {
        "name": "Desk",
        "is_support": "on",
        "state": "enabled",
        "engine": "by_load",
        "calendar": office.pk,
        **lines("members"),
    }
    answer = client.post(page(Group, "change", desk.pk), form)

    assert answer.status_code == 302, errors_of(answer)
    assert entries(before)[0][3] == {
        "engine": ["manual", "by_load"],
        "calendar": [None, office.pk],
    }


# --- absences --------------------------------------------------------------------------------


def away(starts: str, ends: str, **fields: Any) -> dict[str, Any]:
    """Return the line of an absence between two days, as the page posts it."""
    split = {
        "starts_at_0": starts,
        "starts_at_1": "00:00",
        "ends_at_0": ends,
        "ends_at_1": "00:00",
        "comment": "Holiday",
    }
    return lines("absences", **split, **fields)


def test_absence_is_noted_and_taken_back(client: Client, root: User):
    otto = colleague()
    before = last_entry()

    added = user_form(otto, **away("2026-08-01", "2026-08-15"))
    answer = client.post(page(User, "change", otto.pk), added)
    absence = Absence.objects.get(user=otto)
    gone = user_form(otto, **lines("absences", id=absence.pk, user=otto.pk, DELETE="on"))
    client.post(page(User, "change", otto.pk), gone)

    assert answer.status_code == 302, errors_of(answer)
    assert absence.starts_at == datetime(2026, 8, 1, tzinfo=UTC)
    assert verbs(before) == [
        ("user.absence_added", "root", "admin"),
        ("user.absence_removed", "root", "admin"),
    ]
    assert not Absence.objects.exists()


def test_absence_that_ends_before_it_begins_is_refused(client: Client, root: User):
    otto = colleague()
    before = last_entry()

    form = user_form(otto, **away("2026-08-15", "2026-08-01"))
    answer = client.post(page(User, "change", otto.pk), form)

    assert "It ends before it begins." in answer.text
    assert entries(before) == []
