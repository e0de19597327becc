"""The same story through every door leaves the same rows, one entry per act and the same mail.

A new door joins DOORS first: it tells the story of `Door` in its own language.
"""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from api_compat.integria.ops.files import ATTACH_NOTE, ATTACH_SECONDS
from audit.actor import Actor
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.integria.client import call, install, known
from tests.tickets.traces import rows
from tests.wire.integria.world import sequence_positions, undone
from tickets.drafts import FollowupDraft, TicketDraft, TicketPatch
from tickets.models import Status, Ticket
from tickets.operations import add_followup, attach_file, create_ticket, update_ticket

pytestmark = pytest.mark.django_db

IGNORED_TABLES = {
    "accounts.KnownAddress": "doors with a password remember from where it was used",
}
IGNORED_COLUMNS = {
    "wire_extra": "what one older API keeps for itself",
    "message_id": "random",
    "storage_key": "random",
    "address": "of the caller; operations are called by none",
    "request_id": "of the request; operations are called by none",
}
TITLE, DESCRIPTION = "Printer, second floor", 'It says:\n"PC LOAD LETTER" \u2013 what\'s that?'
CONTENT = bytes(range(256))


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
    ticket_id: int = 0
    verbs: list[list[str]] = field(default_factory=list)


class Door(Protocol):
    """The story: root opens a ticket, works, attaches a file, hands it to otto, closes it."""

    def open(self, scene: Scene) -> int:
        """Open the ticket with all fields; returns its number."""
        ...

    def work(self, scene: Scene) -> None:
        """Half an hour of billable work that the customer sees."""
        ...

    def attach(self, scene: Scene) -> None:
        """Attach a file, with the line of three minutes that names it."""
        ...

    def assign(self, scene: Scene) -> None:
        """Hand it to otto, and change nothing else."""
        ...

    def close(self, scene: Scene) -> None:
        """Close it as fixed, and say how."""
        ...


class Operations:
    """The operations themselves, with the liberties that api.php takes by name."""

    def open(self, scene: Scene) -> int:
        draft = TicketDraft(
            title=TITLE,
            description=DESCRIPTION,
            support_group=scene.group,
            priority=6,
            cis=[scene.item],
            form=scene.form,
            values=dict(zip(scene.fields, ["A-1", "blue"], strict=True)),
            observers=["boss@example.com"],
            assignee=scene.root.user,
            parent=scene.parent,
            status=Status.objects.get(code="unconfirmed"),
            extra1="one",
            extra2="two",
            extra3="three",
            extra4="four",
        )
        return create_ticket(scene.root, draft, any_status=True).pk

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


DOORS: dict[str, Door] = {"operations": Operations(), "api.php": ApiPhp()}
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


@pytest.mark.parametrize("name", [name for name in DOORS if name != "operations"])
def test_story_leaves_the_same_behind_every_door(name: str, scene: Scene):
    positions = sequence_positions()
    with undone(positions):
        expected, _ = told(DOORS["operations"], scene)
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
    assert list(mails) == [
        (f"ticket_{act}", address)
        for act, people in [
            ("created", ["root@example.com"]),
            ("worked", ["root@example.com"]),
            ("assigned", ["root@example.com", "otto@example.com"]),
            ("closed", ["root@example.com", "otto@example.com"]),
        ]
        for address in [*people, *others]
    ]


@pytest.mark.parametrize("name", DOORS)
def test_story_ends_as_it_was_told(name: str, scene: Scene):
    told(DOORS[name], scene)

    ticket = Ticket.objects.get(pk=scene.ticket_id)
    assert (ticket.title, ticket.description) == (TITLE, DESCRIPTION)
    assert (ticket.status.code, ticket.resolution, ticket.closing_text) == ("closed", 1, "Toner.")
    assert (ticket.priority, ticket.urgency, ticket.followup_count) == (6, 5, 2)
    assert (ticket.work_seconds, ticket.assignee) == (1980, scene.otto.user)
    assert call("download_file", ticket.file_links.get().file_id) == base64.b64encode(CONTENT)
