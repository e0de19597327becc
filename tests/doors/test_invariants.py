"""What holds between all doors: one ticket, one truth, whoever tells it and in which dialect."""

import csv
import hashlib
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.models import User
from audit.actor import Actor
from audit.models import JournalEntry
from files.models import StoredFile
from files.storage import DurableFolder
from kb.drafts import CategoryDraft
from kb.operations import create_category
from notify.models import OutgoingMail
from tests import make
from tests.glpi.client import Program, listed_client, signed_in
from tests.integria import client as integria
from tests.invgate import client as invgate
from tickets.drafts import FollowupDraft, TicketDraft
from tickets.models import Followup, Ticket, TicketCategory
from tickets.operations import add_followup, create_ticket

pytestmark = pytest.mark.django_db

MARKER = "only for colleagues"
CLOSED = 7
"""The status in api.php."""
GROUP = 8
"""The column of the group in its details; a level shows as the group that has it."""


class Desk:
    """A ticket of a customer, and somebody with every right at each door."""

    def __init__(self) -> None:
        integria.install()
        self.root: Actor = make.administrator("root")
        integria.known(self.root)
        invgate.api_client(self.root.user, "api", scopes=["*"])
        listed_client()
        self.rita = make.customer("rita", email="rita@example.test")
        self.network = make.group("Network")
        category = TicketCategory.objects.create(name="Printers")
        draft = TicketDraft(
            title="Printer",
            description="It prints blank pages.",
            support_group=self.network,
            requester=self.rita.user,
            submitter=self.rita.user,
            category=category,
        )
        self.ticket = create_ticket(self.root, draft)
        self.glpi: Program = signed_in("root", integria.PASSWORD)

    def lines_in_integria(self) -> list[list[str]]:
        return table(integria.call("get_incident_workunits", self.ticket.pk))

    def in_integria(self) -> list[str]:
        return table(integria.call("get_incident_details", self.ticket.pk))[0]

    def comments_in_invgate(self) -> list[dict[str, Any]]:
        status, body = invgate.call("GET", "incident.comment", request_id=self.ticket.pk)
        assert status == 200
        comments: list[dict[str, Any]] = body
        return comments

    def in_invgate(self) -> dict[str, Any]:
        status, body = invgate.call("GET", "incident", id=self.ticket.pk)
        assert status == 200
        row: dict[str, Any] = body
        return row


@pytest.fixture
def desk(attachments: Any) -> Desk:
    """A desk that answers at every door."""
    return Desk()


def table(answer: bytes) -> list[list[str]]:
    """Return the rows of an answer of api.php."""
    return [row for row in csv.reader(io.StringIO(answer.decode())) if row]


def browser_of(who: Actor) -> Client:
    """Return a browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(User.objects.get(pk=who.user.pk))
    return browser


def said() -> tuple[int, int]:
    """Return how many entries and mails there are."""
    return JournalEntry.objects.count(), OutgoingMail.objects.count()


def test_a_private_followup_of_glpi_is_internal_everywhere_and_a_solution_is_one(
    desk: Desk,
) -> None:
    number = desk.ticket.pk
    desk.glpi.add("ITILFollowup", itemtype="Ticket", items_id=number, content=MARKER, is_private=1)
    desk.glpi.add("ITILSolution", itemtype="Ticket", items_id=number, content="New toner.")

    internal, solution = desk.comments_in_invgate()
    portal = browser_of(desk.rita)
    page = portal.get(f"/portal/tickets/{number}/").content.decode()

    assert MARKER in internal["message"]
    assert (internal["customer_visible"], internal["is_solution"]) == (False, False)
    assert (solution["customer_visible"], solution["is_solution"]) == (True, True)
    assert "New toner." in page
    assert MARKER not in page
    assert not OutgoingMail.objects.filter(recipient="rita@example.test", context__icontains=MARKER)


def test_a_ticket_closed_through_api_php_leaves_the_open_lists_of_invgate(desk: Desk) -> None:
    number = str(desk.ticket.pk)
    _, before = invgate.call("GET", "incidents.by.helpdesk", helpdesk_id=desk.network.pk)
    integria.call(
        "update_incident", number, "Printer", "Text", "", desk.network.pk, 2, 1, CLOSED, "root"
    )

    _, after = invgate.call("GET", "incidents.by.helpdesk", helpdesk_id=desk.network.pk)
    assert int(number) in [int(each) for each in before["requestIds"]]
    assert int(number) not in [int(each) for each in after["requestIds"]]
    assert desk.in_invgate()["closed_at"]
    assert Ticket.objects.get(pk=number).closed_at is not None


def test_half_an_hour_is_the_same_time_in_all_dialects(desk: Desk) -> None:
    at = int(desk.ticket.opened_at.timestamp())
    status, _ = invgate.call(
        "POST",
        "timetracking",
        request_id=desk.ticket.pk,
        user_id=desk.root.user.pk,
        **{"from": at - 1800, "to": at},
    )
    tasks = desk.glpi.get(f"Ticket/{desk.ticket.pk}/TicketTask")

    assert status == 200
    assert [row[2] for row in desk.lines_in_integria()] == ["0.50"]
    assert [task["actiontime"] for task in tasks] == [1800]
    assert desk.glpi.get(f"Ticket/{desk.ticket.pk}")["actiontime"] == 1800


def test_whoever_is_disabled_at_one_door_enters_by_none(desk: Desk) -> None:
    boss = make.administrator("boss")
    integria.known(boss)
    program = signed_in("boss", integria.PASSWORD)
    browser = browser_of(boss)
    assert browser.get("/").status_code == 200
    invgate.api_client(boss.user, "boss", scopes=["*"])

    status, _ = invgate.call("PUT", "user.disable", id=boss.user.pk)

    assert status == 200
    assert integria.call("get_groups", user="boss") == b""
    assert program.call("GET", "getActiveProfile").status_code == 401
    assert (
        Program().call("GET", "initSession", login="boss", password=integria.PASSWORD).status_code
        == 401
    )
    assert invgate.call("GET", "sd.version", headers=invgate.basic("boss"))[0] == 401
    assert browser.get("/").status_code == 302


def test_a_level_is_that_level_in_invgate_and_glpi_and_its_group_in_api_php(desk: Desk) -> None:
    level = make.group("Second line", parent=desk.network, level_order=2)

    status, _ = invgate.call(
        "POST",
        "incident.reassign",
        request_id=desk.ticket.pk,
        group_id=level.pk,
        author_id=desk.root.user.pk,
    )

    groups = desk.glpi.get(f"Ticket/{desk.ticket.pk}/Group_Ticket")
    assert status == 200
    assert int(desk.in_invgate()["assigned_group_id"]) == level.pk
    assert [row["groups_id"] for row in groups if row["type"] == 2] == [level.pk]
    assert desk.in_integria()[GROUP] == str(desk.network.pk)


def test_a_file_has_one_number_and_one_checksum_at_every_door(desk: Desk) -> None:
    content = bytes(range(256))
    upload = {
        "uploadManifest": json.dumps({"input": {"name": "photo", "_filename": ["notes.txt"]}}),
        "filename[0]": SimpleUploadedFile("notes.txt", content),
    }
    headers = {"Session-Token": desk.glpi.token}
    made = Client().post("/apirest.php/Document", upload, headers=headers).json()["id"]
    desk.glpi.add("Document_Item", documents_id=made, itemtype="Ticket", items_id=desk.ticket.pk)

    stored = StoredFile.objects.get()
    listed = table(integria.call("get_incident_files", desk.ticket.pk))
    through_glpi = Client().get(
        f"/apirest.php/Document/{made}?alt=media",
        headers={**headers, "Accept": "application/octet-stream"},
    )
    got = b"".join(through_glpi) if through_glpi.streaming else through_glpi.content  # type: ignore[arg-type]

    assert made == stored.pk == int(listed[0][0])
    assert int(invgate.call("GET", "incident.attachment", id=made)[1]["id"]) == made
    assert hashlib.sha256(got).hexdigest() == stored.sha256
    assert desk.glpi.get(f"Document/{made}")["sha1sum"] == stored.sha1


def test_no_door_writes_to_the_disk_inside_its_transaction(
    desk: Desk, attachments: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = len(connection.savepoint_ids)
    depths: list[int] = []
    write = DurableFolder._save

    def observed(folder: DurableFolder, name: str, content: Any) -> str:
        depths.append(len(connection.savepoint_ids) - outside)
        return write(folder, name, content)

    monkeypatch.setattr(DurableFolder, "_save", observed)
    number, author, rita = desk.ticket.pk, desk.root.user.pk, browser_of(desk.rita)
    manifest = json.dumps({"input": {"name": "photo", "_filename": ["a.txt"]}})
    category = create_category(desk.root, CategoryDraft(name="Printers"))

    def upload() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.txt", b"abc")

    def invgate_with_file(resource: str, **fields: Any) -> Any:
        body = {**fields, "attachments[]": upload()}
        answer = Client().post(f"/api/v1/{resource}", body, headers=invgate.basic())
        return answer.json()

    new = {
        "creator_id": author,
        "customer_id": desk.rita.user.pk,
        "category_id": TicketCategory.objects.get().pk,
        "priority_id": 2,
        "type_id": 1,
        "title": "Scanner",
        "description": "It hums.",
    }
    assert invgate_with_file("incident", **new)["status"] == "OK"
    line = {"request_id": number, "author_id": author, "comment": "See here"}
    assert invgate_with_file("incident.comment", **line)["status"] == "OK"
    article = {"title": "Hum", "content": "x", "category_id": category.pk, "author_id": author}
    assert invgate_with_file("kb.articles", **article)["status"] == "OK"
    refused = invgate_with_file("incident.comment", **{**line, "request_id": 10**6})
    for path in ("Document", "Ticket"):
        parts = {"uploadManifest": manifest, "filename[0]": upload()}
        headers = {"Session-Token": desk.glpi.token}
        answer = Client().post(f"/apirest.php/{path}", parts, headers=headers)
        assert answer.status_code == 201
    form = {"description": "The screen is dark.", "uploads": upload()}
    assert rita.post("/portal/", form).status_code == 302
    form = {"body": "Still.", "uploads": upload()}
    assert rita.post(f"/portal/tickets/{number}/reply/", form).status_code == 302

    assert depths == [0] * 8
    assert refused["status"] == "ERROR"
    assert StoredFile.objects.count() == len(list(attachments.glob("??/*"))) == 7


def test_a_file_that_only_an_input_names_is_none(desk: Desk) -> None:
    answer = desk.glpi.call("POST", "Document", {"input": {"name": "a", "_upload": "b.txt"}})

    assert answer.status_code == 201
    assert StoredFile.objects.get().file_name == ""


def test_what_was_read_and_is_written_back_changes_nothing(desk: Desk) -> None:
    number = desk.ticket.pk
    row = desk.glpi.get(f"Ticket/{number}", get_hateoas="false")
    read = desk.in_invgate()
    before = (said(), Ticket.objects.filter(pk=number).values().get())

    desk.glpi.change(f"Ticket/{number}", **row)
    status, _ = invgate.call(
        "PUT",
        "incident",
        id=number,
        title=read["title"],
        description=read["description"],
        priority_id=read["priority_id"],
        type_id=read["type_id"],
        category_id=read["category_id"],
        customer_id=read["user_id"],
    )

    assert status == 200
    assert (said(), Ticket.objects.filter(pk=number).values().get()) == before


@pytest.mark.parametrize("door", ["operation", "integria", "invgate", "glpi", "desk"])
def test_an_answer_leaves_one_entry_and_the_same_mails(desk: Desk, door: str) -> None:
    number, body = desk.ticket.pk, "We bring a new one."
    entries, _ = said()
    OutgoingMail.objects.all().delete()

    if door == "operation":
        add_followup(desk.root, number, FollowupDraft(body=body))
    elif door == "integria":
        integria.call("create_workunit", number, body, "0.00", 0, 1, 0)
    elif door == "invgate":
        answer = invgate.call(
            "POST",
            "incident.comment",
            request_id=number,
            author_id=desk.root.user.pk,
            comment=body,
            customer_visible="true",
        )
        assert answer[0] == 200
    elif door == "glpi":
        desk.glpi.add("ITILFollowup", itemtype="Ticket", items_id=number, content=body)
    else:
        browser = browser_of(desk.root)
        sent = browser.post(f"/tickets/{number}/send/", {"kind": "message", "body": body})
        assert "#line-" in sent["Location"]

    line = Followup.objects.get(ticket=number)
    assert body in line.body
    assert said()[0] == entries + 1
    told = set(OutgoingMail.objects.values_list("recipient", flat=True)) - {desk.root.user.email}
    assert told == {"rita@example.test"}


def test_the_story_of_a_ticket_is_the_same_everywhere(desk: Desk) -> None:
    number = desk.ticket.pk
    integria.call("create_workunit", number, "Looked at it.", "0.25", 0, 1, 0)
    desk.glpi.change(f"Ticket/{number}", name="Printer, first floor")
    browser = browser_of(desk.root)
    entries = JournalEntry.objects.filter(noun="ticket", object_id=number).order_by("pk")
    assert [entry.verb for entry in entries] == [
        "ticket.created",
        "ticket.followup_added",
        "ticket.updated",
    ]

    tracked = table(integria.call("get_incident_tracking", number))
    logged = desk.glpi.get(f"Ticket/{number}/Log")
    page = browser.get(f"/tickets/{number}/history/").content.decode()

    assert len(tracked) == len(entries)
    assert any(row.get("new_value", "").startswith("Printer, first floor") for row in logged)
    assert "Printer, first floor" in page
