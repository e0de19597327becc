"""Who may open and do what on all other pages: the desk's lists, people and views, the portal,
approvals. The pages of one ticket stand in test_desk_permissions.

Every address has a row; a new page without one fails here. One scene serves all rows.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from approvals.drafts import DelegationDraft, RequestDraft, StepDraft
from approvals.operations import delegate
from kb.operations import attach_file as attach_article_file
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

PLACES = ("desk", "portal", "approvals")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A page or an act, and the answer to each role.

    `agent` works in the group of the ticket, `other` in another one, `asker` opened the ticket,
    `guesser` is another customer. Who is not signed in, or disabled, is sent to the sign-in.
    """

    agent: int
    other: int
    asker: int
    guesser: int
    method: str = "get"
    keys: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    is_open: bool = False


def desk(agent: int = 200, other: int = 200, **more: Any) -> Row:
    """A page of agents; customers are led to the portal."""
    return Row(agent=agent, other=other, asker=302, guesser=302, **more)


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


TICKET, VIEW, CHANGE = {"ticket_id": "ticket"}, {"view_id": "view"}, {"change_id": "change"}
WATCHED = {"noun": "group", "key": "desk_group"}
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
    "desk:companies": desk(),
    "desk:company": desk(404, 404, keys={"company_id": "company"}),
    "desk:contact": desk(404, 404, keys={"contact_id": "company"}),
    "desk:item": desk(keys={"item_id": "item"}),
    "desk:invoice": desk(404, 404, keys={"invoice_id": "invoice"}),
    "desk:view-save": act(302, 302, data={"name": "V", "q": "is:open", "share": "me"}),
    "desk:view-update": act(302, 404, keys=VIEW, data={"q": "is:late"}),
    "desk:view-delete": act(302, 404, keys=VIEW),
    "desk:view-pin": act(302, 404, keys=VIEW, data={"pinned": "yes"}),
    "desk:problems": desk(302, 302),
    "desk:changes": desk(302, 302),
    "desk:watched": desk(403, 403),
    "desk:watchers": desk(403, 403, keys=WATCHED),
    "desk:watchers-add": act(403, 403, keys=WATCHED, data={"person": "rita"}),
    "desk:watchers-remove": act(403, 403, keys=WATCHED, data={"watcher": "{rita}"}),
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
    "portal:article-file": all_people(keys={"article_id": "article", "file_id": "article_file"}),
    "approvals:inbox": all_people(),
    "approvals:count": all_people(),
    "approvals:vote": all_people(
        404, agent=302, method="post", keys={"request_id": "asked"}, data={"answer": "approve"}
    ),
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
    "approvals:by-link": all_people(404, keys={"secret": "no-such-secret"}, is_open=True),
}


def addresses(place: str) -> set[str]:
    """Return the names of all addresses of a part of the product."""
    resolver = get_resolver().namespace_dict[place][1]
    return {f"{place}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}


def test_every_page_has_its_row():
    told = {f"desk:{name}" for name in OF_ONE_TICKET} | set(TABLE)

    assert set().union(*map(addresses, PLACES)) == told


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
        "article_file": attach_article_file(root, article.pk, file_name="a.txt", content=b"abc").pk,
        "file": attach_file(rita, ticket.pk, file_name="b.txt", content=b"abc").pk,
        "asked": ask_approval(root, ticket.pk, RequestDraft(description="?", steps=(step,))).pk,
        "delegation": delegate(ana, stand_in).pk,
    }


def ask(client: Client, name: str, scene: dict[str, Any]) -> Any:
    row = TABLE[name]
    address = reverse(name, kwargs={part: scene.get(key, key) for part, key in row.keys.items()})
    data = {part: text.format(**scene) for part, text in row.data.items()}
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
    for name, row in TABLE.items():
        stays = row.method == "post" and is_refused(expected[name])
        with nullcontext() if stays else taken_back():
            client = Client()
            if user is not None:
                client.force_login(user)
            answer = ask(client, name, scene)
            place = answer.get("Location", "").partition("?")[0]
            found[name] = place if place in (LOGIN, PORTAL) else answer.status_code
    return found


def test_pages_answer_every_role_as_the_table_says(scene, attachments):
    people = {"agent": "ana", "other": "otto", "asker": "rita", "guesser": "max"}
    before = traces(attachments)
    for role, username in people.items():
        expected = {
            name: PORTAL
            if name.startswith("desk:") and role in ("asker", "guesser")
            else getattr(row, role)
            for name, row in TABLE.items()
        }
        assert answers(username, scene, expected) == expected, role
    for nobody in ("off", "nobody-at-all"):
        expected = {name: 404 if row.is_open else LOGIN for name, row in TABLE.items()}
        assert answers(nobody, scene, expected) == expected, nobody
    assert traces(attachments) == before
