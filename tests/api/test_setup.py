"""What a team sets up, and what the desk does by itself, over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Entity, Setting
from audit.models import JobRun, JournalEntry
from notify.models import OutgoingMail
from notify.operations import new_mail, queue_mails
from notify.vocabulary import QueueState
from tests import make
from tests.api.conftest import Caller
from tickets.models import SlaRecalculation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

Callers = Callable[..., Caller]


@pytest.fixture
def root(caller: Callers) -> Caller:
    return caller(make.administrator())


def verbs() -> list[str]:
    """Return the verbs of the journal, the token's left out."""
    return [
        verb
        for verb in JournalEntry.objects.order_by("pk").values_list("verb", flat=True)
        if not verb.startswith("user.token")
    ]


def test_mail_is_aborted_and_retried_by_who_runs_the_desk(caller: Callers, root: Caller):
    mail = new_mail(None, recipient="rita@example.com", template="ticket_created", context={})
    queue_mails([mail])
    reader = caller(make.actor("otto", "job.read"))
    path = f"mails/{mail.pk}/"

    aborted = root.post(f"{path}abort/")
    retried = root.post(f"{path}retry/")

    assert (aborted.json()["state"], retried.json()["state"]) == ("aborted", "waiting")
    assert "context" not in retried.json()
    assert [row["id"] for row in reader.get("mails/", {"state": "waiting"}).json()["results"]] == [
        mail.pk
    ]
    assert reader.post(f"{path}abort/").status_code == 403
    assert caller(make.actor("nobody")).get(path).status_code == 404
    assert verbs()[-2:] == ["outgoingmail.aborted", "outgoingmail.retried"]
    assert root.post("mails/abort-waiting/").json() == {"count": 1}
    OutgoingMail.objects.update(state=QueueState.DONE)
    assert root.post(f"{path}abort/").json()["code"] == "done"


def test_jobs_tell_their_last_run(caller: Callers, root: Caller):
    JobRun.objects.create(
        name="audit.prune", slot=timezone.now(), outcome="failed", message="disk is full"
    )

    jobs = {job["name"]: job for job in root.get("jobs/").json()["results"]}
    runs = root.get("job-runs/", {"outcome": "failed"}).json()["results"]

    assert [run["message"] for run in runs] == ["disk is full"]
    assert all(job["period_seconds"] > 0 for job in jobs.values())
    assert caller(make.actor("nobody")).get("jobs/").status_code == 403


def test_policies_replace_their_targets_and_recalculate(root: Caller):
    office = root.post("calendars/", {"name": "Office", "intervals": [[0, "09:00", "17:00"]]})
    targets = [
        {"metric": "respond", "amount": 4, "calendar": office.json()["id"]},
        {"metric": "resolve", "amount": 2, "unit": "day"},
    ]
    made = root.post("sla-policies/", {"name": "Gold", "targets": targets}).json()
    path = f"sla-policies/{made['id']}/"

    changed = root.patch(path, {"targets": [{"metric": "respond", "amount": 1}]})
    twice = root.patch(path, {"targets": [{"metric": "respond", "amount": 1}] * 2})

    assert [target["metric"] for target in made["targets"]] == ["respond", "resolve"]
    assert [target["amount"] for target in changed.json()["targets"]] == [1]
    assert (twice.status_code, twice.json()["field"]) == (422, "targets")
    asked = root.post("sla-recalculations/", {"reason": "by hand"})
    assert asked.json()["done_count"] == 0
    assert SlaRecalculation.objects.filter(ended_at=None).count() == 1


def test_clocks_of_all_visible_tickets_with_explanation(caller: Callers, root: Caller):
    desk = make.group("Desk")
    root.post("sla-policies/", {"name": "Gold", "targets": [{"metric": "respond", "amount": 4}]})
    ticket = make.ticket(support_group=desk)
    make.ticket()
    ana = caller(make.agent("ana", desk))

    mine = ana.get("sla-clocks/", {"is_running": "true", "expand": "ticket"}).json()["results"]

    assert [clock["ticket"] for clock in mine] == [ticket.pk]
    assert mine[0]["expanded"]["ticket"]["title"] == "Printer is dead"
    assert ana.get(f"sla-clocks/{mine[0]['id']}/explain/").status_code == 200
    assert len(root.get("sla-clocks/").json()["results"]) == 2
    assert root.get("sla-clocks/", {"is_breached": "true"}).json()["results"] == []


def test_holidays_are_replaced_as_a_whole(root: Caller):
    made = root.post("calendars/", {"name": "Office"}).json()
    feast = {"name": "Feast", "starts_on": "2026-12-24", "ends_on": "2026-12-26"}

    changed = root.put(f"calendars/{made['id']}/holidays/", {"holidays": [feast]})

    assert changed.json()["holidays"] == [{**feast, "is_yearly": False}]
    assert verbs()[-1] == "calendar.holidays_set"


def test_forms_fields_and_choices(root: Caller, caller: Callers):
    form = root.post(
        "ticket-forms/",
        {
            "name": "Car",
            "new_fields": [{"label": "Colour", "kind": "list", "choices": ["red"]}],
        },
    ).json()
    extra = root.post("custom-fields/", {"label": "Plate", "kind": "text"}).json()
    path = f"ticket-forms/{form['id']}/"

    placed = root.post(f"{path}fields/", {"field": extra["id"], "is_required": True}).json()
    again = root.post(f"{path}fields/", {"field": extra["id"]})
    field = root.post(f"custom-fields/{form['fields'][0]['field']}/options/", {"name": "blue"})

    rita = caller(make.customer("rita"))
    shown = rita.get(path).json()["fields"]
    assert [each["label"] for each in shown] == ["Plate", "Colour"]
    assert [option["name"] for option in field.json()["options"]] == ["red", "blue"]
    assert again.status_code == 422
    assert root.delete(f"{path}fields/{placed['id']}/").status_code == 204
    assert [each["label"] for each in rita.get(path).json()["fields"]] == ["Colour"]
    narrowed = root.patch(path, {"groups": [make.group("Desk").pk]})
    assert narrowed.status_code == 200
    assert rita.get(path).status_code == 404


def test_statuses_and_categories(root: Caller, caller: Callers):
    status = root.post("statuses/", {"name": "Parked", "category": "waiting"}).json()
    above = root.post("ticket-categories/", {"name": "Hardware"}).json()
    below = root.post("ticket-categories/", {"name": "Screen", "parent": above["id"]}).json()
    hidden = root.post("ticket-categories/", {"name": "X", "visible_to_customers": False}).json()
    rita = caller(make.customer("rita"))

    root.patch(f"ticket-categories/{above['id']}/", {"name": "Devices"})
    renamed = root.patch(f"statuses/{status['id']}/", {"name": "On hold", "pauses_sla": True})

    assert status["own_number"] >= 100
    assert (renamed.json()["name"], renamed.json()["pauses_sla"]) == ("On hold", True)
    seen = rita.get("ticket-categories/", {"ordering": "full_name"}).json()["results"]
    assert [row["full_name"] for row in seen] == ["Devices", "Devices > Screen"]
    assert rita.get(f"ticket-categories/{hidden['id']}/").status_code == 404
    refused = rita.post("tickets/", {"title": "x", "category": hidden["id"]})
    assert (refused.status_code, refused.json()["field"]) == (422, "category")
    cycle = root.patch(f"ticket-categories/{above['id']}/", {"parent": below["id"]})
    assert cycle.status_code == 422
    assert root.delete(f"ticket-categories/{below['id']}/").status_code == 204
    assert root.patch(f"statuses/{status['id']}/", {}, **{"If-Match": '"1"'}).status_code == 412


def test_tenants_are_made_and_moved(root: Caller):
    spain = root.post("entities/", {"name": "Spain"}).json()
    madrid = root.post("entities/", {"name": "Madrid"}).json()

    moved = root.patch(f"entities/{madrid['id']}/", {"parent": spain["id"], "town": "Madrid"})
    cycle = root.patch(f"entities/{spain['id']}/", {"parent": madrid["id"]})
    above_all = root.patch("entities/0/", {"parent": spain["id"]})

    assert moved.json()["full_name"].endswith("Spain > Madrid")
    assert cycle.status_code == 422
    assert (above_all.status_code, above_all.json()["field"]) == (422, "parent")
    assert Entity.objects.get(pk=madrid["id"]).parent_id == spain["id"]


def test_settings_show_no_secret_and_are_journaled(root: Caller):
    name = next(
        each["name"]
        for each in root.get("settings/").json()["results"]
        if each["kind"] == "int" and not each["is_secret"]
    )
    old = next(
        each["value"] for each in root.get("settings/").json()["results"] if each["name"] == name
    )

    changed = root.post("settings/change/", {"values": {name: old + 1}})
    unknown = root.post("settings/change/", {"values": {"no.such": 1}})
    wrong = root.post("settings/change/", {"values": {name: "many"}})

    rows = {each["name"]: each for each in changed.json()["results"]}
    assert rows[name]["value"] == old + 1
    assert all(each["value"] is None for each in rows.values() if each["is_secret"])
    assert (unknown.status_code, wrong.status_code) == (422, 422)
    assert Setting.objects.get(name=name).value == old + 1
    assert verbs()[-1] == "setting.changed"


def test_absences_are_ones_own_or_of_whom_one_manages(caller: Callers, root: Caller):
    otto, rita = caller(make.actor("otto")), caller(make.actor("rita"))
    when = {"starts_at": "2026-12-01T08:00:00Z", "ends_at": "2026-12-02T08:00:00+01:00"}

    own = otto.post("absences/", when)

    assert own.json()["user"] == otto.user.pk
    assert rita.get(f"absences/{own.json()['id']}/").status_code == 404
    assert rita.delete(f"absences/{own.json()['id']}/").status_code == 404
    assert root.post("absences/", {**when, "user": rita.user.pk}).status_code == 201
    assert otto.post("absences/", {**when, "ends_at": when["starts_at"]}).status_code == 422
    assert otto.delete(f"absences/{own.json()['id']}/").status_code == 204


def test_companies_have_people_groups_and_contacts(root: Caller):
    company, group = make.company(), make.group("Sales")
    contact = root.post("contacts/", {"last_name": "Lang"}).json()
    path = f"companies/{company.pk}/"

    for part, body in (
        ("people", {"user": root.user.pk}),
        ("groups", {"group": group.pk}),
        ("contacts", {"contact": contact["id"]}),
    ):
        made = root.post(f"{path}{part}/", body)
        again = root.post(f"{path}{part}/", body)
        assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
        assert len(root.get(f"{path}{part}/").json()["results"]) == 1
        assert root.delete(f"{path}{part}/{made.json()['id']}/").status_code == 204
        assert root.get(f"{path}{part}/").json()["results"] == []


def test_leads_move_and_wear_tags(root: Caller):
    lead = make.lead()
    root.post("tags/", {"name": "hot"})

    moved = root.post(f"leads/{lead.pk}/move/", {"stage": "lost"})
    tagged = root.put(f"leads/{lead.pk}/tags/", {"tags": ["hot", "unknown"]})

    assert (moved.json()["stage"], tagged.json()["tags"]) == ("lost", ["hot"])
    assert root.post("tags/", {"name": "HOT"}).status_code == 422
    assert "lead.moved" in verbs()
    assert "lead.tagged" in verbs()


@pytest.mark.parametrize("noun", ["companies", "contacts", "leads", "contracts", "newsletters"])
def test_what_lies_in_the_trash_comes_back(root: Caller, noun: str):
    bodies: dict[str, dict[str, Any]] = {
        "contacts": {"last_name": "Lang"},
        "leads": {"full_name": "Leo", "email": "leo@example.com", "language": "de"},
    }
    made = root.post(f"{noun}/", bodies.get(noun, {"name": "Again"})).json()
    path = f"{noun}/{made['id']}/"
    root.delete(path)

    back = root.post(f"{path}restore/")

    assert (back.status_code, root.get(path).status_code) == (200, 200)
    assert root.post(f"{path}restore/").status_code == 404


def test_contracts_cover_items(root: Caller):
    item, contract = make.item(), make.contract()
    path = f"items/{item.pk}/contracts/"

    made = root.post(path, {"contract": contract.pk})

    assert (made.status_code, made.json()["name"]) == (201, "Maintenance")
    assert root.delete(f"{path}{contract.pk}/").status_code == 204
    assert root.get(path).json()["results"] == []


def test_a_second_factor_is_demanded_of_a_role(root: Caller):
    role = root.post("roles/", {"name": "Reader", "rights": ["ticket.read"]}).json()

    changed = root.post(f"roles/{role['id']}/second-factor/", {"is_demanded": True})

    assert (role["requires_second_factor"], changed.json()["requires_second_factor"]) == (
        False,
        True,
    )
