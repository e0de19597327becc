"""Tickets over REST: lists, details, writes, and what hangs on a ticket."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tests.api.conftest import Caller
from tickets.drafts import FollowupDraft
from tickets.models import Ticket
from tickets.operations import add_followup, attach_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    return make.group("Desk")


@pytest.fixture
def ana(desk: Any, caller: Callable[..., Caller]) -> Caller:
    return caller(make.agent("ana", desk))


@pytest.fixture
def rita(caller: Callable[..., Caller]) -> Caller:
    return caller(make.customer("rita"))


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_creating_a_ticket_answers_it_with_address_and_version(ana: Caller, desk: Any):
    body = {
        "title": "Printer is dead",
        "description": "No light.",
        "priority": "very_high",
        "kind": "incident",
        "support_group": desk.pk,
        "observers": [ana.user.pk, "boss@example.com"],
    }

    answer = ana.post("tickets/", body)

    ticket = Ticket.objects.get()
    shown = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/rest/v1/tickets/{ticket.pk}/"
    assert answer.headers["ETag"] == f'"{int(ticket.updated_at.timestamp() * 1_000_000)}"'
    assert (shown["id"], shown["title"]) == (ticket.pk, "Printer is dead")
    assert (shown["priority"], shown["status_code"]) == ("very_high", "new")
    assert (shown["submitter"], shown["support_group"]) == (ana.user.pk, desk.pk)
    assert shown["created_at"].endswith("+00:00")
    entry = JournalEntry.objects.get(verb="ticket.created")
    assert (entry.actor_id, entry.door, entry.address) == (ana.user.pk, "api", "127.0.0.1")
    assert entry.request_id == answer.headers["X-Request-ID"]


def test_refused_values_are_told_by_field_and_nothing_is_written(ana: Caller):
    answer = ana.post("tickets/", {"title": "x" * 300, "priority": "immense", "colour": "red"})
    unknown = ana.post("tickets/", {"title": "x", "requester": 999})

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, codes(answer)) == (422, [("colour", "unknown_field")])
    assert (unknown.status_code, codes(unknown)) == (422, [("requester", "does_not_exist")])
    assert unknown.json()["field"] == "requester"
    assert unknown.json()["request_id"] == unknown.headers["X-Request-ID"]
    assert not Ticket.objects.exists()


def test_hidden_tickets_are_unknown(rita: Caller):
    hidden = make.ticket()

    for path in ("", "followups/", "files/", "history/", "clocks/", "people/", "links/", "items/"):
        seen = rita.get(f"tickets/{hidden.pk}/{path}")
        unknown = rita.get(f"tickets/{hidden.pk + 1}/{path}")
        assert (seen.status_code, unknown.status_code) == (404, 404), path
        assert {**seen.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert rita.patch(f"tickets/{hidden.pk}/", {"title": "x"}).status_code == 404
    assert rita.delete(f"tickets/{hidden.pk}/").status_code == 404
    assert rita.get("tickets/").json()["results"] == []


def test_changing_a_ticket_leaves_one_entry(ana: Caller, desk: Any):
    ticket = make.ticket(support_group=desk)

    answer = ana.patch(f"tickets/{ticket.pk}/", {"title": "Paper jam", "assignee": ana.user.pk})

    assert (answer.status_code, answer.json()["title"]) == (200, "Paper jam")
    entry = JournalEntry.objects.get(verb="ticket.updated")
    assert entry.changes["title"] == ["Printer is dead", "Paper jam"]


def test_null_clears_and_absent_stays(ana: Caller, desk: Any):
    ticket = make.ticket(support_group=desk, assignee=ana.user)

    ana.patch(f"tickets/{ticket.pk}/", {"assignee": None})

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.support_group) == (None, desk)


def test_customer_may_not_write_the_fields_of_agents(rita: Caller):
    ticket = make.ticket(requester=rita.user)

    answer = rita.patch(f"tickets/{ticket.pk}/", {"priority": "critical"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    ticket.refresh_from_db()
    assert ticket.priority == 4


def test_deleting_puts_in_the_trash(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    ticket = make.ticket()

    answer = root.delete(f"tickets/{ticket.pk}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert root.get(f"tickets/{ticket.pk}/").status_code == 404


def test_list_shows_no_long_texts_and_goes_by_activity(ana: Caller, desk: Any):
    first, second = make.ticket(support_group=desk), make.ticket(support_group=desk)
    add_followup(make.system(), first.pk, FollowupDraft(body="still dead"))

    answer = ana.get("tickets/")

    rows = answer.json()["results"]
    assert [row["id"] for row in rows] == [first.pk, second.pk]
    assert "description" not in rows[0]
    assert answer.headers["RateLimit-Limit"] == "600"


def test_filters(ana: Caller, desk: Any):
    other = make.group("Other")
    mine = make.ticket(support_group=desk, assignee=ana.user, priority=7, title="Screen")
    make.ticket(support_group=desk, title="Mouse")

    for query in (
        {"assignee": ana.user.pk},
        {"priority": "critical"},
        {"text": "screen"},
        {"text": str(mine.pk)},
        {"support_group": f"{desk.pk},{other.pk}", "priority": ["critical", "high"]},
    ):
        found = ana.get("tickets/", query).json()["results"]
        assert [row["id"] for row in found] == [mine.pk], query
    assert len(ana.get("tickets/", {"is_open": "true"}).json()["results"]) == 2
    assert ana.get("tickets/", {"support_group": other.pk}).json()["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"priority": "immense"},
        {"assignee": "ana"},
        {"assignee": "1" * 30},
        {"support_group": "1,x"},
        {"page_size": "0"},
        {"page_size": "201"},
        {"cursor": "nonsense"},
        {"ordering": "password"},
        {"fields": "password"},
        {"expand": "password"},
        {"created_after": "yesterday"},
        {"text": "a\0b"},
    ],
)
def test_doubtful_parameters_are_refused(ana: Caller, query: dict[str, str]):
    answer = ana.get("tickets/", query)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]][:1] == list(query)


def test_sparse_fields_and_expansion(ana: Caller, desk: Any):
    max_ = make.customer("max").user
    ticket = make.ticket(support_group=desk, requester=max_)

    sparse = ana.get(f"tickets/{ticket.pk}/", {"fields": "title"}).json()
    wide = ana.get("tickets/", {"expand": "requester,support_group,parent"}).json()["results"][0]

    assert sparse == {"id": ticket.pk, "title": "Printer is dead"}
    assert wide["requester"] == max_.pk
    assert wide["expanded"]["requester"]["username"] == "max"
    assert wide["expanded"]["support_group"]["name"] == "Desk"
    assert wide["expanded"]["parent"] is None


def test_expansion_shows_nobody_whom_the_caller_may_not_see(rita: Caller, ana: Caller):
    make.ticket(requester=rita.user, assignee=ana.user)

    row = rita.get("tickets/", {"expand": "assignee,requester"}).json()["results"][0]

    assert row["assignee"] == ana.user.pk
    assert row["expanded"]["assignee"] is None
    assert row["expanded"]["requester"]["username"] == "rita"


def test_followups_and_work(ana: Caller, rita: Caller, desk: Any):
    ticket = make.ticket(support_group=desk, requester=rita.user)

    made = ana.post(f"tickets/{ticket.pk}/followups/", {"body": "On my way", "seconds": 600})
    ana.post(f"tickets/{ticket.pk}/followups/", {"body": "Secret", "is_public": False})

    assert made.status_code == 201
    assert made.json()["seconds"] == 600
    assert made.headers["Location"].endswith(f"/followups/{made.json()['id']}/")
    lines = rita.get(f"tickets/{ticket.pk}/followups/").json()["results"]
    assert [line["body"] for line in lines] == ["On my way"]
    assert len(ana.get(f"tickets/{ticket.pk}/followups/").json()["results"]) == 2
    assert ana.get(f"tickets/{ticket.pk}/workunits/").json()["results"][0]["seconds"] == 600
    assert rita.get(f"tickets/{ticket.pk}/").json()["followup_count"] == 1
    history = rita.get(f"tickets/{ticket.pk}/history/").json()["results"]
    assert [entry["verb"] for entry in history] == ["ticket.created", "ticket.followup_added"]


def test_internal_line_is_not_for_customers(rita: Caller):
    ticket = make.ticket(requester=rita.user)
    path = f"tickets/{ticket.pk}/followups/"

    assert rita.post(path, {"body": "x", "is_public": False}).status_code == 403
    assert rita.get(path).json()["results"] == []


def test_people_items_and_links(ana: Caller, desk: Any):
    parent = make.ticket(support_group=desk)
    ticket = make.ticket(support_group=desk, parent=parent, requester=ana.user)
    item = make.item(user=ana.user)

    linked = ana.post(f"tickets/{ticket.pk}/items/", {"item": item.pk})

    assert (linked.status_code, linked.json()["name"]) == (201, "Laptop")
    people = ana.get(f"tickets/{ticket.pk}/people/").json()["results"]
    assert [(part["role"], part["user"]) for part in people] == [("requester", ana.user.pk)]
    links = ana.get(f"tickets/{ticket.pk}/links/", {"expand": "target"}).json()["results"]
    assert links[0]["expanded"]["target"] == {"id": parent.pk, "title": "Printer is dead"}


def test_files_up_down_and_in_part(ana: Caller, desk: Any):
    ticket = make.ticket(support_group=desk)
    path = f"/rest/v1/tickets/{ticket.pk}/files/"
    upload = SimpleUploadedFile("../evil.html", b"<script>0123456789")
    made = ana.client.post(path, {"file": upload, "comment": "log"})

    file = made.json()
    assert made.status_code == 201
    assert (file["file_name"], file["size_bytes"], file["uploader"]) == (
        "evil.html",
        18,
        ana.user.pk,
    )
    whole = ana.client.get(f"{path}{file['id']}/content/")
    part = ana.client.get(f"{path}{file['id']}/content/", headers={"Range": "bytes=8-11"})
    tail = ana.client.get(f"{path}{file['id']}/content/", headers={"Range": "bytes=-3"})
    beyond = ana.client.get(f"{path}{file['id']}/content/", headers={"Range": "bytes=18-"})
    assert (whole.status_code, b"".join(whole.streaming_content)) == (200, b"<script>0123456789")
    assert whole.headers["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"0123")
    assert part.headers["Content-Range"] == "bytes 8-11/18"
    assert (tail.status_code, b"".join(tail.streaming_content)) == (206, b"789")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */18")


def test_files_of_hidden_lines_and_other_tickets_are_unknown(ana: Caller, desk: Any, rita: Caller):
    mine, other = make.ticket(requester=rita.user), make.ticket()
    stored = attach_file(make.system(), other.pk, file_name="a.txt", content=b"a")

    for path in (f"tickets/{other.pk}/files/{stored.pk}/", f"tickets/{mine.pk}/files/{stored.pk}/"):
        assert rita.get(path).status_code == 404
        assert rita.get(f"{path}content/").status_code == 404
        assert rita.delete(path).status_code == 404


def test_bulk_answers_each_act_for_itself(ana: Caller, desk: Any):
    ticket = make.ticket(support_group=desk)
    acts = [
        {"act": "create", "values": {"title": "New", "support_group": desk.pk}},
        {"act": "create", "values": {"title": ""}},
        {"act": "update", "id": ticket.pk, "values": {"title": "Other"}},
        {"act": "update", "id": 999, "values": {"title": "Other"}},
        {"act": "delete", "id": ticket.pk},
    ]

    answer = ana.post("tickets/bulk/", {"acts": acts})

    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 200, 404, 403]
    assert results[1]["problem"]["field"] == "title"
    assert set(Ticket.objects.values_list("title", flat=True)) == {"New", "Other"}


def test_mails_leave_as_from_every_door(ana: Caller, desk: Any):
    rita = make.customer("rita").user

    ana.post("tickets/", {"title": "x", "support_group": desk.pk, "requester": rita.pk})

    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == ["rita@example.com"]


def test_a_problem_comes_out_of_a_ticket_with_tasks_and_goes_with_it(ana: Caller, desk: Any):
    incident = ana.post("tickets/", {"title": "No mail", "support_group": desk.pk}).json()["id"]

    problem = ana.post(f"tickets/{incident}/open-from/", {"kind": "problem"}).json()["id"]
    tasks = f"tickets/{problem}/tasks/"
    task = ana.post(tasks, {"body": "Look at mx1", "assignee": ana.user.pk}).json()
    done = ana.patch(f"{tasks}{task['id']}/", {"state": "done"}).json()
    planned = ana.patch(f"tickets/{problem}/", {"plan": {"cause": "Full disk.", "risk": "low"}})
    wrong = ana.patch(f"tickets/{problem}/", {"plan": {"risk": "huge"}})
    together = ana.post(f"tickets/{problem}/resolve-together/", {"body": "Emptied."}).json()

    assert (task["state"], done["state"]) == ("to_do", "done")
    assert done["completed_at"] is not None
    assert (planned.json()["plan"]["cause"], planned.json()["plan"]["risk"]) == (
        "Full disk.",
        "low",
    )
    assert wrong.status_code == 422
    assert together == {"resolved": [incident], "left": []}
    assert set(Ticket.objects.values_list("status__code", flat=True)) == {"resolved"}
