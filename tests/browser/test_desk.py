"""The agent desk as agents use it, each journey from its first page to its end."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Group, User
from audit.actor import Actor
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.looking import assert_accessible, assert_fits
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import BulkChange, Followup, Ticket, TicketMerge, Workunit
from tickets.operations import (
    add_followup,
    create_canned_reply,
    create_category,
    update_ticket,
)

pytestmark = pytest.mark.slow(reason="a browser, a web server")


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page, name)
    assert_fits(page)


def in_group(
    title: str, who: Actor | None = None, name: str = "First line", **patch: Any
) -> Ticket:
    """A ticket of a group, which is the agent's if no other is named."""
    ticket = make.ticket(who, title=title)
    group = Group.objects.get(name=name)
    return update_ticket(make.system(), ticket.pk, TicketPatch(support_group=group, **patch))


def copies(ticket: Ticket, number: int) -> Sequence[Ticket]:
    """More tickets like one, made at once."""
    columns = {
        column.attname: getattr(ticket, column.attname)
        for column in Ticket._meta.concrete_fields
        if not column.primary_key
    }
    rows = [Ticket(**{**columns, "title": f"{ticket.title} {place}"}) for place in range(number)]
    return Ticket.objects.bulk_create(rows)


def toast(page: Page) -> Locator:
    return page.locator(".toast-line")


def test_agent_assigns_200_tickets_watches_and_takes_it_back(page_of: PageOf):
    wanda = make.agent("wanda", make.group("Second line")).user
    copies(in_group("Wave", name="Second line"), 199)
    mine = Ticket.objects.filter(assignee=wanda)
    page = page_of(wanda)
    page.goto("/tickets/")
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="All that fit the filter").click()
    usual = page.viewport_size
    # so high that the bar below covers no row: of a covered link only the rest would be measured
    page.set_viewport_size({"width": 1280, "height": 3600})
    looked_at(page, "list-chosen")
    assert usual
    page.set_viewport_size(usual)

    page.get_by_role("button", name="To me").click()
    expect(toast(page)).to_contain_text("200 tickets changed.", timeout=60_000)
    assert mine.count() == 200
    page.keyboard.press("z")
    expect(toast(page).last).to_contain_text("200 tickets changed.", timeout=60_000)
    assert mine.count() == 0
    expect(page.get_by_role("row").filter(has_text="Nobody").first).to_be_visible()

    change = BulkChange.objects.latest("pk")
    BulkChange.objects.filter(pk=change.pk).update(done_at=None, changed_count=120)
    page.goto(f"/tickets/bulk/{change.pk}/")
    expect(page.get_by_text("120 of 200 tickets")).to_be_visible()
    looked_at(page, "bulk-progress")


def test_two_agents_edit_one_ticket(agent_page: Page, page_of: PageOf):
    ticket = in_group("Both of us")
    bert = make.agent("bert", Group.objects.get(name="First line")).user
    other = page_of(bert)
    address = f"/tickets/{ticket.pk}/"
    agent_page.goto(address)
    other.goto(address)
    expect(other.get_by_text("agnes is here")).to_be_visible()

    agent_page.get_by_label("Priority", exact=True).select_option("High")
    expect(toast(agent_page)).to_contain_text("Changed: Priority.")
    other.get_by_label("Priority", exact=True).select_option("Low")
    banner = other.get_by_role("alert")
    expect(banner).to_contain_text("Somebody changed Priority meanwhile.")
    expect(banner).to_contain_text("Now: High · yours: Low")
    looked_at(other, "ticket-conflict")
    other.get_by_role("button", name="Use mine").click()
    expect(other.get_by_label("Priority", exact=True)).to_have_value("3")

    agent_page.reload()
    expect(agent_page.get_by_label("Priority", exact=True)).to_have_value("3")
    agent_page.get_by_label("Text").fill("I look into it")
    agent_page.get_by_label("Text").press("End")
    add_followup(make.system(), ticket.pk, FollowupDraft(body="Meanwhile."))
    other.wait_for_load_state()
    other.evaluate("() => window.htmx.trigger('#presence', 'load')")
    other.get_by_role("link", name=re.compile("changes?, show")).click()
    expect(other.get_by_text("Meanwhile.")).to_be_visible()


def test_list_by_keyboard_filter_view_columns_and_file(
    agent_page: Page, agent: User, tmp_path: Path
):
    for title in ("Mouse one", "Mouse two", "Mouse three"):
        in_group(title, priority=6)
    page = agent_page
    page.goto("/tickets/")
    page.keyboard.press("f")
    expect(page.get_by_role("combobox", name="Filter")).to_be_focused()
    page.get_by_role("combobox", name="Filter").fill("Mouse pri")
    expect(page.get_by_role("option", name="priority:")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="very-high")).to_be_visible()
    assert_accessible(page, "list-suggestions")
    page.get_by_role("option", name="very-high").click()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=Mouse"))
    expect(page.get_by_role("row")).to_have_count(4)

    page.get_by_role("button", name="Save view").click()
    sheet = page.get_by_role("dialog", name="Save view")
    sheet.get_by_label("Name").fill("Mice")
    looked_at(page, "list-save-view")
    sheet.get_by_role("button", name="Save and pin").click()
    expect(page.get_by_role("link", name="Mice 3")).to_be_visible()

    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Group", exact=True).check()
    expect(page.get_by_role("columnheader", name="Group")).to_be_visible()
    looked_at(page, "list")
    page.get_by_role("button", name="Columns").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="Export as CSV").click()
    waited.value.save_as(tmp_path / "list.csv")
    rows = list(csv.DictReader((tmp_path / "list.csv").open(encoding="utf-8-sig")))
    assert sorted(row["Title"] for row in rows) == ["Mouse one", "Mouse three", "Mouse two"]
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name="Columns").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Less space between rows").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("Escape")
    for key, name in (("o", "Mouse two"), ("]", "Mouse one"), ("[", "Mouse two")):
        with page.expect_navigation():
            page.keyboard.press(key)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("i")
    expect(page.get_by_role("link", name="Inbox")).to_have_attribute("aria-current", "page")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet).to_be_visible()
    looked_at(page, "keys")
    sheet.get_by_role("button", name="Change the key: New ticket (c)").click()
    with page.expect_response("**/accounts/preferences/"):
        page.keyboard.press("y")
    expect(sheet.get_by_role("button", name="New ticket (y)")).to_be_focused()
    page.reload()
    page.keyboard.press("c")
    page.keyboard.press("y")
    expect(page.get_by_role("heading", name="New ticket")).to_be_visible()


def test_composer_from_the_first_letter_to_undo(agent_page: Page, agent: User):
    rita = make.customer("rita", real_name="Rita Roe")
    make.agent("bea", Group.objects.get(name="First line"), real_name="Bea Blue")
    ticket = in_group("Scanner is dumb", rita)
    create_canned_reply(
        Actor(user=agent, door="web"), name="Greeting", shortcut="hi", body="Hello!"
    )
    make.article(title="Scan to mail")
    page = agent_page
    page.goto(f"/tickets/{ticket.pk}/")
    text = page.get_by_label("Text")
    composer = page.get_by_role("region", name="Write")
    expect(composer).to_contain_text("Rita Roe")
    page.keyboard.press("r")
    page.keyboard.type("::hi")
    page.get_by_role("option", name="Greeting").click()
    expect(text).to_have_value("Hello!")
    page.keyboard.type(" See ??scan")
    expect(page.get_by_role("option", name="Scan to mail")).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_have_value(re.compile(r"See \[Scan to mail\]\(/portal/articles/\d+/\)"))
    drop(page, "log.txt", "all is lost")
    expect(composer.get_by_role("link", name="log.txt")).to_be_visible()
    expect(composer.get_by_text("Draft saved")).to_be_visible()
    looked_at(page, "ticket-composer")

    text.press("Control+Enter")
    expect(page.get_by_text("Sending…")).to_be_visible()
    expect(text).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(toast(page)).to_contain_text("Taken back. Nobody was mailed.")
    expect(text).to_have_value(re.compile("Hello! See"))
    expect(composer.get_by_role("link", name="log.txt")).to_be_visible()
    composer.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".timeline").get_by_role("link", name="log.txt")).to_be_visible()
    expect(text).to_be_focused()

    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(composer).to_contain_text("Only the desk reads this.")
    page.keyboard.type("@bea")
    page.get_by_label("Suggestions").get_by_role("option", name="Bea Blue").click()
    page.keyboard.type("please look")
    looked_at(page, "ticket-note")
    composer.get_by_role("button", name="Add note").click()
    note = page.get_by_role("article").filter(has_text="please look")
    expect(note).to_contain_text("internal note")
    looked_at(page, "ticket")
    kept = Followup.objects.filter(ticket=ticket, deleted_at=None).order_by("pk")
    assert [line.is_public for line in kept] == [True, False]


def drop(page: Page, name: str, content: str) -> None:
    """Let go of a file over the page."""
    files = page.evaluate_handle(
        """([name, content]) => {
            const files = new DataTransfer();
            files.items.add(new File([content], name, {type: "text/plain"}));
            return files;
        }""",
        [name, content],
    )
    page.dispatch_event("#composer-body", "drop", {"dataTransfer": files})


def test_tickets_are_merged_brought_back_and_split(agent_page: Page):
    kept = in_group("Network is down", make.customer("nora"))
    twin = in_group("No network", make.customer("nils"))
    add_followup(make.known("nils"), twin.pk, FollowupDraft(body="It is the third floor."))
    page = agent_page
    page.goto(f"/tickets/{twin.pk}/")
    page.keyboard.press("m")
    page.get_by_label("Into which ticket?").fill(str(kept.pk))
    looked_at(page, "merge-choose")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("nils and nora will both read")).to_be_visible()
    looked_at(page, "merge-preview")
    page.get_by_role("button", name=f"Merge into #{kept.pk}").click()
    expect(page.get_by_role("heading", name="Network is down")).to_be_visible()
    expect(page.get_by_text("It is the third floor.")).to_be_visible()

    page.goto(f"/tickets/{twin.pk}/?stay=1")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("It is the third floor.")).to_be_visible()
    assert not TicketMerge.objects.filter(source=twin, undone_at=None).exists()

    page.get_by_title("More", exact=True).click()
    page.get_by_role("link", name="Split messages off…").click()
    page.get_by_label("Subject of the new ticket").fill("Third floor")
    page.get_by_label("nils").check()
    looked_at(page, "split")
    page.get_by_role("button", name="Open the new ticket").click()
    expect(page.get_by_role("heading", name="Third floor")).to_be_visible()
    expect(page.get_by_text("It is the third floor.")).to_be_visible()


def test_call_is_noted_found_again_and_its_time_logged(agent_page: Page):
    make.customer("tom", real_name="Tom Caller")
    parent = create_category(make.system(), name="Telephony")
    create_category(make.system(), name="Desk phones", parent=parent)
    page = agent_page
    held: list[Route] = []
    script = re.compile(r"/palette[.\w]*\.js")
    page.route(script, lambda route: held.append(route))
    with page.expect_request(script):
        page.goto("/tickets/", wait_until="commit")
    expect(page.get_by_role("button", name="Search or jump to")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("new tick")
    held[0].continue_()
    page.unroute(script)
    expect(page.get_by_role("combobox", name="Search or jump to")).to_have_value("new tick")
    page.get_by_role("option", name="New ticket").click()
    expect(page.get_by_role("heading", name="New ticket")).to_be_visible()
    page.get_by_label("For whom").press_sequentially("tom")
    page.get_by_role("option", name="Tom Caller").click()
    page.get_by_label("Subject").fill("Dial tone is missing")
    page.get_by_label("Description").fill("Since the move.")
    page.get_by_label("Category").click()
    page.get_by_role("option", name="Desk phones").click()
    expect(page.get_by_label("Category")).to_have_value("Telephony > Desk phones")
    page.get_by_label("Group", exact=True).select_option("First line")
    looked_at(page, "ticket-new")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.get_by_role("heading", name="Dial tone is missing")).to_be_visible()
    ticket = Ticket.objects.get(title="Dial tone is missing")
    assert ticket.requester is not None
    assert ticket.requester.username == "tom"

    page.get_by_role("button", name="Start the timer").click()
    page.get_by_label("What was done").fill("Changed the cable")
    page.get_by_label("Minutes, if the clock is wrong").fill("12")
    page.get_by_role("button", name="Stop and log").click()
    expect(page.get_by_text("Changed the cable")).to_be_visible()
    assert Workunit.objects.get(followup__ticket=ticket).seconds == 720

    page.keyboard.press("Control+k")
    page.keyboard.type("dial tone")
    expect(page.get_by_role("option", name="Dial tone is missing")).to_be_visible()
    assert_accessible(page, "palette")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dial tone is missing")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("/")
    page.get_by_role("searchbox").first.fill("dial tone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Dial tone is missing").first).to_be_visible()
    looked_at(page, "search")
    page.goto(f"/people/{ticket.requester_id}/")
    expect(page.get_by_role("link", name="Dial tone is missing")).to_be_visible()
    looked_at(page, "person")
    page.goto(f"/groups/{ticket.support_group_id}/")
    expect(page.get_by_role("heading", name="Members")).to_be_visible()
    looked_at(page, "group")


def test_home_leads_to_what_it_counts(agent_page: Page, agent: User):
    in_group("Mine to do", assignee=agent)
    free = in_group("Take me")
    line = add_followup(
        make.system(), free.pk, FollowupDraft(body="@agnes, can you?", is_public=False)
    )
    assert line.pk
    page = agent_page
    page.goto("/")
    looked_at(page, "home")
    for name in ("My open tickets", "Free in my groups"):
        link = page.get_by_role("link", name=name)
        number = int(re.sub(r"\D", "", link.inner_text()))
        link.click()
        expect(page.locator("[data-row]")).to_have_count(number)
        page.go_back()
    page.get_by_text("As a table").click()
    looked_at(page, "home-table")
    page.get_by_role("link", name=re.compile("created$")).click()
    expect(page.get_by_role("link", name="Take me")).to_be_visible()
