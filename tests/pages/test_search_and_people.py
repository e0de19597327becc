"""Search, the first page, people and companies: what is found and shown, and what stays hidden."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Calendar, Member
from crm.models import CompanyUser
from tests import make
from tickets.drafts import FollowupDraft
from tickets.models import Ticket
from tickets.operations import add_followup, answer_ticket, resolve_ticket
from tickets.queries import search_all
from tickets.queries.search import search_items, search_people

pytestmark = pytest.mark.django_db

MARKER = "Quetzalcoatl"


@pytest.fixture
def network():
    return make.group("Network")


@pytest.fixture
def ana(network):
    return make.agent("ana", network, real_name="Ana Ruiz")


@pytest.fixture
def client(ana, signed_in):
    return signed_in(ana)


def titles(actor, text: str) -> list[str]:
    return [row.title for row in search_all(actor, text, 20).get("tickets", [])]


def test_tickets_with_the_words_in_the_title_come_first(ana, network):
    body = make.ticket(title="Strange noise", description="from the printer", support_group=network)
    make.ticket(title="Printer jams", support_group=network)
    newest = make.ticket(title="Old printer", support_group=network)
    assert body.pk < newest.pk

    assert titles(ana, "printer") == ["Old printer", "Printer jams", "Strange noise"]


def test_a_number_finds_its_ticket_first(ana, network):
    wanted = make.ticket(title="Mail", support_group=network)
    make.ticket(title=f"Room {wanted.pk}", support_group=network)

    assert titles(ana, f"#{wanted.pk}")[0] == "Mail"


def test_a_hidden_number_takes_nobodys_place(ana, network):
    hidden = make.ticket(title="Salaries", support_group=make.group("Board"))
    for room in range(3):
        make.ticket(title=f"Room {hidden.pk} {room}", support_group=network)

    found, unknown = search_all(ana, str(hidden.pk), 2), search_all(ana, str(10**6), 2)

    assert len(found["tickets"]) == 2
    assert unknown == {}
    assert search_all(ana, "9" * 30, 2) == {}


def test_a_part_of_a_word_is_found_when_no_word_begins_so(ana, network):
    make.ticket(title="Videoconference", support_group=network)

    assert titles(ana, "conference") == ["Videoconference"]


def test_common_words_show_the_newest(ana, network, monkeypatch):
    monkeypatch.setattr("tickets.queries.search.CANDIDATES", 3)
    keys = [make.ticket(title=f"Printer {n}", support_group=network).pk for n in range(6)]

    found = search_all(ana, "printer", 4)["tickets"]

    assert [row.pk for row in found] == keys[::-1][:4]


def test_words_that_are_everywhere_are_found_where_one_may_look(ana, network, monkeypatch):
    monkeypatch.setattr("tickets.queries.search.CANDIDATES", 2)
    monkeypatch.setattr("tickets.queries.words.FEW", 3)
    mine = [make.ticket(title=f"Printer {n}", support_group=network).pk for n in range(3)]
    board = make.group("Board")
    for _ in range(6):
        make.ticket(title="Printer of the board", support_group=board)

    found = search_all(ana, "printer", 10)["tickets"]
    everything = search_all(make.administrator(), "printer", 3)["tickets"]

    assert [row.pk for row in found] == mine[::-1]
    assert {row.title for row in everything} == {"Printer of the board"}


def test_items_and_people_are_searched_by_their_trigrams(ana):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads all rows")
    with connection.cursor() as cursor:
        # a table without rows is read whole, or in the order of another index
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

    root = make.administrator()
    with connection.cursor() as cursor:
        # where there are few people, that of the names of those who are not deleted serves as well
        cursor.execute("DROP INDEX user_name_unique_without_case")
    items = search_items(root, "latitude").explain()
    people = search_people(root, "marie").explain()

    assert all(f"ci_{name}_trgm" in items for name in ("name", "serial", "inventory_number"))
    columns = ("username", "real_name", "first_name", "last_name", "email")
    assert all(f"user_{name}_trgm" in people for name in columns), people


def test_customers_never_find_internal_text(network):
    carla = make.customer("carla")
    ticket = make.ticket(title="Mail", support_group=network, requester=carla.user)
    note = FollowupDraft(body=f"{MARKER} said so", is_public=False, kind="note")
    add_followup(make.system(), ticket.pk, note)

    assert search_all(make.agent("ana", network), MARKER, 5)["tickets"] == [ticket]
    assert search_all(carla, MARKER, 5) == {}


def test_nothing_of_other_groups_is_found(ana):
    make.ticket(title=MARKER, support_group=make.group("Payroll"))

    assert titles(ana, MARKER) == []


@pytest.mark.parametrize("text", ["", " ", "x", "''", "%", "_", '"', "\0", "a" * 5000, "' OR 1=1"])
def test_whatever_is_typed_is_answered(client, text):
    assert client.get("/search/", {"q": text}).status_code == 200


def test_people_companies_items_articles_and_invoices_are_found(signed_in):
    root = make.administrator()
    make.company(name=f"{MARKER} Ltd")
    make.item(name=f"{MARKER} laptop")
    make.article(title=f"{MARKER} and you")
    make.invoice(reference=MARKER)
    make.customer("q", real_name=f"{MARKER} Jones")

    page = signed_in(root).get("/search/", {"q": MARKER}).content.decode()

    assert page.count(f"<mark>{MARKER}</mark>") >= 4
    for title in ("People", "Companies", "Assets", "Articles", "Invoices"):
        assert f">{title}</h2>" in page, title


def test_what_is_found_is_marked_and_harmless(client, network):
    make.ticket(title="<b>Señal</b> perdida", support_group=network)

    page = client.get("/search/palette/", {"q": "senal"}).content.decode()

    assert "<mark>Señal</mark>" in page
    assert "<b>" not in page


def test_the_first_page_counts_and_leads_to_lists(client, ana, network):
    mine = make.ticket(title="Mine", support_group=network, assignee=ana.user)
    line = FollowupDraft(body="@ana, look", kind="note", is_public=False)
    answer_ticket(make.administrator(), mine.pk, line)
    make.ticket(title="Free", support_group=network)
    make.ticket(title="Elsewhere", support_group=make.group("Payroll"))

    page = client.get("/").content.decode()

    assert "Mine" in page
    assert "Free" in page
    assert "Elsewhere" not in page
    assert 'href="/tickets/?q=is%3Aopen+assignee%3Ame&amp;sort=due"' in page
    assert "2 created" in page
    told = r'<strong class="num">1</strong>\s*<span>New mentions</span>'
    assert re.search(told, page)
    assert client.post(f"/tickets/{mine.pk}/presence/").status_code == 200
    assert not re.search(told, client.get("/").content.decode())


def test_a_person_is_shown_with_tickets_and_company(client, network):
    carla = make.customer("carla", real_name="Carla Cruz")
    firm = make.company(name="Acme")
    CompanyUser.objects.create(company=firm, user=carla.user)
    make.ticket(title="VPN drops", support_group=network, requester=carla.user)
    make.ticket(title="Secret", support_group=make.group("Payroll"), requester=carla.user)

    page = client.get(f"/people/{carla.user.pk}/").content.decode()

    assert "VPN drops" in page
    assert "Secret" not in page
    assert "Acme" not in page  # the agent has no right to companies


def test_a_company_is_shown_with_people_contracts_and_invoices(signed_in, network):
    root = make.administrator()
    firm = make.company(name='Acme "Iberia"')
    carla = make.customer("carla", real_name="Carla Cruz")
    CompanyUser.objects.create(company=firm, user=carla.user)
    make.customer("otto", real_name="Otto Elsewhere")
    make.ticket(title="VPN drops", support_group=network, requester=carla.user)
    make.contract(name="Gold care", company_id=firm.pk)
    bill = make.invoice(company_id=firm.pk)

    client = signed_in(root)
    page = client.get(f"/companies/{firm.pk}/").content.decode()

    for word in ("Carla Cruz", "VPN drops", "Gold care", bill.number):
        assert word in page, word
    listed = html.unescape(re.search(r'href="(/tickets/[^"]*sort=-number)"', page)[1])  # type: ignore[index]
    assert "VPN drops" in client.get(listed).content.decode()
    assert f'href="/companies/{firm.pk}/"' in client.get(f"/invoices/{bill.pk}/").content.decode()
    people = client.get("/people/", {"company": firm.pk}).content.decode()
    assert "Carla Cruz" in people
    assert "Otto Elsewhere" not in people
    for unknown in ("0", "x", "9" * 30):
        assert client.get("/people/", {"company": unknown}).status_code == 404


@pytest.mark.parametrize(
    "path", ["people/{}", "companies/{}", "contacts/{}", "assets/{}", "articles/{}", "invoices/{}"]
)
def test_hidden_rows_are_answered_like_unknown_ones(signed_in, path):
    nobody = make.agent("nobody", rights=["ticket.read"])
    keys = {
        "people": make.customer("carla").user.pk,
        "companies": make.company().pk,
        "assets": make.item().pk,
        "articles": make.article(audience="private").pk,
        "invoices": make.invoice().pk,
    }
    client = signed_in(nobody)

    for key in (keys.get(path.split("/")[0], 1), 987_654):
        assert client.get(f"/{path.format(key)}/").status_code == 404


PAGES = [
    "/",
    "/tickets/",
    "/problems/",
    "/changes/",
    "/inbox/",
    "/tickets/news/",
    "/tickets/count/",
    "/tickets/suggest/",
    "/tickets/export.csv",
    "/tickets/bulk/people/",
    "/tickets/bulk/1/",
    "/tickets/1/preview/",
    "/search/",
    "/search/palette/",
    "/people/",
    "/people/1/",
    "/companies/",
    "/companies/1/",
    "/contacts/1/",
    "/assets/1/",
    "/articles/1/",
    "/invoices/1/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_desk_are_for_agents(client, signed_in, path):
    from django.test import Client

    assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert signed_in(make.customer("carla")).get(path)["Location"] == "/portal/"


def test_every_address_of_the_desk_is_in_the_list_above_or_takes_posts():
    from django.urls import get_resolver

    from tickets.web.urls import urlpatterns

    assert get_resolver()
    posts = {"bulk", "bulk-undo", "view-save", "view-update", "view-delete", "view-pin"}
    shown = {path.strip("/") for path in PAGES}
    for pattern in urlpatterns:
        route = str(pattern.pattern).strip("/")
        if pattern.name in posts or pattern.callback.__module__.split(".")[-1] not in OWN:
            continue
        assert any(_fits(route, path) for path in shown), pattern.name


OWN = {"home", "lists", "bulk", "views", "search", "people"}


def _fits(route: str, path: str) -> bool:
    parts, given = route.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        part == value or part.startswith("<") and value == "1"
        for part, value in zip(parts, given, strict=True)
    )


def test_the_page_of_a_help_desk_tells_who_is_in_it_and_what_is_open(signed_in):
    calendar = Calendar.objects.create(
        name="Office", intervals=[[day, "09:00", "17:00"] for day in range(5)]
    )
    desk = make.group("Service desk", calendar=calendar, engine="by_load", comment="Room 4")
    first = make.group("First line", parent=desk, level_order=1)
    board = make.group("Board")
    ana, otto = make.agent("ana", desk, first), make.agent("otto", first, is_active=False)
    lead = make.agent("lena", desk, real_name="Lena Lead")
    Member.objects.filter(user=lead.user).update(is_manager=True, most_open=4)
    make.ticket(ana, title="Mine", support_group=desk, assignee=ana.user)
    nobodys = make.ticket(ana, title="Nobody's", support_group=desk)
    Ticket.objects.filter(pk=nobodys.pk).update(assignee=None)
    make.ticket(ana, title="Of the level", support_group=first)
    done = make.ticket(ana, title="Done long ago", support_group=desk)
    resolve_ticket(ana, done.pk)
    page = signed_in(ana)

    shown = page.get(f"/groups/{desk.pk}/").content.decode()
    words = " ".join(shown.split())

    for each in (
        "Help desk", "Room 4", "By load, to the member with the fewest open tickets", "Office",
        "Mon–Fri", "09:00–17:00", "closed", "leads the group", "at most 4 open", "Lena Lead",
        "Level 1", "1 free", "Mine", "Of the level",
    ):  # fmt: skip
        assert each in words
    assert "Done long ago" not in words
    assert otto.user.username not in words
    quoted = "q=is%3Aopen+group%3A%22Service+desk%22"
    assert f'href="/tickets/?{quoted}+assignee%3Anone"' in shown
    (listed,) = re.findall(r'href="(/tickets/\?[^"]+)">All \(3\)<', shown)
    found = page.get(html.unescape(listed)).content.decode()
    for title in ("Mine", "Nobody&#x27;s", "Of the level"):
        assert title in found
    with CaptureQueriesContext(connection) as before:
        page.get(f"/groups/{desk.pk}/")
    for number in (2, 3, 4):
        level = make.group(f"Line {number}", parent=desk, level_order=number)
        make.ticket(title=f"Of level {number}", support_group=level)
    with CaptureQueriesContext(connection) as after:
        page.get(f"/groups/{desk.pk}/")
    assert len(after) == len(before)
    make.ticket(title="Salaries", support_group=board)
    assert "Salaries" not in page.get(f"/groups/{board.pk}/").content.decode()
    narrow = signed_in(make.agent("olga", first, rights=["ticket.read"]))
    assert narrow.get(f"/groups/{board.pk}/").status_code == 404
    assert "/groups/" not in narrow.get("/search/", {"q": "Board"}).content.decode()

    assert f'href="/groups/{first.pk}/"' in shown
    level = page.get(f"/groups/{first.pk}/").content.decode()
    assert f'href="/groups/{desk.pk}/"' in level
    ticket = page.get(f"/tickets/{done.pk}/").content.decode()
    assert f'href="/groups/{desk.pk}/"' in ticket
    for place in ("/search/", "/search/palette/"):
        assert f'href="/groups/{first.pk}/"' in page.get(place, {"q": "first"}).content.decode()


def test_an_empty_group_says_so(signed_in, network):
    page = signed_in(make.administrator())
    Member.objects.all().delete()

    shown = page.get(f"/groups/{network.pk}/").content.decode()

    assert "Nobody is in this group yet." in shown
    assert "Nothing is open here." in shown


def test_first_page_compares_created_with_solved_over_a_chosen_period(client, ana, network):
    now = timezone.now().replace(hour=12)
    for days in (0, 1, 6, 20, 80, 95):
        made = make.ticket(title=f"{days} days old", support_group=network)
        opened = now - timedelta(days=days)
        Ticket.objects.filter(pk=made.pk).update(opened_at=opened, resolved_at=opened)
    make.ticket(title="Of others", support_group=make.group("Board"))

    for period, number, bars in (("7", 3, 7), ("30", 4, 30), ("90", 5, 13), ("x", 3, 7)):
        part = client.get("/", {"period": period}, headers={"HX-Request": "true"})
        words = " ".join(part.content.decode().split())
        assert f"{number} created" in words
        assert f"{number} solved" in words
        assert bars <= words.count('class="bar-opened"') <= bars + 1
        assert "<html" not in words
        for column in ("created", "solved"):
            link = html.unescape(re.search(rf'href="(/tickets/\?q={column}[^"]+)"', words).group(1))
            assert len(listed(client, link)) == number
    whole = client.get("/?period=week").content.decode()
    assert 'aria-current="true">This week</a>' in " ".join(whole.split())
    assert "Free in my groups" in whole


def listed(client, address: str) -> set[str]:
    """Return the titles of a list that has some of the tickets of the test above."""
    return set(re.findall(r"(\d+ days old)</a>", client.get(address).content.decode()))
