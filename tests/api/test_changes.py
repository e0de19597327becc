"""The change feed: nothing is missed, nothing is told twice, nothing hidden is told."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import feed
from audit.journal import record
from audit.models import FeedMark, FeedPosition, JournalEntry
from crm.drafts import CompanyPatch
from crm.operations import update_company
from tests import make
from tests.api.conftest import Caller
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.operations import add_followup, delete_ticket, update_ticket

pytestmark = pytest.mark.django_db

Callers = Callable[..., Caller]


def told(answer: Any) -> list[tuple[str, int, str]]:
    """Return (noun, id, verb) of the changes of an answer."""
    assert answer.status_code == 200, answer.json()
    return [(row["noun"], row["id"], row["verb"]) for row in answer.json()["results"]]


def follow(who: Caller, address: str) -> Any:
    """Go where an answer says."""
    return who.client.get(address)


def test_without_a_cursor_the_feed_begins_now(caller: Callers):
    root = caller(make.administrator())
    make.ticket(title="Before")

    first = root.get("changes/")
    ticket = make.ticket(title="After")
    second = follow(root, first.json()["next"])
    third = follow(root, second.json()["next"])

    assert (told(first), first.json()["has_more"]) == ([], False)
    assert told(second) == [("tickets", ticket.pk, "ticket.created")]
    assert second.json()["results"][0]["url"].endswith(f"/rest/v1/tickets/{ticket.pk}/")
    assert second.headers["Link"] == f'<{second.json()["next"]}>; rel="next"'
    assert told(third) == []


def test_pages_are_full_until_the_end_and_tell_everything_once(caller: Callers):
    root = caller(make.administrator())
    tickets = [make.ticket().pk for _ in range(7)]

    pages, address = [], "/rest/v1/changes/?since=start&noun=tickets&page_size=3"
    for _ in range(3):
        answer = follow(root, address)
        pages.append([row["id"] for row in answer.json()["results"]])
        address = answer.json()["next"]

    assert pages == [tickets[:3], tickets[3:6], tickets[6:]]
    assert answer.json()["has_more"] is False


def test_an_agent_is_told_of_own_tickets_only_and_of_no_hidden_company(caller: Callers):
    desk, other = make.group("Desk"), make.group("Other")
    ana = caller(make.agent("ana", desk))
    mine, theirs = make.ticket(support_group=desk), make.ticket(support_group=other)
    company = make.company()
    update_company(make.system(), company.pk, CompanyPatch(name="B"))
    since = ana.get("changes/").json()["next"]

    update_ticket(make.system(), mine.pk, TicketPatch(title="x"))
    update_ticket(make.system(), theirs.pk, TicketPatch(title="x"))
    update_company(make.system(), company.pk, CompanyPatch(name="C"))

    assert told(follow(ana, since)) == [("tickets", mine.pk, "ticket.updated")]


def test_a_customer_is_not_told_of_internal_notes(caller: Callers):
    rita = make.customer("rita")
    ticket = make.ticket(rita)
    desk, customer = caller(make.administrator()), caller(rita)
    begins = [who.get("changes/", {"noun": "tickets"}).json()["next"] for who in (desk, customer)]

    for is_public in (False, True):
        add_followup(make.system(), ticket.pk, FollowupDraft(body="x", is_public=is_public))

    parts = [
        [row["part"] for row in follow(who, address).json()["results"]]
        for who, address in zip((desk, customer), begins, strict=True)
    ]
    assert [len(found) for found in parts] == [2, 1]
    assert parts[1] == parts[0][1:]
    assert parts[1][0]["noun"] == "followup"


def test_a_deleted_row_is_told_to_those_who_could_see_it(caller: Callers):
    desk, other = make.group("Desk"), make.group("Other")
    people = [caller(make.agent("ana", desk)), caller(make.agent("eva", other))]
    ticket, company = make.ticket(support_group=desk), make.company()
    root = caller(make.administrator())
    begins = [who.get("changes/").json()["next"] for who in (*people, root)]

    update_ticket(make.system(), ticket.pk, TicketPatch(title="x"))
    delete_ticket(make.system(), ticket.pk)
    root.delete(f"companies/{company.pk}/")

    seen, unseen, all_of_it = (
        follow(who, address).json()["results"]
        for who, address in zip((*people, root), begins, strict=True)
    )
    assert [(row["verb"], row["is_deleted"]) for row in seen] == [("ticket.deleted", True)]
    assert unseen == []
    assert [row["verb"] for row in all_of_it] == ["ticket.deleted", "company.deleted"]


def test_a_token_for_one_noun_is_told_of_that_noun(caller: Callers):
    root = make.administrator()
    narrow = caller(root, scopes=["companies:read"])
    make.ticket()
    company = make.company()

    rows = narrow.get("changes/", {"since": "start"})

    assert told(rows) == [("companies", company.pk, "company.created")]


@pytest.mark.parametrize(
    "query",
    [{"since": "nonsense"}, {"since": ""}, {"noun": "ghosts"}, {"page_size": "0"}, {"cursor": "1"}],
)
def test_wrong_questions_are_refused(caller: Callers, query: dict[str, str]):
    answer = caller(make.administrator()).get("changes/", query)

    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_a_page_costs_as_many_statements_however_much_changed(caller: Callers):
    desk = make.group("Desk")
    ana = caller(make.agent("ana", desk))
    ana.get("changes/")
    counts = []
    for number in (2, 30):
        since = ana.get("changes/").json()["next"]
        for _ in range(number):
            make.ticket(support_group=desk)
        feed.place_entries()
        with CaptureQueriesContext(connection) as captured:
            assert len(told(follow(ana, since))) == number
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 14


def test_places_follow_the_commits_not_the_numbers():
    """An entry with a lower number that is committed later gets the later place."""
    group = make.group("Desk")
    first = JournalEntry(verb="group.updated", noun="group", object_id=group.pk, pk=10**6)
    second = JournalEntry(verb="group.updated", noun="group", object_id=group.pk, pk=10**6 - 1)

    first.save(force_insert=True)
    assert feed.place_entries() > 0
    seen = feed.head()
    second.save(force_insert=True)

    assert feed.place_entries() == 1
    assert [each.entry_id for each in feed.placed_after(seen)] == [second.pk]
    assert feed.place_entries() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slow_transaction_is_not_missed_by_a_reader():
    if not connection.features.has_select_for_update:
        pytest.skip("one transaction at a time writes to SQLite")
    group = make.group("Desk")
    feed.place_entries()
    begun, may_end = Event(), Event()

    def write_slowly() -> None:
        with transaction.atomic():
            record(make.system(), "group.updated", group)
            begun.set()
            may_end.wait(20)
        connection.close()

    slow = Thread(target=write_slowly)
    slow.start()
    try:
        assert begun.wait(20)
        make.ticket(title="Quick")
        feed.place_entries()
        read = feed.head()
        newest = JournalEntry.objects.order_by("-pk")[0]
        assert FeedPosition.objects.get(pk=read).entry_id == newest.pk
    finally:
        may_end.set()
        slow.join()
    feed.place_entries()

    (late,) = feed.placed_after(read)
    assert late.entry_id < newest.pk


def test_what_is_settled_is_not_looked_at_again():
    make.ticket()
    feed.place_entries()
    FeedPosition.objects.update(placed_at=timezone.now() - 2 * feed.LONGEST_TRANSACTION)
    settled = FeedPosition.objects.order_by("-pk")[0].entry_id

    make.ticket()
    feed.place_entries()

    assert FeedMark.objects.get().after_entry_id == settled
