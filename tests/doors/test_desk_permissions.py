"""Who may open and do what on the pages of the desk: role by role, page by page.

Every address of tickets has a row; a new page without one fails here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Setting, User
from approvals.drafts import RequestDraft, StepDraft
from audit.models import JournalEntry
from kb.drafts import AnnouncementDraft
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import TicketPerson
from tickets.operations import (
    TaskValues,
    add_followup,
    add_person,
    add_task,
    announce_new,
    answer_ticket,
    ask_approval,
    attach_file,
    attach_to_draft,
    create_canned_reply,
    link_external,
    link_item,
    link_tickets,
    merge_tickets,
    update_ticket,
    use_article,
)
from tickets.web import ticket_urls

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

LOGIN, PORTAL = "/accounts/login/", "/portal/"
ONE_TIME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9A-Za-z]{64}\b")


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
ANNOUNCED = {"ticket_id": "ticket", "link_id": "announced"}
ASKED = {"ticket_id": "ticket", "request_id": "asked"}
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
    "ticket-hold": Row(agent=302, data={"reason": "customer"}),
    "ticket-external-add": Row(agent=422, data={"company_text": "nobody"}),
    "ticket-external-remove": Row(agent=302, keys={"ticket_id": "ticket", "link_id": "external"}),
    "lookup-suppliers": anywhere(data={"q": "l"}),
    "ticket-announce": Row(agent=403, other=403, data={"announcement": "{news}"}),
    "ticket-announcement-remove": Row(agent=403, other=403, keys=ANNOUNCED),
    "announced-tickets": page(keys={"announcement_id": "news"}),
    "article-tickets": page(keys={"article_id": "article"}, other=200),
    "ticket-article-use": Row(agent=302, data={"article": "{article}"}),
    "ticket-article-draft": Row(agent=403),
    "ticket-article-remove": Row(agent=302, keys={"ticket_id": "ticket", "link_id": "used"}),
    "ticket-approval-ask": Row(agent=403, data={"description": "Buy?", "voters": "ana"}),
    "ticket-approval-cancel": Row(agent=403, keys=ASKED),
    "ticket-approval-voter": Row(agent=403, keys=ASKED, data={"person": "ana"}),
    "ticket-plan": Row(agent=302, data={"cause": "Dust.", "seen_cause": ""}),
    "ticket-task-add": Row(agent=302, data={"body": "Clean it"}),
    "ticket-task": Row(
        agent=302, keys={"ticket_id": "ticket", "line_id": "task"}, data={"state": "done"}
    ),
    "ticket-open-from": Row(agent=302, data={"kind": "change"}),
    "ticket-solve": Row(agent=302, data={"body": "New toner."}),
    "ticket-move": page(),
    "ticket-workflow": Row(agent=404),
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
    news = announce_new(
        root, ticket.pk, AnnouncementDraft(title="Down", body="All.", groups=(group,))
    )
    boss = RequestDraft(description="Buy?", steps=(StepDraft(voters=(otto.user,)),))
    to_do = FollowupDraft(body="Order toner", kind="task")
    keys = {
        "article": make.article().pk,
        "external": link_external(root, ticket.pk, make.company(is_supplier=True).pk).pk,
        "news": news.announcement_id,
        "announced": news.pk,
        "used": use_article(root, ticket.pk, make.article(title="Other").pk).pk,
        "task": add_task(ana, ticket.pk, to_do, TaskValues()).pk,
        "asked": ask_approval(root, ticket.pk, boss).pk,
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


@cache
def browser() -> Client:
    """One for all requests: each has to build all middleware first."""
    return Client(raise_request_exception=True)


def visiting() -> Client:
    """Somebody who is not signed in."""
    browser().cookies.clear()
    return browser()


def signed_in(username: str) -> Client:
    client = visiting()
    client.force_login(User.objects.get(username=username))
    return client


def test_every_address_of_tickets_has_its_row():
    assert ticket_names() == set(TABLE) - {"home", "ticket-list"}


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what happens inside, so that one scene serves all rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_pages_answer_the_agent_of_the_group_as_the_table_says(scene):
    answers = {}
    for name in TABLE:
        with taken_back():
            answers[name] = ask(signed_in("ana"), name, scene).status_code

    assert answers == {name: row.agent for name, row in TABLE.items()}


@pytest.mark.parametrize("username", ["", "off"])
def test_pages_send_visitors_and_the_disabled_to_the_sign_in(username, scene, attachments):
    before = comparable(attachments)
    answers = {}
    for name in TABLE:
        with taken_back():
            answer = ask(signed_in(username) if username else visiting(), name, scene)
            answers[name] = answer.status_code, answer.get("Location", "").startswith(LOGIN)

            assert comparable(attachments) == before, name

    assert answers == dict.fromkeys(TABLE, (302, True))


@pytest.mark.parametrize("username", ["rita", "max"])
def test_pages_send_customers_to_the_portal_and_do_nothing_for_them(username, scene, attachments):
    expected = {name: row.customer for name, row in TABLE.items()}
    if username == "max":  # who has no part in the ticket
        expected["file"] = 404
    before = comparable(attachments)
    answers = {}
    for name in TABLE:
        with taken_back():
            answer = ask(signed_in(username), name, scene)
            answers[name] = answer.status_code
            if answer.status_code == 302:
                assert answer["Location"] == PORTAL, name

            assert comparable(attachments) == before, name

    assert answers == expected


def test_pages_answer_an_agent_of_another_group_as_the_table_says(scene, attachments):
    before = comparable(attachments)
    answers = {}
    for name, row in TABLE.items():
        with taken_back():
            answers[name] = ask(signed_in("otto"), name, scene).status_code
            if row.other in (403, 404, 422) or name in READS_ONLY:
                assert comparable(attachments) == before, name

    assert answers == {name: row.other for name, row in TABLE.items()}


def test_hidden_tickets_are_answered_like_unknown_ones(scene):
    names = [name for name, row in TABLE.items() if row.other == 404 and "ticket_id" in row.keys]
    client = signed_in("otto")
    for name in names:
        hidden = ask(client, name, scene)
        unknown = ask(client, name, {**scene, "ticket": 987_654, "merged": 987_654})

        assert (name, hidden.status_code) == (name, unknown.status_code) == (name, 404)
        assert numbers_out(hidden) == numbers_out(unknown), name


def numbers_out(answer) -> str:
    """Return a page without its id and tokens, which differ with each request."""
    return ONE_TIME.sub("", answer.content.decode())


def comparable(folder):
    """Return all rows and files but those of sessions' makers."""
    rows, files = traces(folder)
    return rows, files


def test_observer_by_mail_is_nobody_at_the_desk(scene):
    assert TicketPerson.objects.get(pk=scene["person"]).user is None
