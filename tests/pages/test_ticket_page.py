"""The page of a ticket: read, write, take back, change, merge; safe whatever was sent in."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import (
    CustomField,
    CustomValue,
    Followup,
    FormField,
    SavedDraft,
    Ticket,
    TicketMerge,
    WorkTimer,
)
from tickets.operations import (
    add_followup,
    attach_file,
    merge_tickets,
    note_presence,
    update_ticket,
)
from tickets.operations.form_fields import change_form_field
from tickets.queries import status_by_code, values_of

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 15


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    folder = tmp_path / "attachments"
    folder.mkdir()
    backend = {"BACKEND": "files.storage.DurableFolder", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "attachments": backend}


@pytest.fixture
def scene(signed_in):
    group = make.group("Desk")
    ana, rita = make.agent("ana", group), make.customer("rita")
    ticket = make.ticket(rita, title="Printer is dead", description="It smokes.")
    update_ticket(make.system(), ticket.pk, TicketPatch(support_group=group))
    OutgoingMail.objects.all().delete()
    return signed_in(ana), ana, rita, ticket


def body(answer: Any) -> str:
    return answer.content.decode()


def written(text: str) -> str:
    """Return a page without tags and with single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def send(client: Any, ticket: Ticket, **fields: Any):
    return client.post(f"/tickets/{ticket.pk}/send/", {"kind": "message", **fields})


def test_page_shows_head_conversation_and_recipients(scene):
    client, ana, rita, ticket = scene
    add_followup(rita, ticket.pk, FollowupDraft(body="Still smoking"))
    note = FollowupDraft(body="Fetch the extinguisher", kind="note", is_public=False)
    add_followup(ana, ticket.pk, note)

    page = body(client.get(f"/tickets/{ticket.pk}/"))

    text = written(page)
    assert "Printer is dead" in text
    assert "It smokes." in text
    assert "Still smoking" in text
    assert re.search(r"ana .{0,5}internal note.{0,20}Fetch the extinguisher", text)
    assert 'title="rita@example.com"' in page
    assert 'class="panel line line-note note"' in page


def test_page_costs_few_statements_however_long_the_conversation(scene):
    client, ana, rita, ticket = scene
    for number in range(12):
        add_followup((ana, rita)[number % 2], ticket.pk, FollowupDraft(body=str(number)))
        patch = TicketPatch(priority=3 + number % 2)
        update_ticket(ana, ticket.pk, patch)
    client.get(f"/tickets/{ticket.pk}/")

    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/tickets/{ticket.pk}/").status_code == 200

    assert len(asked) <= MOST_STATEMENTS, [each["sql"][:120] for each in asked]


def test_long_conversation_shows_the_newest_and_leads_to_the_rest(scene):
    client, _, rita, ticket = scene
    for number in range(65):
        add_followup(rita, ticket.pk, FollowupDraft(body=f"line-no-{number:03}"))

    short = body(client.get(f"/tickets/{ticket.pk}/"))
    whole = body(client.get(f"/tickets/{ticket.pk}/?all=1"))

    assert ("line-no-004" in short, "line-no-005" in short, "line-no-064" in short) == (
        False,
        True,
        True,
    )
    assert "Show 5 earlier messages" in written(short)
    assert "line-no-000" in whole


HOSTILE = [
    ("html", "<script>alert(1)</script><p onclick='x()'>hi</p>"),
    ("html", "<img src=x onerror=alert(1)><iframe src='//evil.example'></iframe>"),
    ("html", "<a href='javascript:alert(1)'>x</a><svg><script>1</script></svg>"),
    ("html", "<p style='position:fixed;background:url(//evil.example)'>x</p><style>*{}</style>"),
    ("html", "<form action='//evil.example'><input name=q></form><base href='//evil.example'>"),
    ("markdown", "[x](javascript:alert(1)) <script>alert(1)</script> ![p](data:text/html,x)"),
    ("text", "<script>alert(1)</script> javascript:alert(1)"),
]


@pytest.mark.parametrize(("text_format", "text"), HOSTILE)
def test_nothing_of_a_hostile_text_runs(scene, text_format, text):
    client, _, rita, ticket = scene
    line = add_followup(rita, ticket.pk, FollowupDraft(body=text, body_format=text_format))

    page = body(client.get(f"/tickets/{ticket.pk}/"))

    shown = page[page.index(f'id="line-{line.pk}"') : page.index('id="newest"')]
    for sign in ("<script", "onclick", "onerror", "<iframe", "<svg", "style=", "<style", "<base"):
        assert sign not in shown
    assert not re.search(r"""(?:href|src|action)=["']?(?:javascript|data|//evil)""", shown)
    assert "evil.example" not in re.sub(r">[^<]*<", "><", shown)


def test_pictures_of_other_servers_load_only_when_asked_for(scene):
    client, _, rita, ticket = scene
    text = '<p>See <img src="https://track.example/p.gif" alt="p"></p>'
    add_followup(rita, ticket.pk, FollowupDraft(body=text, body_format="html"))

    plain = client.get(f"/tickets/{ticket.pk}/")
    asked = client.get(f"/tickets/{ticket.pk}/?images=1")

    assert "track.example" not in body(plain)
    assert "1 picture of another server was not loaded" in written(body(plain))
    assert "https:" not in plain["Content-Security-Policy"]
    assert 'src="https://track.example/p.gif"' in body(asked)
    assert "img-src 'self' https: http:" in asked["Content-Security-Policy"]


def test_reply_is_mailed_after_the_grace_and_can_be_taken_back(scene):
    client, ana, _, ticket = scene

    answer = send(client, ticket, body="Which floor?")

    line = Followup.objects.get()
    assert answer["Location"] == f"/tickets/{ticket.pk}/#line-{line.pk}"
    assert (line.kind, line.is_public, line.author) == ("message", True, ana.user)
    assert "data-undo" in body(client.get(f"/tickets/{ticket.pk}/"))
    client.post(f"/tickets/{ticket.pk}/unsend/{line.pk}/")
    assert not OutgoingMail.objects.exists()
    page = body(client.get(f"/tickets/{ticket.pk}/"))
    assert "Which floor?</textarea>" in page
    assert f'id="line-{line.pk}"' not in page


def test_note_is_internal_and_a_solution_resolves(scene):
    client, _, _, ticket = scene
    resolved = status_by_code("resolved")

    send(client, ticket, kind="note", body="Hm")
    send(client, ticket, kind="solution", body="Plug it in", then=str(resolved.pk))

    kinds = Followup.objects.order_by("id").values_list("kind", "is_public")
    assert list(kinds) == [("note", False), ("solution", True)]
    assert Ticket.objects.get(pk=ticket.pk).status == resolved
    told = [(mail.recipient, mail.context["text"]) for mail in OutgoingMail.objects.all()]
    assert told == [("rita@example.com", "Plug it in")]


def test_send_and_wait_waits_for_the_customer(scene):
    client, _, _, ticket = scene

    send(client, ticket, body="Which?", then=str(status_by_code("pending").pk))

    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.status.code, stored.waiting_reason) == ("pending", "customer")
    assert OutgoingMail.objects.count() == 1


def test_empty_message_is_refused_and_the_text_of_a_refused_one_is_kept(scene):
    client, _, _, ticket = scene

    empty = send(client, ticket, body="  ")
    long = send(client, ticket, body="Kept words", minutes="9999")

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Write something, or attach a file." in written(body(empty))
    assert "Kept words</textarea>" in body(long)
    assert not Followup.objects.exists()


def test_files_come_with_the_message_with_and_without_a_script(scene):
    client, _, _, ticket = scene
    first = SimpleUploadedFile("map.png", b"\x89PNG\r\n\x1a\n123")
    answer = client.post(f"/tickets/{ticket.pk}/draft/files/", {"kind": "message", "file": first})
    facts = answer.json()

    second = SimpleUploadedFile("../evil\u202e.html", b"<script>1</script>")
    send(client, ticket, body="See", files=second)

    assert answer.status_code == 201
    assert (facts["name"], facts["is_image"]) == ("map.png", True)
    names = [link.file.file_name for link in Followup.objects.get().file_links.order_by("id")]
    assert names == ["map.png", "evil.html"]
    assert not SavedDraft.objects.exists()


def test_draft_is_kept_and_forgotten_when_empty(scene):
    client, ana, _, ticket = scene
    address = f"/tickets/{ticket.pk}/draft/"

    client.post(address, {"kind": "note", "body": "Half a"})
    assert "Half a</textarea>" in body(client.get(f"/tickets/{ticket.pk}/"))
    client.post(address, {"kind": "note", "body": " "})

    assert not SavedDraft.objects.exists()


def test_change_is_undone_with_a_click(scene):
    client, _, _, ticket = scene

    client.post(f"/tickets/{ticket.pk}/edit/", {"priority": "7", "seen_priority": "4"})
    page = body(client.get(f"/tickets/{ticket.pk}/"))
    (undo,) = re.findall(rf'action="(/tickets/{ticket.pk}/undo/\d+/)"', page)
    assert Ticket.objects.get(pk=ticket.pk).priority == 7
    client.post(undo)

    assert Ticket.objects.get(pk=ticket.pk).priority == 4
    assert client.post(undo).status_code == 422


def test_field_of_several_choices_keeps_each_as_a_value_of_its_own(scene):
    client, _, _, ticket = scene
    form, (key, why) = make.form(
        ("Extras", "list", ["Mouse", "Bag", "Dock"]), ("Why", "textarea", [])
    )
    CustomField.objects.filter(pk=key).update(is_multiple=True)
    Ticket.objects.filter(pk=ticket.pk).update(form=form)
    name, to = f"value_{key}", f"/tickets/{ticket.pk}/values/"

    def kept() -> list[tuple[str, str]]:
        rows = CustomValue.objects.filter(ticket=ticket).order_by("position")
        return [(row.text, row.option.name) for row in rows if row.option]

    client.post(to, {name: ["Mouse", "Dock"], f"seen_{name}": ""})
    assert kept() == [("Mouse", "Mouse"), ("Dock", "Dock")]
    side = body(client.get(f"/tickets/{ticket.pk}/side/"))
    assert re.findall(r'<option value="\w+" selected>(\w+)</option>', side) == ["Mouse", "Dock"]

    client.post(to, {name: ["Bag"], f"seen_{name}": "Mouse\r\nDock"})
    assert kept() == [("Bag", "Bag")]
    page = body(client.get(f"/tickets/{ticket.pk}/"))
    undo = re.findall(rf'action="(/tickets/{ticket.pk}/undo/\d+/)"', page)[-1]
    client.post(undo)
    assert kept() == [("Mouse", "Mouse"), ("Dock", "Dock")]

    update_ticket(make.system(), ticket.pk, TicketPatch(values={why: "One\r\ntwo"}))
    sent = {f"value_{why}": "One\r\ntwo\r\nthree", f"seen_value_{why}": "One\r\ntwo"}
    assert client.post(to, sent).status_code == 302
    assert values_of(ticket)[why] == "One\ntwo\nthree"

    update_ticket(make.system(), ticket.pk, TicketPatch(values={key: ["Bag"]}))
    sent = {
        name: ["Mouse", "Bag"],
        f"seen_{name}": "Mouse\r\nDock",
        f"value_{why}": "None",
        f"seen_value_{why}": "One\r\ntwo\r\nthree",
    }
    refused = client.post(to, sent)
    assert refused.status_code == 422
    assert "Somebody changed Extras meanwhile." in body(refused)
    mine = dict(re.findall(r'name="(value_\d+)" value="([^"]*)"', body(refused)))
    assert client.post(to, mine).status_code == 302
    assert kept() == [("Mouse", "Mouse"), ("Bag", "Bag")]
    assert values_of(ticket)[why] == "None"


def test_conflict_shows_both_values_and_lets_the_writer_insist(scene):
    client, _, _, ticket = scene
    update_ticket(make.administrator(), ticket.pk, TicketPatch(title="Printer on fire"))
    sent = {"title": "Dead printer", "seen_title": "Printer is dead"}

    answer = client.post(f"/tickets/{ticket.pk}/edit/", sent)

    assert answer.status_code == 422
    text = written(body(answer))
    assert "Now: Printer on fire" in text
    assert "yours: Dead printer" in text
    assert Ticket.objects.get(pk=ticket.pk).title == "Printer on fire"
    client.post(f"/tickets/{ticket.pk}/edit/", {"title": "Dead printer"})
    assert Ticket.objects.get(pk=ticket.pk).title == "Dead printer"


def test_status_button_offers_legal_steps_only(scene):
    client, _, _, ticket = scene
    update_ticket(make.system(), ticket.pk, TicketPatch(status=status_by_code("closed")))

    page = body(client.get(f"/tickets/{ticket.pk}/?stay=1"))

    offered = set(map(int, re.findall(r'name="status" value="(\d+)"', page)))
    assert status_by_code("new").pk not in offered
    assert status_by_code("reopened").pk in offered
    refused = client.post(f"/tickets/{ticket.pk}/edit/", {"status": str(status_by_code("new").pk)})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"priority": "99"},
        {"priority": "x" * 50},
        {"status": ""},
        {"status": "999999999999999999999"},
        {"assignee": "nobody-here"},
        {"support_group": "-1"},
        {"kind": "poem"},
        {"title": ""},
        {"waiting_until_at": "2026-99-99T10:00"},
    ],
)
def test_bad_fields_are_told_and_change_nothing(scene, sent):
    client, _, _, ticket = scene
    before = Ticket.objects.filter(pk=ticket.pk).values().get()

    answer = client.post(f"/tickets/{ticket.pk}/edit/", sent)

    assert answer.status_code == 422
    assert 'role="alert"' in body(answer)
    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before


def test_numbers_that_are_none_are_told_or_left_out(scene):
    client, _, _, ticket = scene
    to = f"/tickets/{ticket.pk}/"

    assert client.post(f"{to}split/", {"lines": ["²", "9" * 30], "title": "x"}).status_code == 422
    assert client.post(f"{to}timer/", {"minutes": "9" * 5000}).status_code == 422
    sent = {"value_²": "1", "seen_value_²": "0", f"value_{'9' * 30}": "1"}
    assert client.post(f"{to}values/", sent).status_code == 302
    assert client.get("/tickets/new/", {"title": "x", "value_²": "1"}).status_code == 200


def test_merged_ticket_leads_to_the_survivor_and_can_be_brought_back(scene):
    client, ana, rita, ticket = scene
    other = make.ticket(rita, title="Same printer")
    group = Ticket.objects.get(pk=ticket.pk).support_group
    update_ticket(make.system(), other.pk, TicketPatch(support_group=group))

    preview = client.get(f"/tickets/{other.pk}/merge/?into={ticket.pk}")
    assert "What will happen" in body(preview)
    assert not TicketMerge.objects.exists()
    client.post(f"/tickets/{other.pk}/merge/", {"into": str(ticket.pk)})

    assert client.get(f"/tickets/{other.pk}/")["Location"] == f"/tickets/{ticket.pk}/"
    client.post(f"/tickets/{other.pk}/unmerge/")
    assert client.get(f"/tickets/{other.pk}/").status_code == 200


def test_preview_of_a_merge_warns_when_two_customers_will_read_it(scene):
    client, _, _, ticket = scene
    other = make.ticket(make.customer("max"), title="Other")
    group = Ticket.objects.get(pk=ticket.pk).support_group
    update_ticket(make.system(), other.pk, TicketPatch(support_group=group))

    page = body(client.get(f"/tickets/{other.pk}/merge/?into={ticket.pk}"))

    assert "max and rita will both read the whole public conversation." in written(page)


def test_history_tells_who_for_whom_and_through_which_door(scene):
    client, ana, rita, ticket = scene
    update_ticket(ana.for_whom(rita.user), ticket.pk, TicketPatch(title="Printer on fire"))

    text = written(body(client.get(f"/tickets/{ticket.pk}/history/")))

    told = r"ana rita test changed the ticket ?: Subject Printer is dead → Printer on fire"
    assert re.search(told, text)


def test_choices_of_one_name_in_a_tree_are_told_apart(scene):
    client, _, _, ticket = scene
    form, (key, which) = make.form(("Area", "tree", []), ("Which", "text", []))
    nodes = make.nodes(key, "Printers", "Printers > Other", "Phones", "Phones > Other")
    places = {place.field_id: place for place in FormField.objects.filter(form=form)}
    condition = {"parent_field": places[key], "parent_option": nodes["Phones > Other"]}
    change_form_field(make.system(), places[which].pk, condition)
    Ticket.objects.filter(pk=ticket.pk).update(form=form)

    sent = {f"value_{key}": "Phones > Other", f"seen_value_{key}": ""}
    client.post(f"/tickets/{ticket.pk}/values/", sent)

    assert CustomValue.objects.get(ticket=ticket).option == nodes["Phones > Other"]
    side = body(client.get(f"/tickets/{ticket.pk}/side/"))
    select = side.partition(f'name="value_{key}"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="([^"]+)"( selected)?>([^<]+)</option>', select) == [
        ("Phones", "", "Phones"),
        ("Phones &gt; Other", " selected", "Phones &gt; Other"),
        ("Printers", "", "Printers"),
        ("Printers &gt; Other", "", "Printers &gt; Other"),
    ]
    assert f'data-depends="{key}" data-depends-value="Phones &gt; Other"' in side


def test_history_says_yes_and_no_of_a_custom_field_of_two_values(scene):
    client, ana, _, ticket = scene
    form, (key,) = make.form(("Insured", "boolean", []))
    update_ticket(ana, ticket.pk, TicketPatch(form=form))
    for value in ("1", "0"):
        update_ticket(ana, ticket.pk, TicketPatch(values={key: [value]}))

    text = written(body(client.get(f"/tickets/{ticket.pk}/history/")))

    assert re.search("Insured yes (?!→)", text)
    assert "Insured yes → no" in text


def test_task_of_a_project_stands_beside_the_ticket_for_who_sees_the_project(scene, signed_in):
    client, _, _, ticket = scene
    patch = TicketPatch(project_task=make.project_task())
    update_ticket(make.administrator(), ticket.pk, patch)
    address = f"/tickets/{ticket.pk}/side/"

    seen = written(body(signed_in(make.known("root")).get(address)))
    assert re.search(r"Project task ?: Paint New floor", seen)
    assert "Paint" not in body(client.get(address))
    history = written(body(client.get(f"/tickets/{ticket.pk}/history/")))
    assert "Project task Paint" in history


def test_timer_is_started_and_logged(scene):
    client, ana, _, ticket = scene
    client.post(f"/tickets/{ticket.pk}/timer/", {"act": "start"})
    assert WorkTimer.objects.filter(user=ana.user, ticket=ticket).exists()

    sent = {"act": "stop", "body": "Cleaned", "minutes": "25", "billable": "yes"}
    client.post(f"/tickets/{ticket.pk}/timer/", sent)

    line = Followup.objects.get()
    assert (line.kind, line.is_public, line.workunit.seconds) == ("work", False, 1500)
    assert line.workunit.is_billable


def test_presence_shows_others_and_what_is_new(scene):
    client, ana, rita, ticket = scene
    root = make.administrator()
    since = JournalEntry.objects.latest("id").pk
    add_followup(rita, ticket.pk, FollowupDraft(body="Hello?"))
    note_presence(root, ticket.pk, is_typing=True)

    sent = {"since": str(since), "typing": "no"}
    text = written(body(client.post(f"/tickets/{ticket.pk}/presence/", sent)))

    assert "1 change, show" in text
    assert "root is writing" in text


def test_file_is_sent_whole_and_in_parts_and_never_runs(scene):
    client, _, rita, ticket = scene
    page = attach_file(rita, ticket.pk, file_name="x.html", content=b"<script>1</script>")
    text = attach_file(rita, ticket.pk, file_name="ñ.txt", content=b"0123456789")

    whole = client.get(f"/files/{text.pk}/")
    part = client.get(f"/files/{text.pk}/", HTTP_RANGE="bytes=2-4")
    tail = client.get(f"/files/{text.pk}/", HTTP_RANGE="bytes=-3")
    wrong = client.get(f"/files/{text.pk}/", HTTP_RANGE="bytes=99-")
    shown = client.get(f"/files/{page.pk}/?view")

    assert (whole.status_code, b"".join(whole)) == (200, b"0123456789")
    assert "filename*=utf-8''%C3%B1.txt" in whole["Content-Disposition"]
    assert (part.status_code, b"".join(part)) == (206, b"234")
    assert part["Content-Range"] == "bytes 2-4/10"
    assert b"".join(tail) == b"789"
    assert (wrong.status_code, wrong["Content-Range"]) == (416, "bytes */10")
    # bytes that read as text are text, whatever their name says
    assert shown["Content-Type"] == "text/plain; charset=utf-8"
    for answer in (whole, shown):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_merge_with_lines_of_both_is_one_conversation(scene):
    client, ana, rita, ticket = scene
    other = make.ticket(rita, title="Twice", description="Smoke again")
    add_followup(rita, other.pk, FollowupDraft(body="From the other one"))
    merge_tickets(make.administrator(), other.pk, ticket.pk)

    text = written(body(client.get(f"/tickets/{ticket.pk}/")))

    assert "Smoke again" in text
    assert "From the other one" in text
