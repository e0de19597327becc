"""Problems, changes and tenants in a browser, each journey from its first page to its end."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Group, User
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.looking import assert_accessible, assert_fits
from tickets.models import Ticket

pytestmark = pytest.mark.slow(reason="a browser, a web server")


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page, name)
    assert_fits(page)


def test_change_goes_from_its_plan_over_the_approval_to_its_end(
    administrator_page: Page, page_of: PageOf
):
    boss = make.agent("boss", make.group("Board")).user
    ticket = make.ticket(title="Replace the core switch", kind="change")
    page = administrator_page
    page.goto("/changes/")
    page.get_by_role("link", name="Replace the core switch").first.click()
    page.wait_for_url(f"**/tickets/{ticket.pk}/*")
    looked_at(page, "change-new")

    page.get_by_text("Edit the plan").click()
    page.get_by_label("Risk").select_option("high")
    page.get_by_label("Plan", exact=True).fill("Swap it on Sunday at six.\nTest all uplinks.")
    page.get_by_label("Way back").fill("Put the old one back.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("risk: high")).to_be_visible()
    expect(page.get_by_text("Put the old one back.").first).to_be_visible()
    page.get_by_text("Plan a task").click()
    page.get_by_label("What has to be done").fill("Tell everybody")
    page.get_by_label("From").fill("2026-12-06T18:00")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Done: Tell everybody").click()
    expect(page.get_by_text("all done")).to_be_visible()

    page.get_by_text("Ask for approval", exact=True).click()
    page.get_by_label("What is to be approved").fill("The switch, on Sunday")
    page.get_by_label("Who votes").fill("boss")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("[aria-current=step]")).to_have_text("Approval")
    looked_at(page, "change-asked")

    voter = page_of(boss)
    voter.goto("/approvals/")
    voter.get_by_role("button", name="Approve").click()
    expect(voter.get_by_text("Nothing waits for you")).to_be_visible()
    page.reload()
    expect(page.locator("[aria-current=step]")).to_have_text("Accepted")
    for step in ("Testing", "Qualification", "Resolved", "Closed"):
        page.locator(".stages").get_by_role("button", name=step).click()
        expect(page.locator("[aria-current=step]")).to_have_text(step)
    looked_at(page, "change-done")
    ticket.refresh_from_db()
    assert ticket.closed_at is not None
    page.goto(f"/tickets/{ticket.pk}/history/")
    expect(page.get_by_text("Accepted").first).to_be_visible()


def test_problem_and_its_incidents_are_solved_together(agent: User, agent_page: Page):
    group = Group.objects.get(name="First line")
    first, second = (
        make.ticket(make.customer(name), title=f"No mail for {name}", support_group=group)
        for name in ("rita", "omar")
    )
    page = agent_page
    page.goto(f"/tickets/{first.pk}/")
    page.get_by_role("heading", name="No mail for rita").wait_for()
    page.locator("summary", has_text="More").click()
    page.get_by_role("button", name="Open a problem from this").click()
    expect(page.get_by_text("Nothing is known yet")).to_be_visible()
    problem = Ticket.objects.get(kind="problem")

    page.get_by_text("Edit the analysis").click()
    page.get_by_label("Causes").fill("The disk of mx1 is full.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("The disk of mx1 is full.").first).to_be_visible()
    page.get_by_text("Add a ticket").click()
    page.locator("#work-other").fill("omar")
    page.get_by_role("option", name=re.compile("No mail for omar")).click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 open")).to_be_visible()
    looked_at(page, "problem")

    page.get_by_text("Solve it together with 2 tickets").click()
    page.get_by_label("What solved it").fill("The disk has room again.")
    page.get_by_role("button", name="Solve all").click()
    expect(page.get_by_role("heading", name="Requester", exact=True)).to_be_visible()
    # what was said stays when the parts beside the page have come
    expect(page.get_by_text("Resolved, and 2 tickets with it.")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_have_text("Resolved")
    looked_at(page, "problem-solved")
    for row in (first, second, problem):
        row.refresh_from_db()
        assert row.resolved_at is not None


def test_agent_works_in_one_entity_and_moves_a_ticket_there(administrator_page: Page):
    north = make.entity("North")
    make.entity("Harbour", north)
    make.ticket(title="Crane stands still", entity_id=north.pk)
    moved = make.ticket(title="Lamp is dark")
    page = administrator_page
    page.goto("/tickets/?q=is:open")
    expect(page.get_by_role("link", name="Lamp is dark").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Menu of")).click()
    page.get_by_role("link", name="Where you work").click()
    looked_at(page, "workplace")

    page.get_by_role("button", name=re.compile("North$")).click()
    expect(page.locator(".top-place")).to_contain_text("North")
    page.goto("/tickets/?q=is:open")
    expect(page.get_by_role("link", name="Crane stands still").first).to_be_visible()
    expect(page.get_by_role("link", name="Lamp is dark")).to_have_count(0)
    looked_at(page, "tickets-of-one-entity")
    page.locator(".top-place").click()
    page.get_by_role("button", name="Work everywhere").click()

    page.goto(f"/tickets/{moved.pk}/")
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name="Move to another entity").click()
    page.get_by_label("Entity").select_option(label=north.full_name)
    looked_at(page, "ticket-move")
    page.get_by_role("button", name="Move it").click()
    expect(page.locator(".ticket-born")).to_contain_text("North")


def test_ticket_waits_for_a_moment_and_a_supplier_and_a_group_is_watched(
    administrator_page: Page,
):
    make.company(name="Acme", is_supplier=True)
    group = make.group("Harbour crew")
    ticket = make.ticket(title="Crane waits for a part")
    page = administrator_page
    # so high that the composer covers nothing: of a covered button only the rest would be measured
    page.set_viewport_size({"width": 360, "height": 3600})
    page.goto(f"/tickets/{ticket.pk}/")
    part = page.get_by_role("region", name="Waiting and third parties")
    part.locator("summary", has_text="Let it wait").click()
    expect(part.get_by_label("Which moment")).to_be_hidden()
    part.get_by_label("For whom or what").select_option(label="a moment comes")
    part.get_by_label("Which moment").fill("2999-01-01T09:00")
    expect(part.get_by_label("Number of the other ticket")).to_be_hidden()
    assert_accessible(page, "ticket-hold")
    part.get_by_role("button", name="Let it wait").click()
    expect(part).to_contain_text("Waits until")

    part.locator("summary", has_text="A supplier and its number").click()
    part.get_by_label("Supplier").press_sequentially("acm")
    page.get_by_role("option", name="Acme").click()
    part.get_by_label("Its number for this ticket").fill("SR-7")
    part.get_by_role("button", name="Save").click()
    expect(part).to_contain_text("SR-7")
    part.locator("summary", has_text="Let it wait").click()
    part.get_by_label("For whom or what").select_option(label="the third party answers")
    assert_accessible(page, "ticket-hold-supplier")
    part.get_by_role("button", name="Let it wait").click()
    expect(part).to_contain_text("Waits for Acme.")
    assert_fits(page)

    page.goto("/watched/?q=harbour")
    assert_accessible(page, "watched")
    page.get_by_role("link", name="Harbour crew").click()
    page.get_by_label("or the members of a group").select_option(label=group.name)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("button", name="Remove Harbour crew")).to_be_visible()
    looked_at(page, "watchers")
