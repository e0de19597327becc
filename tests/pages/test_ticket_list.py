"""The list of tickets: what it shows to whom, page by page, as a file, and what it costs."""

import csv
import gzip
import io
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import JournalEntry
from tests import make
from tickets.drafts import FollowupDraft, ViewDraft
from tickets.models import BulkChange, SavedView, Ticket
from tickets.operations import add_followup, create_view, pin_view, run_bulk_change
from tickets.vocabulary import LIST_COLUMNS, LIST_SORTS

pytestmark = pytest.mark.django_db

PAGE_BYTES = 120_000
FIRST_LOAD_BYTES = 250_000
STATEMENTS = 12
HOME_STATEMENTS = 22


@pytest.fixture
def network():
    return make.group("Network")


@pytest.fixture
def ana(network):
    return make.agent("ana", network, real_name="Ana Ruiz")


@pytest.fixture
def client(ana, signed_in):
    return signed_in(ana)


def numbers(answer) -> list[int]:
    """Return the tickets of a list in their order."""
    return [int(number) for number in re.findall(r'data-row="(\d+)"', answer.content.decode())]


def test_the_list_shows_what_the_reader_may_see_and_nothing_else(client, network):
    seen = make.ticket(title="VPN drops", support_group=network)
    make.ticket(title="Salary of the boss", support_group=make.group("Payroll"))

    answer = client.get("/tickets/")

    assert numbers(answer) == [seen.pk]
    assert "Salary" not in answer.content.decode()


def test_titles_and_lines_are_shown_as_text(client, network):
    ticket = make.ticket(title="<script>alert(1)</script>", support_group=network)
    add_followup(make.system(), ticket.pk, FollowupDraft(body="<img src=x onerror=alert(1)>"))

    page = client.get("/tickets/").content.decode()

    assert "<script>alert" not in page
    assert "onerror" not in page


@pytest.mark.parametrize("sort", LIST_SORTS)
def test_pages_follow_each_other_without_gap_or_double(client, network, ana, monkeypatch, sort):
    monkeypatch.setattr("tickets.web.listing.PAGE_SIZE", 3)
    monkeypatch.setattr("tickets.web.listing.listing_of.__defaults__", (3,))
    tickets = [make.ticket(support_group=network, priority=3 + n % 3) for n in range(8)]
    Ticket.objects.filter(pk__in=[row.pk for row in tickets[:4]]).update(
        resolve_due_at=tickets[0].opened_at
    )
    address, seen, pages = f"/tickets/?q=is%3Aopen&sort={sort}", [], 0
    while address:
        answer = client.get(address)
        seen += numbers(answer)
        pages += 1
        found = re.search(r'rel="next"\s+href="([^"]+)"', answer.content.decode())
        address = "/tickets/" + found[1].replace("&amp;", "&") if found else ""

    assert sorted(seen) == sorted(row.pk for row in tickets)
    assert pages == 3

    back = re.search(r'rel="prev"\s+href="([^"]+)"', answer.content.decode())
    before = client.get("/tickets/" + back[1].replace("&amp;", "&"))
    assert numbers(before) == seen[3:6]


@pytest.mark.parametrize(
    "place", ["x", "W10", "WzEsMl0", "bnVsbA", "W251bGwsMV0", "WyJ4Iix0cnVlXQ"]
)
def test_a_page_that_does_not_exist_is_refused_in_words(client, place):
    assert client.get(f"/tickets/?after={place}").status_code == 400


def test_what_is_not_understood_is_told_above_an_empty_list(client, network):
    make.ticket(support_group=network)

    answer = client.get("/tickets/?q=is%3Ahot")

    assert numbers(answer) == []
    assert "“is:” knows no “hot”." in answer.content.decode()


def test_an_empty_list_says_so_and_leads_on(client):
    assert "No tickets here" in client.get("/tickets/?q=is%3Alate").content.decode()


def test_only_rows_are_fetched_when_the_list_changes(client, network):
    make.ticket(support_group=network)

    part = client.get("/tickets/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list")

    assert "<html" not in part.content.decode()
    assert len(numbers(part)) == 1


def test_news_count_what_changed_since_and_lead_to_it(client, network):
    shown_at = "2020-01-01T00:00:00+00:00"
    make.ticket(support_group=network)

    some = client.get("/tickets/news/", {"q": "is:open", "since": shown_at}).content.decode()
    none = client.get("/tickets/news/", {"q": "is:open", "since": "2100-01-01T00:00:00Z"})

    assert "1 ticket has something new" in some
    assert none.content.decode().strip() == ""
    assert client.get("/tickets/news/?since=yesterday").status_code == 400


def test_a_view_shows_its_filter_and_its_count(client, ana, network):
    make.ticket(support_group=network, priority=7)
    make.ticket(support_group=network)
    view = create_view(ana, ViewDraft(name="Hot ones", query="is:open priority:>=high"))
    pin_view(ana, view.pk, is_pinned=True)

    page = client.get("/tickets/", {"view": view.pk, "q": view.query}).content.decode()

    assert page.count("Hot ones") >= 2  # as the title and in the side bar
    assert client.get(f"/tickets/count/?view={view.pk}").content == b"1"
    assert client.get("/tickets/count/?view=mine").content == b"0"


def test_a_view_is_kept_pinned_changed_and_deleted_from_the_page(client, ana):
    client.post("/views/", {"name": "Mine", "q": "assignee:me", "share": "me"})
    view = SavedView.objects.get()
    assert (view.owner, view.pins.count()) == (ana.user, 1)

    client.post(f"/views/{view.pk}/", {"q": "assignee:me is:open", "sort": "due"})
    view.refresh_from_db()
    assert (view.query, view.sort) == ("assignee:me is:open", "due")

    client.post(f"/views/{view.pk}/pin/", {"pinned": "no"})
    assert view.pins.count() == 0
    client.post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "q": "", "share": "me"},
        {"name": "x", "q": "is:hot", "share": "me"},
        {"name": "x", "q": "", "share": "world"},
    ],
)
def test_a_view_that_makes_no_sense_is_refused(client, form):
    assert client.post("/views/", form).status_code == 400
    assert not SavedView.objects.exists()


def test_views_of_others_are_unknown(client):
    view = create_view(make.agent("ben"), ViewDraft(name="Bens"))

    for path in (f"/views/{view.pk}/", f"/views/{view.pk}/delete/", f"/views/{view.pk}/pin/"):
        assert client.post(path, {"q": "", "pinned": "yes"}).status_code == 404
    assert client.get(f"/tickets/?view={view.pk}").status_code == 404


def test_chosen_tickets_are_changed_watched_and_given_back(client, ana, network):
    keys = [make.ticket(support_group=network).pk for _ in range(3)]

    started = client.post(
        "/tickets/bulk/", {"ticket": keys, "set": "assignee:me"}, HTTP_HX_REQUEST="true"
    )

    change = BulkChange.objects.get()
    assert started["HX-Trigger"] == f'{{"progress": {{"url": "/tickets/bulk/{change.pk}/"}}}}'
    waiting = client.get(f"/tickets/bulk/{change.pk}/", HTTP_HX_REQUEST="true")
    assert "0 of 3 tickets" in waiting.content.decode()
    run_bulk_change(change.pk)
    done = client.get(f"/tickets/bulk/{change.pk}/", HTTP_HX_REQUEST="true")
    assert f"/tickets/bulk/{change.pk}/undo/" in done["HX-Trigger"]
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {ana.user.pk}

    client.post(f"/tickets/bulk/{change.pk}/undo/")
    run_bulk_change(BulkChange.objects.latest("pk").pk)
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {None}


def test_all_that_fit_the_filter_are_changed(client, network):
    wanted = [make.ticket(support_group=network, priority=3).pk for _ in range(2)]
    make.ticket(support_group=network, priority=7)

    form = {"all": "yes", "q": "priority:low", "set": "priority:5"}
    client.post("/tickets/bulk/", form)

    change = BulkChange.objects.get()
    assert sorted(change.items.values_list("ticket", flat=True)) == wanted


@pytest.mark.parametrize("change", ["", "assignee", "assignee:x", "title:1", "priority:99"])
def test_changes_that_make_no_sense_are_refused(client, network, change):
    ticket = make.ticket(support_group=network)

    answer = client.post("/tickets/bulk/", {"ticket": ticket.pk, "set": change})

    assert answer.status_code == 400
    assert not BulkChange.objects.exists()


def test_bulk_changes_of_others_are_unknown(client, network):
    other = make.agent("ben", network)
    change = BulkChange.objects.create(user=other.user, door="web", total_count=1)

    assert client.get(f"/tickets/bulk/{change.pk}/").status_code == 404
    assert client.post(f"/tickets/bulk/{change.pk}/undo/").status_code == 404


def test_the_file_holds_the_whole_list_runs_no_formula_and_leaves_an_entry(client, network):
    for title in ("=1+1", "-5", "@SUM(A1)", "Plain"):
        make.ticket(title=title, support_group=network)
    make.ticket(title="Hidden", support_group=make.group("Payroll"))

    answer = client.get("/tickets/export.csv?q=is%3Aopen&sort=number")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == ["'=1+1", "-5", "'@SUM(A1)", "Plain"]
    assert rows[0][:2] == ["Number", "Title"]
    assert JournalEntry.objects.get(verb="user.exported").changes == {"tickets": [None, "is:open"]}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pri", ["priority:"]),
        ("is:open gro", ["group:"]),
        ("priority:hi", ["high"]),
        ("group:net", ["Network"]),
        ("assignee:an", ["ana"]),
        ("nonsense:x", []),
    ],
)
def test_the_bar_suggests_what_may_follow(client, text, shown):
    page = client.get("/tickets/suggest/", {"q": text}).content.decode()

    assert re.findall(r"<span>([^<]+)</span>", page) == shown


def test_a_suggestion_keeps_what_was_typed_before(client):
    page = client.get("/tickets/suggest/", {"q": 'group:"Second line" priority:crit'})

    assert 'data-filter="group:&quot;Second line&quot; priority:critical "' in page.content.decode()


def test_the_preview_marks_internal_notes_and_hides_them_from_those_without_the_right(
    client, network, signed_in
):
    ticket = make.ticket(support_group=network)
    note = FollowupDraft(body="zebra", is_public=False, kind="note")
    add_followup(make.system(), ticket.pk, note)

    assert "internal note" in client.get(f"/tickets/{ticket.pk}/preview/").content.decode()
    plain = make.agent("ben", network, rights=["ticket.read"])
    assert "zebra" not in signed_in(plain).get(f"/tickets/{ticket.pk}/preview/").content.decode()


def test_columns_are_the_readers_choice(client, network):
    make.ticket(support_group=network)
    for chosen in ("number,title,group", ",".join(LIST_COLUMNS)):
        client.post("/accounts/preferences/", {"name": "columns", "value": chosen})

        page = client.get("/tickets/").content.decode()

        heads = re.findall(r'<th scope="col" class="(c-\w+)"', page)
        assert heads == re.findall(r'<td class="(c-\w+)', page)
        assert set(heads) == {"c-select", *(f"c-{name}" for name in chosen.split(","))}


@pytest.mark.slow  # fifty tickets and five thousand people are written
def test_full_pages_are_light_and_cost_as_many_statements_as_short_ones(client, ana, network):
    def statements() -> list[int]:
        counted = []
        for address in ("/tickets/", "/"):
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    for _ in range(3):
        ticket = make.ticket(support_group=network, requester=ana.user, assignee=ana.user)
        add_followup(make.system(), ticket.pk, FollowupDraft(body="x"))
    statements()  # a session that begins writes of its own
    few = statements()
    User.objects.bulk_create(
        User(username=f"user{n}", username_key=f"user{n}", is_agent=n % 10 == 0)
        for n in range(5000)
    )
    people = list(User.objects.order_by("-pk")[:50])
    for person in people:
        ticket = make.ticket(
            title="The printer on the third floor jams whenever two people print at once",
            support_group=network,
            requester=person,
            assignee=ana.user,
        )
        add_followup(make.system(), ticket.pk, FollowupDraft(body="It jams again. " * 30))

    assert statements() == few
    assert few[0] <= STATEMENTS
    assert few[1] <= HOME_STATEMENTS
    assert len(numbers(client.get("/tickets/"))) == 50
    for _ in range(50):
        line = FollowupDraft(body="It jams again, on the third floor. " * 10)
        add_followup(make.system(), ticket.pk, line)
    for address in (
        "/", "/tickets/", f"/tickets/{ticket.pk}/", f"/tickets/{ticket.pk}/?all=1",
        f"/tickets/{ticket.pk}/history/", "/tickets/new/", "/search/?q=printer", "/people/",
        f"/people/{people[0].pk}/", "/companies/", "/replies/", "/approvals/", "/portal/",
        "/portal/tickets/?state=all",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) <= PAGE_BYTES, address
        assert first_load(answer.content) <= FIRST_LOAD_BYTES, address


def first_load(page: bytes) -> int:
    """Return the compressed size of a page with all files that it names."""
    names = {name.decode() for name in re.findall(rb'(?:src|href)="/static/([^"#]+)', page)}
    assert names
    files = [settings.BASE_DIR / "static" / name for name in names]
    return sum(len(gzip.compress(part)) for part in (page, *(file.read_bytes() for file in files)))
