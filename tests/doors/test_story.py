"""A ticket's history is the same story in all dialects: who changed what, from what, to what."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import groupby
from typing import Any

import pytest

from accounts.models import User
from audit.models import JournalEntry
from tests import make
from tests.api.conftest import Caller
from tests.doors.test_invariants import Desk, browser_of, table
from tests.glpi.client import signed_in
from tests.integria import client as integria
from tests.invgate import client as invgate
from tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db

Change = tuple[str, str, str]
"""Of a field: from what to what, in words of the desk."""
Act = tuple[str, list[Change]]
"""What one person changed at once."""

LEVELS = ("Low", "Medium", "High", "Very high")
IN_JOURNAL = dict(zip(range(3, 7), LEVELS, strict=True))
IN_GLPI = dict(zip(map(str, range(2, 6)), LEVELS, strict=True))
IN_INTEGRIA = dict(zip(map(str, range(1, 5)), LEVELS, strict=True))
STATUS_IN_GLPI = {"1": "New", "2": "In progress"}
STATUS_IN_INTEGRIA = {"Unconfirmed": "Unconfirmed", "New": "New", "Assigned": "In progress"}
FIELDS = ("title", "priority", "status", "assignee", "support_group")
OPTIONS = {1: "title", 3: "priority", 12: "status", 5: "assignee", 8: "support_group"}
LABELS = {
    "Subject": "title", "Priority": "priority", "Status": "status", "Assignee": "assignee",
    "Support group": "support_group", "Group": "support_group",
}  # fmt: skip
STORY: list[Act] = [
    ("otto", [("assignee", "", "root"), ("priority", "Medium", "High")]),
    ("ana", [("priority", "High", "Very high"), ("title", "Printer", "Printer, first floor")]),
    ("boss", [("assignee", "root", "boss"), ("priority", "Very high", "Low")]),
    ("olga", [("status", "New", "In progress")]),
    ("ana", [("assignee", "boss", "root"), ("support_group", "Network", "Printers")]),
    ("root", [("priority", "Low", "High")]),
]


@pytest.fixture
def desk(attachments: Any) -> Desk:
    """A desk on which six changes were made at five doors."""
    desk = Desk()
    number, network = desk.ticket.pk, desk.network.pk
    printers = make.group("Printers")
    ana, otto, boss, olga = (make.administrator(name) for name in ("ana", "otto", "boss", "olga"))
    integria.known(ana)
    integria.known(otto)
    text = "It prints blank pages."
    integria.call(
        "update_incident", number, "Printer", text, "", network, 3, 0, 1, "root", user="otto"
    )
    glpi = signed_in("ana", integria.PASSWORD)
    glpi.change(f"Ticket/{number}", name="Printer, first floor", urgency=5)
    Caller(boss.user).patch(f"tickets/{number}/", {"assignee": boss.user.pk, "priority": "low"})
    moved = Status.objects.get(code="in_progress").pk
    browser_of(olga).post(f"/tickets/{number}/edit/", {"status": moved})
    invgate.call(
        "POST", "incident.reassign", request_id=number, group_id=printers.pk,
        agent_id=desk.root.user.pk, author_id=ana.user.pk,
    )  # fmt: skip
    invgate.call("PUT", "incident", id=number, priority_id=3)
    return desk


def acts(changes: Iterable[tuple[str, Change | None]]) -> list[Act]:
    """Return what each person changed in turn; None = something, of which nothing is told."""
    return [
        (who, sorted(change for _, change in found if change is not None))
        for who, found in groupby(changes, key=lambda one: one[0])
    ]


def in_rest(desk: Desk) -> list[Act]:
    """The story as REST tells it."""
    root = Caller(desk.root.user)
    rows = root.get(f"tickets/{desk.ticket.pk}/history/").json()["results"]
    return acts(
        (row["names"]["actor"][1], (field, *_words(field, values, row["names"].get(field))))
        for row in rows
        if row["verb"] == "ticket.updated"
        for field, values in row["changes"].items()
        if field in FIELDS
    )


def _words(field: str, values: list[Any], names: list[Any] | None) -> tuple[str, str]:
    old, new = values if names is None else names
    if field == "priority":
        old, new = IN_JOURNAL[old], IN_JOURNAL[new]
    return old or "", new or ""


def in_glpi(desk: Desk) -> list[Act]:
    """The story as GLPI's log tells it; an actor that goes and one that comes are two lines."""
    lines = desk.glpi.get(f"Ticket/{desk.ticket.pk}/Log", range="0-99")
    kept = [
        line
        for line in lines
        if line["linked_action"] != 20 and line["id_search_option"] in OPTIONS
    ]
    found: list[tuple[str, Change | None]] = []
    for (who, option), some in groupby(
        kept, lambda one: (one["user_name"], one["id_search_option"])
    ):
        lines = list(some)
        old = next((line["old_value"] for line in lines if line["old_value"]), "")
        new = next((line["new_value"] for line in lines if line["new_value"]), "")
        if option == 3:
            old, new = IN_GLPI[old], IN_GLPI[new]
        if option == 12:
            old, new = STATUS_IN_GLPI[old], STATUS_IN_GLPI[new]
        found.append((_name(who), (OPTIONS[option], _name(old), _name(new))))
    return acts(found)


def _name(text: str) -> str:
    """Return "ana" for "ana (4)"."""
    return re.sub(r" \(\d+\)$", "", text)


def in_integria(desk: Desk) -> list[Act]:
    """The story as api.php tells it: only what comes, and no titles."""
    found: list[tuple[str, Change | None]] = []
    for row in table(integria.call("get_incident_tracking", desk.ticket.pk)):
        who, words = row[4], row[6]
        what, _, value = words.partition(" -> ")
        if what == "Priority changed":
            found.append((who, ("priority", "", IN_INTEGRIA[row[5]])))
        elif what == "Status changed":
            found.append((who, ("status", "", STATUS_IN_INTEGRIA[value])))
        elif what == "Assigned user changed":
            found.append((who, ("assignee", "", value)))
        elif what == "Group has changed":
            found.append((who, ("support_group", "", value)))
        elif words == "Updated":
            found.append((who, None))
    return acts(found)


def in_page(desk: Desk) -> list[Act]:
    """The story as the desk's page tells it, newest first there."""
    page = browser_of(desk.root).get(f"/tickets/{desk.ticket.pk}/history/").content.decode()
    found: list[tuple[str, Change | None]] = []
    for row in reversed(re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)):
        cells = [
            unescape(" ".join(each.split()))
            for each in re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)
        ]
        for change in re.findall(r'<span class="change">(.*?</span>)\s*</span>', cells[4]):
            label = re.split(r" ?<", change)[0]
            old, new = (re.search(f"<{tag}>(.*?)</{tag}>", change) for tag in ("s", "span"))
            if label in LABELS:
                words = (old.group(1) if old else "", new.group(1) if new else "")
                found.append((cells[2] or cells[1], (LABELS[label], *words)))
    return acts(found)


def test_the_story_has_the_same_acts_at_every_door(desk: Desk) -> None:
    assert JournalEntry.objects.filter(verb="ticket.updated").count() == len(STORY)
    assert in_rest(desk) == STORY
    assert in_glpi(desk) == STORY
    assert in_page(desk) == STORY
    assert in_integria(desk) == [
        (who, [(field, "", new) for field, _, new in changes if field != "title"])
        for who, changes in STORY
    ]


def test_invgate_which_tells_no_past_shows_where_the_story_ends(desk: Desk) -> None:
    last: dict[str, str] = {}
    for _, changes in STORY:
        last |= {field: new for field, _, new in changes}
    row, ticket = desk.in_invgate(), Ticket.objects.get(pk=desk.ticket.pk)

    assert row["title"] == last["title"]
    assert row["priority_id"] == LEVELS.index(last["priority"]) + 1
    assert User.objects.get(pk=row["assigned_id"]).username == last["assignee"]
    assert (row["assigned_group_id"], str(ticket.support_group)) == (
        ticket.support_group_id, last["support_group"],
    )  # fmt: skip
    assert row["status_id"] == 2
