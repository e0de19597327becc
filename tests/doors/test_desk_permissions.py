"""Who may open and do what on the pages of the desk: role by role, page by page.

Every address of tickets has a row; a new page without one fails here.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Setting, User
from audit.models import JournalEntry
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import TicketPerson
from tickets.operations import (
    add_followup,
    add_person,
    answer_ticket,
    attach_file,
    attach_to_draft,
    create_canned_reply,
    link_item,
    link_tickets,
    merge_tickets,
    update_ticket,
)
from tickets.web import ticket_urls

pytestmark = pytest.mark.django_db

LOGIN, PORTAL = "/accounts/login/", "/portal/"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A page or an act. `keys` are the numbers in its address, by the names of the scene.

    `agent` works on the ticket, `other` on those of another group, `customer` asked for it.
    """

    agent: int
    other: int = 404
    customer: int = 302
    method: str = "post"
    keys: dict[str, str] = field(default_factory=lambda: {"ticket_id": "ticket"})
    data: dict[str, str] = field(default_factory=dict)


def page(**columns: Any) -> Row:
    """A page that is read."""
    return Row(method="get", **{"agent": 200, **columns})


def anywhere(method: str = "get", *, agent: int = 200, **columns: Any) -> Row:
    """A page that is not about one ticket, so that agents of all groups have it."""
    return Row(method=method, agent=agent, keys={}, **{"other": agent, **columns})


LINE = {"ticket_id": "ticket", "line_id": "line"}
TABLE: dict[str, Row] = {
    "home": anywhere(),
    "ticket-list": anywhere(),
    "ticket": page(),
    "ticket-side": page(),
    "ticket-promises": page(),
    "ticket-history": page(),
    "ticket-edit": Row(agent=302, data={"priority": "6"}),
    "ticket-values": Row(agent=302, data={"value_{field}": "blue"}),
    "ticket-undo": Row(agent=302, keys={"ticket_id": "ticket", "entry_id": "entry"}),
    "ticket-watch": Row(agent=302, data={"watches": "yes"}),
    "ticket-send": Row(agent=302, data={"kind": "message", "body": "Hello"}),
    "ticket-unsend": Row(agent=302, keys=LINE),
    "ticket-draft": Row(agent=302, data={"kind": "note", "body": "Hm"}),
    "ticket-draft-file": Row(agent=422, other=422, data={"kind": "note"}),
    "draft-file-remove": Row(agent=204, keys={"file_id": "draft_file"}),
    "ticket-presence": Row(agent=200),
    "ticket-person-add": Row(agent=302, data={"person": "boss@example.com"}),
    "ticket-person-remove": Row(agent=302, keys={"ticket_id": "ticket", "person_id": "person"}),
    "ticket-link": Row(agent=302, data={"kind": "related", "other": "{second}"}),
    "ticket-unlink": Row(agent=302, keys={"ticket_id": "ticket", "link_id": "link"}),
    "ticket-item-add": Row(agent=302, data={"item": "{free_item}"}),
    "ticket-item-remove": Row(agent=302, keys={"ticket_id": "ticket", "item_id": "item"}),
    "ticket-file-remove": Row(
        agent=403, keys={"ticket_id": "ticket", "file_id": "file"}, other=403
    ),
    "ticket-timer": Row(agent=302, data={"act": "start"}),
    "ticket-merge": Row(agent=302, data={"into": "{second}"}),
    "ticket-unmerge": Row(agent=302, keys={"ticket_id": "merged"}),
    "ticket-split": Row(agent=302, data={"lines": "{old_line}", "title": "Other"}),
    "ticket-new": anywhere("post", agent=302, other=302, data={"title": "New", "kind": "incident"}),
    "ticket-new-fields": anywhere(),
    "ticket-new-similar": anywhere(data={"title": "Printer"}),
    "ticket-new-person": anywhere("post", agent=403, data={"name": "N", "email": "n@x.example"}),
    "ticket-new-draft": anywhere("post", agent=204, data={"title": "Later"}),
    "ticket-new-file": anywhere("post", agent=422),
    "lookup-replies": page(),
    "lookup-people": anywhere(data={"q": "a"}),
    "lookup-tickets": anywhere(data={"q": "printer"}),
    "lookup-items": anywhere(data={"q": "l"}),
    "lookup-categories": anywhere(data={"q": "l"}),
    "lookup-articles": anywhere(data={"q": "l"}),
    "replies": anywhere(),
    "reply": page(keys={"reply_id": "reply"}),
    "reply-delete": Row(agent=302, keys={"reply_id": "reply"}),
    "file": page(keys={"file_id": "file"}, customer=200),
}
READS_ONLY = {name for name, row in TABLE.items() if row.method == "get"} | {"ticket-presence"}


def ticket_names() -> set[str]:
    """Return the names of all addresses of tickets and of what their pages look up."""
    return {str(entry.name) for entry in ticket_urls.urlpatterns}


@pytest.fixture
def scene(attachments):
    """A ticket of rita in the group of ana, with one of everything on it."""
    Setting.objects.create(name="tickets.undo_seconds", value=120)
    group = make.group("Desk")
    ana, otto = make.agent("ana", group), make.agent("otto", make.group("Other"))
    rita, root = make.customer("rita"), make.administrator()
    make.customer("max")
    off = make.agent("off", group)
    form, (colour,) = make.form(("Colour", "list", ["red", "blue"]))
    ticket, second, merged, whole = (
        make.ticket(rita, title=f"Printer {number}", form=form) for number in range(4)
    )
    patch = TicketPatch(support_group=group)
    for each in (ticket, second, merged, whole):
        update_ticket(root, each.pk, patch)
    update_ticket(ana, ticket.pk, TicketPatch(kind="problem"))
    entry = JournalEntry.objects.latest("id")
    old = add_followup(rita, ticket.pk, FollowupDraft(body="And the phone"))
    line = answer_ticket(ana, ticket.pk, FollowupDraft(body="Hello"))
    merge_tickets(root, merged.pk, whole.pk)
    item, free = make.item(name="L1"), make.item(name="L2")
    link_item(ana, ticket.pk, item.pk)
    keys = {
        "ticket": ticket.pk,
        "second": second.pk,
        "merged": merged.pk,
        "entry": entry.pk,
        "line": line.pk,
        "old_line": old.pk,
        "field": colour,
        "item": item.pk,
        "free_item": free.pk,
        "file": attach_file(rita, ticket.pk, file_name="a.txt", content=b"abc").pk,
        "draft_file": attach_to_draft(
            ana, second.pk, "message", file_name="b.txt", content=b"b"
        ).pk,
        "person": add_person(root, ticket.pk, otto.user.email, "observer").pk,
        "link": link_tickets(ana, ticket.pk, whole.pk, "related").pk,
        "reply": create_canned_reply(ana, name="Hi", shortcut="hi", body="Hi").pk,
    }
    User.objects.filter(pk=off.user.pk).update(is_active=False)
    return keys


def ask(client: Client, name: str, keys: dict[str, int]):
    row = TABLE[name]
    address = reverse(f"desk:{name}", kwargs={part: keys[key] for part, key in row.keys.items()})
    data = {part.format(**keys): text.format(**keys) for part, text in row.data.items()}
    return getattr(client, row.method)(address, data)


def signed_in(username: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(username=username))
    return client


def test_every_address_of_tickets_has_its_row():
    assert ticket_names() == set(TABLE) - {"home", "ticket-list"}


@pytest.mark.parametrize("name", TABLE)
def test_page_answers_the_agent_of_the_group_as_the_table_says(name, scene):
    assert ask(signed_in("ana"), name, scene).status_code == TABLE[name].agent


@pytest.mark.parametrize("name", TABLE)
def test_page_refuses_everybody_else_and_leaves_nothing(name, scene, attachments):
    row = TABLE[name]
    before = comparable(attachments)

    for username in ("", "off"):
        client = signed_in(username) if username else Client()
        answer = ask(client, name, scene)
        assert answer.status_code == 302, username or "visitor"
        assert answer["Location"].startswith(LOGIN), username or "visitor"
    for username, expected in (("rita", row.customer), ("max", min(row.customer, 302))):
        answer = ask(signed_in(username), name, scene)
        wanted = 404 if (name, username) == ("file", "max") else expected
        assert answer.status_code == wanted, username
        if wanted == 302:
            assert answer["Location"] == PORTAL
    assert comparable(attachments) == before

    answer = ask(signed_in("otto"), name, scene)
    assert answer.status_code == row.other
    if row.other in (403, 404, 422) or name in READS_ONLY:
        assert comparable(attachments) == before


@pytest.mark.parametrize(
    "name", [name for name, row in TABLE.items() if row.other == 404 and "ticket_id" in row.keys]
)
def test_hidden_ticket_is_answered_like_an_unknown_one(name, scene):
    client = signed_in("otto")

    hidden = ask(client, name, scene)
    unknown = ask(client, name, {**scene, "ticket": 987_654, "merged": 987_654})

    assert hidden.status_code == unknown.status_code == 404
    assert numbers_out(hidden) == numbers_out(unknown)


def numbers_out(answer) -> str:
    """Return a page without the ids that differ with each request."""
    words = answer.content.decode().split()
    return " ".join(word for word in words if "csrf" not in word and "value=" not in word)


def comparable(folder):
    """Return all rows and files but those of sessions' makers."""
    rows, files = traces(folder)
    return rows, files


def test_observer_by_mail_is_nobody_at_the_desk(scene):
    assert TicketPerson.objects.get(pk=scene["person"]).user is None
