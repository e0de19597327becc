"""The desk's pages leave the rows, entries and mail that the operations leave themselves."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from audit.actor import Actor
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.doors.test_same_door import IGNORED_TABLES, comparable
from tests.tickets.traces import rows
from tests.wire.integria.world import sequence_positions, undone
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.models import Ticket
from tickets.operations import answer_ticket, create_ticket, update_ticket
from tickets.queries import status_by_code

pytestmark = pytest.mark.django_db

TITLE, BODY = "Printer, second floor", 'It says:\n"PC LOAD LETTER" \u2013 **what**\'s that?'
ACTS = ("open", "work", "note", "assign", "solve")


@dataclass
class Scene:
    """Who and what the story is about."""

    root: Actor
    otto: Actor
    rita: Actor
    group: Any
    form: Any
    fields: list[int]
    ticket_id: int = 0


class Operations:
    """The story by operations."""

    def open(self, scene: Scene) -> int:
        draft = TicketDraft(
            title=TITLE,
            description=BODY,
            description_format="markdown",
            requester=scene.rita.user,
            support_group=scene.group,
            priority=6,
            form=scene.form,
            values=dict(zip(scene.fields, ["A-1", "blue"], strict=True)),
            observers=["boss@example.com"],
        )
        return create_ticket(scene.root, draft).pk

    def work(self, scene: Scene) -> None:
        draft = FollowupDraft(
            body="New toner.", body_format="markdown", seconds=1800, is_billable=True
        )
        patch = TicketPatch(status=status_by_code("pending"), waiting_reason="customer")
        answer_ticket(scene.root, scene.ticket_id, draft, patch=patch)

    def note(self, scene: Scene) -> None:
        draft = FollowupDraft(
            body="@otto look", body_format="markdown", kind="note", is_public=False
        )
        answer_ticket(scene.root, scene.ticket_id, draft)

    def assign(self, scene: Scene) -> None:
        update_ticket(scene.root, scene.ticket_id, TicketPatch(assignee=scene.otto.user))

    def solve(self, scene: Scene) -> None:
        draft = FollowupDraft(body="Toner.", body_format="markdown", kind="solution")
        patch = TicketPatch(status=status_by_code("resolved"))
        answer_ticket(scene.root, scene.ticket_id, draft, patch=patch)


class Pages:
    """The story by forms of the desk, as a browser without a script sends them."""

    def __init__(self) -> None:
        self.client = Client()

    def open(self, scene: Scene) -> int:
        self.client.force_login(scene.root.user)
        serial, colour = scene.fields
        sent = {
            "title": TITLE,
            "body": BODY.replace("\n", "\r\n"),
            "kind": "incident",
            "requester": "",
            "requester_text": "rita",
            "support_group": str(scene.group.pk),
            "priority": "6",
            "form": str(scene.form.pk),
            f"value_{serial}": "A-1",
            f"value_{colour}": "blue",
            "observers": "boss@example.com",
        }
        address = self.client.post("/tickets/new/", sent)["Location"]
        return int(address.strip("/").split("/")[-1])

    def work(self, scene: Scene) -> None:
        pending = str(status_by_code("pending").pk)
        sent = {"kind": "message", "body": "New toner.", "minutes": "30", "billable": "yes"}
        self._post(scene, "send", {**sent, "then": pending})

    def note(self, scene: Scene) -> None:
        self._post(scene, "send", {"kind": "note", "body": "@otto look", "then": ""})

    def assign(self, scene: Scene) -> None:
        sent = {"assignee": str(scene.otto.user.pk), "seen_assignee": ""}
        self._post(scene, "edit", sent)

    def solve(self, scene: Scene) -> None:
        resolved = str(status_by_code("resolved").pk)
        self._post(scene, "send", {"kind": "solution", "body": "Toner.", "then": resolved})

    def _post(self, scene: Scene, act: str, sent: dict[str, str]) -> None:
        answer = self.client.post(f"/tickets/{scene.ticket_id}/{act}/", sent)
        assert answer.status_code == 302, answer.content.decode()[:2000]


@pytest.fixture
def scene(attachments) -> Scene:
    form, fields = make.form(("Serial", "text", []), ("Colour", "list", ["red", "blue"]))
    group = make.group("Service Desk", email="desk@example.com")
    return Scene(
        root=Actor(user=make.administrator().user, door="web"),
        otto=make.agent("otto", group),
        rita=make.customer("rita"),
        group=group,
        form=form,
        fields=fields,
    )


def without_times(row: dict[str, object]) -> dict[str, object]:
    """Return a row without what depends on how long the story took."""
    return {name: value for name, value in comparable(row).items() if name != "waiting_seconds"}


def told(door: Any, scene: Scene) -> tuple[dict[str, Any], list[list[str]]]:
    """Tell the story; return all rows without what may differ, and the verbs of each act."""
    verbs = []
    for act in ACTS:
        last = JournalEntry.objects.order_by("-id").first()
        made = getattr(door, act)(scene)
        scene.ticket_id = made or scene.ticket_id
        new = JournalEntry.objects.filter(pk__gt=last.pk if last else 0).order_by("id")
        verbs.append(list(new.values_list("verb", flat=True)))
    left = {
        table: [without_times(row) for row in found]
        for table, found in rows().items()
        if table not in IGNORED_TABLES
    }
    return left, verbs


def test_story_leaves_the_same_through_pages_and_operations(scene):
    positions = sequence_positions()
    with undone(positions):
        expected, expected_verbs = told(Operations(), scene)
    with undone(positions):
        found, verbs = told(Pages(), scene)

    assert verbs == expected_verbs
    for table, left in expected.items():
        assert found[table] == left, table


def test_each_act_is_told_once_to_each(scene):
    told(Pages(), scene)

    mails = OutgoingMail.objects.order_by("id").values_list("template", "recipient")
    everybody = ["rita@example.com", "boss@example.com", "desk@example.com"]
    assert list(mails) == [
        *[("ticket_created", address) for address in everybody],
        *[("ticket_worked", address) for address in everybody],
        ("ticket_mentioned", "otto@example.com"),
        ("ticket_worked", "desk@example.com"),
        *[
            ("ticket_assigned", address)
            for address in [
                "rita@example.com",
                "boss@example.com",
                "otto@example.com",
                "desk@example.com",
            ]
        ],
        *[
            ("ticket_worked", address)
            for address in [
                "rita@example.com",
                "boss@example.com",
                "otto@example.com",
                "desk@example.com",
            ]
        ],
    ]
    assert Ticket.objects.get().status.code == "resolved"
