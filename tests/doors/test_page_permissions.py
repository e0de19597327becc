"""Who may open and do what on all other pages: the desk's lists, people and views, the portal,
approvals, knowledge, announcements, the own account, the back office. The pages of one ticket stand
in test_desk_permissions.

Every address has a row; a new page without one fails here. One scene serves all rows.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Grant, Role, User
from accounts.operations import create_token, write_note
from accounts.web import urls as account_urls
from approvals.drafts import DelegationDraft, RequestDraft, StepDraft
from approvals.operations import delegate
from kb.drafts import AnnouncementDraft
from kb.operations import attach_file as attach_article_file
from kb.operations import create_announcement
from tests import make
from tests.doors.test_desk_permissions import LOGIN, PORTAL, taken_back
from tests.doors.test_desk_permissions import TABLE as OF_ONE_TICKET
from tests.tickets.traces import traces
from tickets.drafts import FollowupDraft, TicketPatch, ViewDraft
from tickets.models import BulkChange
from tickets.operations import (
    add_followup,
    add_person,
    ask_approval,
    attach_file,
    change_many,
    create_view,
    resolve_ticket,
    update_ticket,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.slow(reason="every page as every role"),
]

OPEN_IN_THE_BACK_OFFICE = ("login", "logout", "jsi18n", "app_list")
KEPT = ["article.read", "article.write", "article.manage", "announcement.manage"]
PLACES = ("desk", "portal", "approvals", "kb", "announcements")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A page or an act, and the answer to each role.

    `agent` works in the group of the ticket and keeps knowledge and announcements, `other` in
    another one and keeps nothing, `asker` opened the ticket, `guesser` is another customer. Who is
    not signed in, or disabled, is sent to the sign-in unless `nobody` says another answer.
    """

    agent: int
    other: int
    asker: int | str
    guesser: int | str
    method: str = "get"
    keys: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    nobody: int | str = LOGIN
    is_desk: bool = False


def desk(agent: int = 200, other: int = 200, **more: Any) -> Row:
    """A page of agents; customers are led to the portal."""
    return Row(agent=agent, other=other, asker=302, guesser=302, is_desk=True, **more)


def act(agent: int, other: int, **more: Any) -> Row:
    """An act of agents."""
    return desk(agent, other, method="post", **more)


def all_people(status: int = 200, **more: Any) -> Row:
    """A page or act of everybody who is signed in."""
    return Row(**{"agent": status, "other": status, "asker": status, "guesser": status, **more})


def own(name: str, key: str = "ticket", *, asker: int = 302, agent: int = 302, **data: Any) -> Row:
    """An act of who asked on their own ticket; the desk may do it for them."""
    return Row(
        method="post",
        keys={f"{name}_id": key},
        data=data,
        asker=asker,
        agent=agent,
        other=404,
        guesser=404,
    )


def a_file() -> SimpleUploadedFile:
    """A file to send."""
    return SimpleUploadedFile("a.txt", b"abc")


TICKET, VIEW, CHANGE = {"ticket_id": "ticket"}, {"view_id": "view"}, {"change_id": "change"}
ARTICLE, NEWS = {"article_id": "private"}, {"announcement_id": "news"}
WATCHED = {"noun": "group", "key": "desk_group"}
NOTES = {"noun": "person", "key": "rita"}
NOTE = {**NOTES, "note_id": "note"}
TABLE: dict[str, Row] = {
    "desk:ticket-news": desk(data={"since": "2026-01-01T00:00:00+00:00"}),
    "desk:ticket-count": desk(),
    "desk:ticket-suggest": desk(),
    "desk:ticket-export": desk(),
    "desk:ticket-preview": desk(other=404, keys=TICKET),
    "desk:bulk": act(302, 400, data={"ticket": "{ticket}", "set": "priority:6"}),
    "desk:bulk-people": desk(),
    "desk:bulk-progress": desk(other=404, keys=CHANGE),
    "desk:bulk-undo": act(302, 404, keys=CHANGE),
    "desk:search": desk(data={"q": "printer"}),
    "desk:palette": desk(data={"q": "printer"}),
    "desk:people": desk(),
    "desk:person": desk(keys={"person_id": "rita"}),
    "desk:group": desk(keys={"group_id": "desk_group"}),
    "desk:companies": desk(),
    "desk:company": desk(404, 404, keys={"company_id": "company"}),
    "desk:contact": desk(404, 404, keys={"contact_id": "company"}),
    "desk:item": desk(keys={"item_id": "item"}),
    "desk:invoice": desk(404, 404, keys={"invoice_id": "invoice"}),
    "desk:view-save": act(302, 302, data={"name": "V", "q": "is:open", "share": "me"}),
    "desk:view-update": act(302, 404, keys=VIEW, data={"q": "is:late"}),
    "desk:view-delete": act(302, 404, keys=VIEW),
    "desk:view-pin": act(302, 404, keys=VIEW, data={"pinned": "yes"}),
    "desk:mine": desk(302, 302),
    "desk:problems": desk(302, 302),
    "desk:changes": desk(302, 302),
    "desk:watched": desk(403, 403),
    "desk:watchers": desk(403, 403, keys=WATCHED),
    "desk:watchers-add": act(403, 403, keys=WATCHED, data={"person": "rita"}),
    "desk:watchers-remove": act(403, 403, keys=WATCHED, data={"watcher": "{rita}"}),
    "desk:note-add": act(302, 302, keys=NOTES, data={"body": "Call before noon."}),
    "desk:note-change": act(302, 403, keys=NOTE, data={"body": "Call after noon."}),
    "desk:note-remove": act(302, 403, keys=NOTE),
    "portal:home": all_people(),
    "portal:search": all_people(data={"q": "printer"}),
    "portal:new": all_people(),
    "portal:tickets": all_people(),
    "portal:ticket": Row(agent=200, other=404, asker=200, guesser=404, keys=TICKET),
    "portal:opened": Row(agent=404, other=404, asker=200, guesser=404, keys=TICKET),
    "portal:reply": own("ticket", body="And the phone"),
    "portal:accept": own("ticket", "solved"),
    "portal:reopen": own("ticket", "solved", body="It still smokes"),
    "portal:withdraw": own("ticket"),
    "portal:rate": own("ticket", "solved", rating="5"),
    "portal:tell": own("ticket", address="pal@example.com"),
    "portal:tell-no-more": Row(
        method="post",
        keys={"ticket_id": "ticket", "person_id": "told"},
        agent=302,
        other=404,
        asker=302,
        guesser=404,
    ),
    "portal:file": Row(agent=200, other=404, asker=200, guesser=404, keys={"file_id": "file"}),
    "portal:articles": all_people(),
    "portal:suggest": all_people(data={"q": "printer"}),
    "portal:article": all_people(keys={"article_id": "article"}),
    "portal:helped": all_people(
        302, method="post", keys={"article_id": "article"}, data={"helped": "yes"}
    ),
    "portal:helped-undo": all_people(302, method="post", keys={"article_id": "article"}),
    "portal:article-file": all_people(keys={"article_id": "article", "file_id": "article_file"}),
    "approvals:inbox": all_people(),
    "approvals:count": all_people(),
    "approvals:vote": all_people(
        404, agent=302, method="post", keys={"request_id": "asked"}, data={"answer": "approve"}
    ),
    "approvals:vote-several": all_people(method="post", data={"request": "1", "answer": "approve"}),
    "approvals:vote-several-undo": all_people(method="post", data={"request": "1"}),
    "approvals:delegate": Row(
        method="post",
        data={"delegate": "root", "until": "2099-01-01"},
        agent=302,
        other=302,
        asker=422,  # customers see no other people
        guesser=422,
    ),
    "approvals:delegation-end": all_people(
        404, agent=302, method="post", keys={"delegation_id": "delegation"}
    ),
    "approvals:by-link": all_people(404, keys={"secret": "no-such-secret"}, nobody=404),
    "approvals:by-link-undo": all_people(410, method="post", data={"word": ""}, nobody=410),
    "approvals:vote-undo": all_people(
        404, agent=422, method="post", keys={"request_id": "asked"}, data={}
    ),
    "kb:articles": desk(),
    "kb:new": desk(200, 403),
    "kb:sketch-new": act(200, 403, data={"title": "T"}),
    "kb:preview": act(200, 200, data={"body": "**b**"}),
    "kb:article": desk(200, 404, keys=ARTICLE),
    "kb:helped": act(302, 404, keys=ARTICLE, data={"helped": "yes"}),
    "kb:helped-undo": act(302, 404, keys=ARTICLE),
    "kb:edit": desk(200, 404, keys=ARTICLE),
    "kb:sketch": act(200, 403, keys=ARTICLE, data={"title": "T"}),
    "kb:sketch-drop": act(302, 302, keys=ARTICLE),
    "kb:publish": act(302, 403, keys=ARTICLE, data={"publish": "no"}),
    "kb:checked": act(302, 403, keys=ARTICLE),
    "kb:delete": act(302, 403, keys=ARTICLE),
    "kb:versions": desk(200, 404, keys=ARTICLE),
    "kb:restore": act(302, 403, keys={**ARTICLE, "number": "one"}),
    "kb:attach": act(302, 404, keys=ARTICLE, data={"files": a_file}),
    "kb:file": desk(200, 404, keys={**ARTICLE, "file_id": "private_file"}),
    "kb:remove-file": act(302, 403, keys={**ARTICLE, "file_id": "private_file"}),
    "announcements:list": all_people(),
    "announcements:banner": all_people(),
    "announcements:one": all_people(404, agent=200, keys=NEWS),
    "announcements:dismiss": all_people(404, agent=302, method="post", keys=NEWS),
    "announcements:new": desk(200, 403),
    "announcements:edit": desk(200, 403, keys=NEWS),
    "announcements:update": act(302, 403, keys=NEWS, data={"body": "News"}),
    "announcements:state": act(302, 403, keys=NEWS, data={"state": "closed"}),
    "announcements:delete": act(302, 403, keys=NEWS),
}
OWN: dict[str, Row] = {
    "login": all_people(302, asker=PORTAL, guesser=PORTAL, nobody=200),
    "forgotten": all_people(nobody=200),
    "reset": all_people(410, keys={"secret": "no-such-secret"}, nobody=410),
    "invitation": all_people(410, keys={"secret": "no-such-secret"}, nobody=410),
    "set_language": all_people(302, method="post", data={"language": "es"}, nobody=302),
    "preferences": all_people(302, method="post", data={"name": "theme", "value": "dark"}),
    "profile": all_people(),
    "account_change_password": all_people(),
    "account_sessions": all_people(),
    "account_end_other_sessions": all_people(302, method="post"),
    "account_end_session": all_people(404, method="post", keys={"session_id": "no_session"}),
    "account_tokens": all_people(),
    "account_end_token": all_people(404, method="post", keys={"token_id": "token"}),
    "workplace": desk(),
    "acting_begin": all_people(403, keys={"user_id": "rita"}),
    "acting_end": all_people(302, method="post"),
    "account_reauthenticate": all_people(403),  # nobody here has a password
}
"""Pages of the own account; a token of somebody else is unknown."""


ALL = {**TABLE, **OWN}


def addresses(place: str) -> set[str]:
    """Return the names of all addresses of a part of the product."""
    resolver = get_resolver().namespace_dict[place][1]
    return {f"{place}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}


def test_every_page_has_its_row():
    told = {f"desk:{name}" for name in OF_ONE_TICKET} | set(TABLE)

    assert set().union(*map(addresses, PLACES)) == told
    assert {each.name for each in account_urls.urlpatterns if getattr(each, "name", "")} == (
        # who signs out is asked nothing; the same pages by allauth's names
        {*OWN, "logout", "account_login", "account_logout"}
    )


@pytest.fixture
def scene(attachments) -> dict[str, Any]:
    """A ticket of rita in the group of ana, a solved one, and one of everything else."""
    group = make.group("Desk")
    ana, _otto = make.agent("ana", group), make.agent("otto", make.group("Other"))
    rita, root = make.customer("rita"), make.administrator()
    make.customer("max")
    make.agent("off", group)
    ticket, solved = make.ticket(rita, title="Printer"), make.ticket(rita, title="Solved printer")
    for each in (ticket, solved):
        update_ticket(root, each.pk, TicketPatch(support_group=group))
        add_followup(ana, each.pk, FollowupDraft(body="Hello"))
    resolve_ticket(ana, solved.pk)
    change = change_many(ana, [ticket.pk], {"priority": 6})
    BulkChange.objects.filter(pk=change.pk).update(done_at=timezone.now())
    article = make.article()
    keeper = Role.objects.create(name="Keeper", rights=KEPT, ticket_reach="own")
    Grant.objects.create(user=ana.user, role=keeper)
    ana = make.known("ana")
    private = make.article(title="For the desk", audience="private")
    news = AnnouncementDraft(title="Mail is down", body="We look.", groups=(group,))
    step = StepDraft(voters=(ana.user,))
    stand_in = DelegationDraft(
        delegate=root.user,
        starts_at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=1),
    )
    User.objects.filter(username="off").update(is_active=False)
    return {
        "ticket": ticket.pk,
        "desk_group": group.pk,
        "solved": solved.pk,
        "rita": rita.user.pk,
        "told": add_person(root, ticket.pk, "told@example.com", "observer").pk,
        "change": change.pk,
        "view": create_view(ana, ViewDraft(name="Mine", query="is:open")).pk,
        "company": make.company().pk,
        "item": make.item().pk,
        "invoice": make.invoice().pk,
        "article": article.pk,
        "private": private.pk,
        "private_file": attach_article_file(root, private.pk, file_name="c.txt", content=b"abc").pk,
        "news": create_announcement(root, news).pk,
        "one": 1,
        "no_session": 999_999,
        "token": create_token(root, root.user, name="of root")[0].pk,
        "article_file": attach_article_file(root, article.pk, file_name="a.txt", content=b"abc").pk,
        "file": attach_file(rita, ticket.pk, file_name="b.txt", content=b"abc").pk,
        "asked": ask_approval(root, ticket.pk, RequestDraft(description="?", steps=(step,))).pk,
        "note": write_note(ana, rita.user, "Calls at night.").pk,
        "delegation": delegate(ana, stand_in).pk,
    }


def ask(client: Client, name: str, scene: dict[str, Any]) -> Any:
    row = ALL[name]
    address = reverse(name, kwargs={part: scene.get(key, key) for part, key in row.keys.items()})
    data = {
        part: given.format(**scene) if isinstance(given, str) else given()
        for part, given in row.data.items()
    }
    return getattr(client, row.method)(address, data)


def is_refused(expected: int | str) -> bool:
    """Tell whether an answer means that nothing was done."""
    return isinstance(expected, str) or expected >= 400


def answers(username: str, scene: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return {page: status, or where everybody is sent}. What is done is taken back; what should
    be refused is not, so that the caller sees what it left.
    """
    user = User.objects.filter(username=username).first()
    found: dict[str, Any] = {}
    client = Client()  # each has to build all middleware first
    for name, row in ALL.items():
        stays = row.method == "post" and is_refused(expected[name])
        with nullcontext() if stays else taken_back():
            client.cookies.clear()
            if user is not None:
                client.force_login(user)
            answer = ask(client, name, scene)
            place = answer.get("Location", "").partition("?")[0]
            found[name] = place if place in (LOGIN, PORTAL) else answer.status_code
    return found


@pytest.mark.timeout(180)  # six hundred pages
def test_pages_answer_every_role_as_the_table_says(scene, attachments):
    people = {"agent": "ana", "other": "otto", "asker": "rita", "guesser": "max"}
    before = traces(attachments)
    for role, username in people.items():
        expected = {
            name: PORTAL if row.is_desk and role in ("asker", "guesser") else getattr(row, role)
            for name, row in ALL.items()
        }
        assert answers(username, scene, expected) == expected, role
    for nobody in ("off", "nobody-at-all"):
        expected = {name: row.nobody for name, row in ALL.items()}
        assert answers(nobody, scene, expected) == expected, nobody
    rows, files = traces(attachments)
    assert rows == before[0]
    # what the agent attached to an article was taken back in the database alone
    assert len(set(files) - set(before[1])) == 1


def test_every_page_and_act_of_the_back_office_refuses_all_but_administrators(scene, attachments):
    named = get_resolver().namespace_dict["admin"][1].reverse_dict
    names = sorted(name for name in named if isinstance(name, str))
    before = traces(attachments)
    agent, customer = Client(), Client()
    agent.force_login(User.objects.get(username="ana"))
    customer.force_login(User.objects.get(username="rita"))

    for name in names:
        # lists and empty forms are asked in test_admin
        if name.endswith(("_changelist", "_add")) or name in OPEN_IN_THE_BACK_OFFICE:
            continue
        parts = named.getlist(name)[0][0][0][1]
        address = reverse(f"admin:{name}", kwargs=dict.fromkeys(parts, 1))
        for browser, method in ((agent, "post"), (customer, "get")):
            answer = getattr(browser, method)(address)
            is_sent_away = answer.status_code == 302 and "/login/" in answer["Location"]
            assert is_sent_away or answer.status_code == 403, (address, method, answer.status_code)

    assert len(names) > 200
    assert traces(attachments) == before
