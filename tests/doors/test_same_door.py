"""The same story through every door leaves the same rows, one entry per act and the same mail.

A new door joins DOORS first: it tells the story of `Door` in its own language.
"""

import base64
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api_compat.integria.ops.files import ATTACH_NOTE, ATTACH_SECONDS
from audit.actor import Actor
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.api.conftest import Caller
from tests.integria.client import call, install, known
from tests.tickets.traces import rows
from tests.wire.integria.world import sequence_positions, undone
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.models import Status, Ticket
from tickets.operations import add_followup, attach_file, create_ticket, update_ticket
from tickets.vocabulary import Priority, Resolution

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

IGNORED_TABLES = {
    "accounts.KnownAddress": "doors with a password remember from where it was used",
}
IGNORED_COLUMNS = {
    "wire_extra": "what one older API keeps for itself",
    "message_id": "random",
    "storage_key": "random",
    "address": "of the caller; operations are called by none",
    "request_id": "of the request; operations are called by none",
    "last_used_at": "of the token; operations are called with none",
}
TITLE, DESCRIPTION = "Printer, second floor", 'It says:\n"PC LOAD LETTER" \u2013 what\'s that?'
CONTENT = bytes(range(256))
VALUES = ["A-1", "blue"]


@dataclass
class Scene:
    """Who and what the story is about."""

    root: Actor
    rita: Actor
    otto: Actor
    group: Any
    form: Any
    fields: list[int]
    item: Any
    parent: Ticket
    rest: Caller
    ticket_id: int = 0
    verbs: list[list[str]] = field(default_factory=list)


class Door(Protocol):
    """The story: root opens a ticket, works, attaches a file, hands it to otto, closes it."""

    is_older: bool
    """Whether it behaves as older desks did: attaching a file also writes the line of three minutes
    that names it, and people are told of their own acts, too.
    """

    def open(self, scene: Scene) -> int:
        """Open the ticket with all fields; returns its number."""
        ...

    def work(self, scene: Scene) -> None:
        """Half an hour of billable work that the customer sees."""
        ...

    def attach(self, scene: Scene) -> None:
        """Attach a file."""
        ...

    def assign(self, scene: Scene) -> None:
        """Hand it to otto, and change nothing else."""
        ...

    def close(self, scene: Scene) -> None:
        """Close it as fixed, and say how."""
        ...


def draft_of(scene: Scene) -> TicketDraft:
    """Return what the ticket is opened with."""
    return TicketDraft(
        title=TITLE,
        description=DESCRIPTION,
        support_group=scene.group,
        priority=6,
        cis=[scene.item],
        form=scene.form,
        values=dict(zip(scene.fields, VALUES, strict=True)),
        observers=["boss@example.com"],
        assignee=scene.root.user,
        parent=scene.parent,
        status=Status.objects.get(code="unconfirmed"),
        extra1="one",
        extra2="two",
        extra3="three",
        extra4="four",
    )


class PlainOperations:
    """The operations themselves, as the desk's own doors call them."""

    is_older = False

    def open(self, scene: Scene) -> int:
        return create_ticket(self._actor(scene), draft_of(scene)).pk

    def work(self, scene: Scene) -> None:
        draft = FollowupDraft(body="New toner, really.", seconds=1800, is_billable=True)
        add_followup(self._actor(scene), scene.ticket_id, draft)

    def attach(self, scene: Scene) -> None:
        attach_file(
            self._actor(scene),
            scene.ticket_id,
            file_name="photo.bin",
            content=CONTENT,
            comment="as seen",
        )

    def assign(self, scene: Scene) -> None:
        patch = TicketPatch(assignee=scene.otto.user)
        update_ticket(self._actor(scene), scene.ticket_id, patch)

    def close(self, scene: Scene) -> None:
        status = Status.objects.get(code="closed")
        patch = TicketPatch(status=status, resolution=1, closing_text="Toner.")
        update_ticket(self._actor(scene), scene.ticket_id, patch)

    def _actor(self, scene: Scene) -> Actor:
        return replace(scene.root, door="api")


class Rest:
    """The REST API, as an integration calls it."""

    is_older = False

    def open(self, scene: Scene) -> int:
        made: int = scene.rest.post("tickets/", self._new(scene)).json()["id"]
        return made

    def _new(self, scene: Scene) -> dict[str, Any]:
        return {
            "title": TITLE,
            "description": DESCRIPTION,
            "support_group": scene.group.pk,
            "priority": Priority(6).name.lower(),
            "cis": [scene.item.pk],
            "form": scene.form.pk,
            "values": dict(zip(map(str, scene.fields), VALUES, strict=True)),
            "observers": ["boss@example.com"],
            "assignee": scene.root.user.pk,
            "parent": scene.parent.pk,
            "status": Status.objects.get(code="unconfirmed").pk,
            "extra1": "one",
            "extra2": "two",
            "extra3": "three",
            "extra4": "four",
        }

    def work(self, scene: Scene) -> None:
        body = {"body": "New toner, really.", "seconds": 1800, "is_billable": True}
        assert scene.rest.post(f"{self._path(scene)}followups/", body).status_code == 201

    def attach(self, scene: Scene) -> None:
        file = SimpleUploadedFile("photo.bin", CONTENT)
        path = f"/rest/v1/{self._path(scene)}files/"
        answer = scene.rest.client.post(path, {"file": file, "comment": "as seen"})
        assert answer.status_code == 201

    def assign(self, scene: Scene) -> None:
        self._update(scene, assignee=scene.otto.user.pk)

    def close(self, scene: Scene) -> None:
        closed = Status.objects.get(code="closed").pk
        word = Resolution(1).name.lower()
        self._update(scene, status=closed, resolution=word, closing_text="Toner.")

    def _update(self, scene: Scene, **values: Any) -> None:
        assert scene.rest.patch(self._path(scene), values).status_code == 200

    def _path(self, scene: Scene) -> str:
        return f"tickets/{scene.ticket_id}/"


class RestInBulk(Rest):
    """The REST API with many acts in one request, here one each."""

    def open(self, scene: Scene) -> int:
        made: int = self._carry_out(scene, {"act": "create", "values": self._new(scene)})["id"]
        return made

    def _update(self, scene: Scene, **values: Any) -> None:
        self._carry_out(scene, {"act": "update", "id": scene.ticket_id, "values": values})

    def _carry_out(self, scene: Scene, act: dict[str, Any]) -> dict[str, Any]:
        answer = scene.rest.post("tickets/bulk/", {"acts": [act]}).json()
        result: dict[str, Any] = answer["results"][0]
        assert result["status"] in (200, 201), answer
        return result


class Operations:
    """The operations themselves, with the liberties that api.php takes by name."""

    is_older = True

    def open(self, scene: Scene) -> int:
        return create_ticket(scene.root, draft_of(scene), any_status=True).pk

    def work(self, scene: Scene) -> None:
        draft = FollowupDraft(body="New toner, really.", seconds=1800, is_billable=True)
        add_followup(scene.root, scene.ticket_id, draft, once=True)

    def attach(self, scene: Scene) -> None:
        attach_file(
            scene.root,
            scene.ticket_id,
            file_name="photo.bin",
            content=CONTENT,
            comment="as seen",
            once=True,
            note=lambda file: FollowupDraft(
                body=ATTACH_NOTE.format(id=file.pk, name=file.file_name), seconds=ATTACH_SECONDS
            ),
        )

    def assign(self, scene: Scene) -> None:
        self._update(scene, TicketPatch(assignee=scene.otto.user))

    def close(self, scene: Scene) -> None:
        status = Status.objects.get(code="closed")
        self._update(scene, TicketPatch(status=status, resolution=1, closing_text="Toner."))

    def _update(self, scene: Scene, patch: TicketPatch) -> None:
        update_ticket(
            scene.root,
            scene.ticket_id,
            patch,
            any_status=True,
            signs_closing=False,
            touch=True,
        )


class ApiPhp:
    """api.php, as a script calls it."""

    is_older = True

    def open(self, scene: Scene) -> int:
        head = [TITLE.replace(",", ":::"), scene.group.pk, 4, DESCRIPTION, scene.item.pk]
        middle = [scene.form.pk, "boss@example.com", "root", scene.parent.pk, 2, "one", 0]
        return int(call("create_incident", *head, *middle, "two", "three", "four", "A-1", "blue"))

    def work(self, scene: Scene) -> None:
        assert call("create_workunit", scene.ticket_id, "New toner::: really.", "0.50", 1, 1) != b""

    def attach(self, scene: Scene) -> None:
        encoded = base64.b64encode(CONTENT).decode()
        sent = [scene.ticket_id, "photo.bin", len(CONTENT), "as seen", encoded]
        assert call("attach_file", *sent, method="POST") == b"0"

    def assign(self, scene: Scene) -> None:
        self._update(scene, epilog="", resolution=0, status=2)

    def close(self, scene: Scene) -> None:
        self._update(scene, epilog="Toner.", resolution=1, status=7)

    def _update(self, scene: Scene, *, epilog: str, resolution: int, status: int) -> None:
        head = [scene.ticket_id, TITLE, DESCRIPTION, epilog, scene.group.pk, 4, resolution, status]
        tail = [
            "otto",
            scene.parent.pk,
            scene.form.pk,
            "one",
            "two",
            "three",
            "four",
            "A-1",
            "blue",
        ]
        assert call("update_incident", *head, *tail) == b"1"


DOORS: dict[str, Door] = {
    "operations": PlainOperations(),
    "operations with liberties": Operations(),
    "api.php": ApiPhp(),
    "REST": Rest(),
    "REST in bulk": RestInBulk(),
}
LIKE = {
    "api.php": "operations with liberties",
    "REST": "operations",
    "REST in bulk": "operations",
}
"""Which operations a door calls: those of an older API take its liberties."""
ACTS = ("open", "work", "attach", "assign", "close")


@pytest.fixture
def scene(attachments: Path) -> Scene:
    install()
    root = make.administrator()
    known(root)
    form, fields = make.form(("Serial", "text", []), ("Colour", "list", ["red", "blue"]))
    group = make.group("Service Desk", email="desk@example.com")
    return Scene(
        root=Actor(user=root.user, door="integria"),
        rita=make.customer("rita"),
        otto=make.agent("otto", group),
        group=group,
        form=form,
        fields=fields,
        item=make.item(name="Gateway"),
        parent=make.ticket(title="All printers"),
        rest=Caller(root.user),
    )


def told(door: Door, scene: Scene) -> tuple[dict[str, Any], list[list[str]]]:
    """Tell the story; return all rows without what may differ, and the verbs of each act."""
    scene.verbs = []
    for act in ACTS:
        last = JournalEntry.objects.latest("id").pk
        made = getattr(door, act)(scene)
        scene.ticket_id = made or scene.ticket_id
        new = JournalEntry.objects.filter(pk__gt=last).order_by("id")
        scene.verbs.append(list(new.values_list("verb", flat=True)))
    left = {
        table: [comparable(row) for row in found]
        for table, found in rows().items()
        if table not in IGNORED_TABLES
    }
    return left, scene.verbs


def comparable(row: dict[str, object]) -> dict[str, object]:
    """Return a row without moments (but whether there is one) and without ignored columns."""
    return {
        name: "a moment" if isinstance(value, datetime) else value
        for name, value in row.items()
        if name not in IGNORED_COLUMNS
    }


@pytest.mark.parametrize("name", LIKE)
def test_story_leaves_the_same_behind_every_door(name: str, scene: Scene):
    positions = sequence_positions()
    with undone(positions):
        expected, _ = told(DOORS[LIKE[name]], scene)
    with undone(positions):
        found, _ = told(DOORS[name], scene)

    for table, left in expected.items():
        assert found[table] == left, table


@pytest.mark.parametrize("name", DOORS)
def test_each_act_leaves_one_entry(name: str, scene: Scene):
    _, verbs = told(DOORS[name], scene)

    assert verbs == [
        ["ticket.created"],
        ["ticket.followup_added"],
        ["ticket.file_added"],
        ["ticket.updated"],
        ["ticket.updated"],
    ]
    entries = JournalEntry.objects.filter(noun="ticket", object_id=scene.ticket_id)
    assert entries.count() == len(ACTS)
    changed = [set(entry.changes) for entry in entries.filter(verb="ticket.updated").order_by("id")]
    assert changed == [{"assignee"}, {"status", "resolution", "closing_text"}]


@pytest.mark.parametrize("name", DOORS)
def test_each_act_but_the_file_is_told_once_to_each(name: str, scene: Scene):
    told(DOORS[name], scene)

    mails = OutgoingMail.objects.order_by("id").values_list("template", "recipient")
    others = ["boss@example.com", "desk@example.com"]
    author = ["root@example.com"] if DOORS[name].is_older else []
    assert list(mails) == [
        (f"ticket_{act}", address)
        for act, people in [
            ("created", author),
            ("worked", author),
            ("assigned", [*author, "otto@example.com"]),
            ("closed", [*author, "otto@example.com"]),
        ]
        for address in [*people, *others]
    ]


@pytest.mark.parametrize("name", DOORS)
def test_story_ends_as_it_was_told(name: str, scene: Scene):
    told(DOORS[name], scene)

    ticket = Ticket.objects.get(pk=scene.ticket_id)
    assert (ticket.title, ticket.description) == (TITLE, DESCRIPTION)
    assert (ticket.status.code, ticket.resolution, ticket.closing_text) == ("closed", 1, "Toner.")
    lines = 2 if DOORS[name].is_older else 1
    assert (ticket.priority, ticket.urgency, ticket.followup_count) == (6, 5, lines)
    assert ticket.work_seconds == 1800 + (lines - 1) * ATTACH_SECONDS
    assert ticket.assignee == scene.otto.user
    assert call("download_file", ticket.file_links.get().file_id) == base64.b64encode(CONTENT)
