"""Voting on a telephone and from a mail, articles from the pen to the reader, announcements."""

import re

from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import Grant, Member, Role, User
from approvals.drafts import RequestDraft, StepDraft, TemplateDraft
from approvals.models import ApprovalRequest, Vote
from approvals.operations import create_template
from kb.models import Article
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.looking import assert_accessible, assert_fits
from tickets.operations import ask_approval

TELEPHONE = {"width": 360, "height": 740}


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page, name)
    assert_fits(page)


def asked(title: str, *voters: User, template: int | None = None) -> ApprovalRequest:
    steps = () if template else (StepDraft(voters=voters),)
    ticket = make.ticket(title=title, description="The old one is eight years old.")
    text = f"{title} for 1,200 EUR?"
    draft = RequestDraft(description=text, steps=steps, template_id=template)
    return ask_approval(make.system(), ticket.pk, draft)


def rights_of(user: User, *rights: str) -> None:
    role = Role.objects.create(name="Writer", rights=list(rights), ticket_reach="group")
    Grant.objects.create(user=user, role=role)


def test_voter_approves_on_a_telephone_and_rejects_from_a_mail(
    customer_page: Page, visitor_page: Page, customer: User, mailoutbox: list[EmailMessage]
):
    boss = make.customer("boss").user
    access = TemplateDraft(title="Access", steps=(StepDraft(voters=(customer,)),))
    template = create_template(make.system(), access).pk
    for title in ("Key", "Door"):
        asked(title, template=template)
    first, second = asked("New laptop", customer, boss), asked("New chair", customer)
    page = customer_page
    page.set_viewport_size(TELEPHONE)
    page.goto("/portal/")
    page.get_by_role("link", name="Approvals").click()
    item = page.get_by_role("region", name=re.compile("New laptop"))
    expect(item.get_by_text("New laptop for 1,200 EUR?")).to_be_visible()
    several = page.get_by_role("form", name="Decide about what is selected")
    expect(several).to_be_hidden()
    item.get_by_role("checkbox", name=re.compile("New laptop")).press("Space")
    expect(several.get_by_text("1 selected")).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile("Door"))).to_be_disabled()
    several.get_by_role("button", name="Select all").click()
    expect(several.get_by_text("2 selected")).to_be_visible()
    looked_at(page, "approvals")
    page.keyboard.press("Escape")
    expect(several).to_be_hidden()
    page.set_viewport_size(TELEPHONE)
    item.get_by_label("Comment").fill("Fine with me.")
    item.get_by_role("button", name="Approve").click()

    expect(page.get_by_text("Approved. Thank you.")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("New laptop"))).to_have_count(0)
    vote = Vote.objects.get(request=first, voter=customer)
    assert (vote.state, vote.comment) == ("approved", "Fine with me.")

    mails = [mail for mail in mailoutbox if mail.to == [customer.email]]
    link = re.search(r"/approvals/link/\S+", str(mails[-1].body))
    assert link
    page = visitor_page
    page.set_viewport_size(TELEPHONE)
    page.goto(link.group(0))
    expect(page.get_by_role("heading", name=re.compile("your vote is needed"))).to_be_visible()
    assert Vote.objects.get(request=second).state == "waiting"
    looked_at(page, "approval-by-link")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("heading", name="Rejected. Thank you.")).to_be_visible()
    assert Vote.objects.get(request=second).state == "rejected"
    page.goto(link.group(0))
    expect(page.get_by_role("heading", name="It is decided already")).to_be_visible()
    looked_at(page, "approval-link-used")


def test_agent_writes_and_publishes_an_article_that_a_customer_finds(
    agent_page: Page, customer_page: Page, agent: User
):
    rights_of(agent, "article.read", "article.write")
    page = agent_page
    page.goto("/")
    page.get_by_role("link", name="Knowledge", exact=True).click()
    looked_at(page, "articles-empty")
    page.get_by_role("link", name="New article").first.click()
    page.get_by_label("Title").fill("Printer is jammed")
    with page.expect_response(
        lambda answer: (
            answer.url.endswith("/sketch/") and "front" in (answer.request.post_data or "")
        )
    ):
        page.get_by_label("Text").fill("1. Open the **front door**\n2. Pull the paper out")
    expect(page.locator("#preview strong")).to_have_text("front door")
    expect(page.locator("#kb-kept")).to_contain_text("Draft saved")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Printer is jammed")
    looked_at(page, "article-editor")
    page.get_by_label("Who reads it").select_option("registered")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("heading", name="Printer is jammed")).to_be_visible()
    looked_at(page, "article")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Text").fill("1. Open the **side door**\n2. Pull the paper out")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="2 versions").click()
    expect(page.locator("del")).to_contain_text("front door")
    looked_at(page, "article-versions")

    page = customer_page
    page.goto("/portal/new/")
    page.get_by_label("Subject").press_sequentially("jammed printer")
    expect(page.get_by_role("link", name="Printer is jammed")).to_be_visible()
    looked_at(page, "portal-suggestion")
    page.goto("/portal/articles/")
    page.get_by_role("link", name="Printer is jammed").click()
    expect(page.get_by_text("side door")).to_be_visible()
    looked_at(page, "portal-article")
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
    assert Article.objects.get().rating_percent == 100


def test_announcement_is_shown_to_its_audience_and_put_away(
    page_of: PageOf, agent_page: Page, agent: User
):
    role = Role.objects.create(name="News", rights=["announcement.manage"], ticket_reach="group")
    Grant.objects.create(user=agent, role=role)
    inside, outside = make.customer("ines").user, make.customer("oscar").user
    Member.objects.create(user=inside, group=agent.memberships.get().group)
    page = agent_page
    page.goto("/announcements/new/")
    page.get_by_label("Title").fill("Mail is down")
    page.get_by_label("What people should know").fill("We look for the **cause**.")
    page.get_by_label("First line").check()
    page.get_by_label("How important").select_option("high")
    looked_at(page, "announcement-editor")
    page.get_by_role("button", name="Announce it").click()
    page.get_by_label("What is new").fill("A disk is full.")
    page.get_by_role("button", name="Tell").click()
    expect(page.get_by_role("heading", name="News")).to_be_visible()
    looked_at(page, "announcement")
    page.goto("/people/")
    expect(page.get_by_role("region", name="Announcement")).to_contain_text("A disk is full.")
    looked_at(page, "desk-banner")

    page = page_of(outside)
    page.goto("/portal/")
    expect(page.get_by_text("Mail is down")).to_have_count(0)
    page = page_of(inside)
    page.goto("/portal/")
    expect(page.get_by_text("Mail is down")).to_be_visible()
    looked_at(page, "portal-banner")
    page.get_by_role("button", name="Put away: Mail is down").click()
    expect(page.get_by_text("Mail is down")).to_have_count(0)
    page.goto("/portal/tickets/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Mail is down")).to_have_count(0)
