"""The back office: rules in words, workflows in versions, views of the desk, who watches what."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.models import JournalEntry
from tests import make
from tests.doors.back_office import entries, errors_of, last_entry, lines, page
from tickets.drafts import ViewDraft
from tickets.models import EntityObserver, Rule, SavedView, Workflow
from tickets.operations import create_category, create_rule, create_view, observe
from tickets.queries import deployed_version
from tickets.vocabulary import Priority

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def rows(name: str, *given: dict[str, str]) -> dict[str, str]:
    """Return what a field of rows posts."""
    return {
        f"{name}-{at}-{column}": value
        for at, row in enumerate(given)
        for column, value in row.items()
    }


def test_a_rule_is_written_and_read_in_words(client: Client, root: User):
    category = create_category(make.system(), name="Printers")
    desk = make.group("Print desk")
    before = last_entry()
    asked = {
        "name": "Printers first",
        "event": "created",
        "position": "1",
        "is_active": "on",
        **rows(
            "conditions",
            {"field": "category", "operator": "is", "value": "printers"},
            {"field": "priority", "operator": "at_least", "value": "High"},
            {"field": "status", "operator": "in", "value": "new, In progress"},
            {"field": "title", "operator": "contains", "value": "jam"},
            {"field": "", "operator": "", "value": ""},
        ),
        **rows("actions", {"action": "assign_group", "value": "Print desk"}),
    }

    made = client.post(page(Rule, "add"), asked)

    assert made.status_code == 302, errors_of(made)
    rule = Rule.objects.get()
    assert rule.conditions == [
        {"field": "category", "operator": "is", "value": category.pk},
        {"field": "priority", "operator": "at_least", "value": int(Priority.HIGH)},
        {"field": "status", "operator": "in", "value": ["new", "in_progress"]},
        {"field": "title", "operator": "contains", "value": "jam"},
    ]
    assert rule.actions == [{"action": "assign_group", "value": desk.pk}]
    shown = client.get(page(Rule, "change", rule.pk)).text
    assert all(f'value="{word}"' in shown for word in ("Printers", "High", "New, In progress"))

    same = client.post(page(Rule, "change", rule.pk), {**asked, **lines("runs")})
    fewer = {name: value for name, value in asked.items() if not name.startswith("conditions-")}
    client.post(page(Rule, "change", rule.pk), {**fewer, **lines("runs")})
    rule.refresh_from_db()
    assert (same.status_code, rule.conditions) == (302, [])
    client.post(page(Rule, "delete", rule.pk), {"post": "yes"})
    assert [entry[0] for entry in entries(before)] == [
        "rule.created",
        "rule.updated",
        "rule.deleted",
    ]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (rows("conditions", {"field": "group", "operator": "is", "value": "Nobody"}), "Nobody"),
        (rows("conditions", {"field": "colour", "operator": "is", "value": "x"}), "Choose what"),
        (rows("conditions", {"field": "title", "operator": "like", "value": "x"}), "Choose what"),
        (rows("actions", {"action": "add_note", "value": ""}), "Each row needs a value."),
        (rows("actions", {"action": "set_kind", "value": "poem"}), "There is no “poem”."),
        ({}, "This field is required."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    client: Client, root: User, part: dict[str, str], told: str
):
    note = rows("actions", {"action": "add_note", "value": "hello"})
    asked = {"name": "x", "event": "created", "position": "1", **(note if part else {}), **part}

    refused = client.post(page(Rule, "add"), asked)

    assert told in errors_of(refused)
    assert not Rule.objects.exists()


def test_a_rule_whose_group_is_gone_still_opens(client: Client, root: User):
    gone = make.group("Gone")
    rule = create_rule(
        make.system(),
        name="old",
        event="created",
        conditions=[{"field": "group", "operator": "is", "value": gone.pk + 1000}],
        actions=[{"action": "add_note", "value": "x"}],
    )

    answer = client.get(page(Rule, "change", rule.pk))

    assert f'value="{gone.pk + 1000}"' in answer.text


def test_a_workflow_gets_versions_and_one_is_put_to_use(client: Client, root: User):
    client.post(page(Workflow, "add"), {"name": "Moving in"})
    workflow = Workflow.objects.get()
    address = page(Workflow, "change", workflow.pk)
    version, deploy = (address.replace("change", name) for name in ("version", "deploy"))
    question = {"id": "desk", "label": "Which desk?", "kind": "text", "is_required": "yes"}

    early = client.post(deploy, follow=True)
    added = client.post(version, {**rows("questions", question), "asks_description": "on"})
    twice = client.post(version, rows("questions", question, question))
    client.post(deploy)

    assert "The workflow has no version." in early.text
    assert added.status_code == 302
    assert "Two fields have the same id." in twice.text
    deployed = deployed_version(workflow.pk)
    assert deployed is not None
    assert deployed.asks_description
    stored = {**question, "is_required": True, "is_list": False}
    assert deployed.initial_fields == [stored]
    assert "Which desk?" in client.get(version).text
    verbs = [entry.verb for entry in JournalEntry.objects.filter(noun="workflow").order_by("pk")]
    assert verbs == ["workflow.created", "workflow.version_added", "workflow.deployed"]


def test_views_of_the_desk_are_kept_and_those_of_people_left_alone(client: Client, root: User):
    ana = make.agent("ana")
    own = create_view(ana, ViewDraft(name="Mine", query="is:open"))
    shared: dict[str, Any] = {"name": "Urgent", "query": "is:open", "is_for_all": "on"}

    client.post(page(SavedView, "add"), {**shared, "columns": "priority\nstatus"})
    wrong = client.post(page(SavedView, "add"), {**shared, "columns": "colour"})
    view = SavedView.objects.get(name="Urgent")
    client.post(page(SavedView, "change", view.pk), {**shared, "name": "Very urgent"})

    assert "Unknown: colour" in errors_of(wrong)
    view.refresh_from_db()
    assert (view.name, view.is_for_all) == ("Very urgent", True)
    assert "Mine" not in client.get(page(SavedView, "changelist")).text
    assert client.get(page(SavedView, "change", own.pk)).status_code == 302
    client.post(page(SavedView, "delete", view.pk), {"post": "yes"})
    assert list(SavedView.objects.all()) == [own]


def test_watchers_are_found_and_taken_off(client: Client, root: User):
    ana, desk = make.agent("ana"), make.group("Print desk")
    observe(make.system(), desk, [ana.user])
    row = EntityObserver.objects.get()
    before = last_entry()

    listed = client.get(page(EntityObserver, "changelist"), {"q": "ana", "noun": "group"})
    client.post(page(EntityObserver, "delete", row.pk), {"post": "yes"})

    assert "Print desk" in listed.text
    assert not EntityObserver.objects.exists()
    assert [entry[0] for entry in entries(before)] == ["group.observers_removed"]
