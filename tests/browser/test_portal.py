"""The portal as customers use it, with scripts and without."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from accounts.models import Group, User
from tests import make
from tests.browser.desk import BrowserDesk
from tests.browser.looking import assert_accessible, assert_fits
from tickets.drafts import TicketPatch
from tickets.models import CustomOption, FormField, Ticket, TicketCategory
from tickets.operations import (
    create_category,
    create_form,
    install_base_data,
    update_ticket,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page, name)
    assert_fits(page)


def test_customer_opens_a_ticket_with_a_screenshot_reopens_it_and_rates_5(
    desk: BrowserDesk, customer_page: Page, agent: User, agent_page: Page, tmp_path: Path
):
    picture = tmp_path / "screen.png"
    picture.write_bytes(PNG)
    page = customer_page
    page.goto("/")
    expect(page).to_have_url(re.compile("/portal/$"))
    make.article(title="Printer does not print", summary="Switch it off and on.")
    page.get_by_label("Search").fill("printer")
    expect(page.get_by_role("link", name="Printer does not print")).to_be_visible()
    looked_at(page, "portal-home")

    page.get_by_role("textbox", name="Describe your problem").fill(
        "The printer smokes.\nSince noon."
    )
    page.get_by_label("Files").set_input_files(picture)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your ticket has the number")).to_be_visible()
    looked_at(page, "portal-opened")
    page.get_by_role("link", name="Open the ticket").click()
    expect(page.get_by_role("link", name="screen.png")).to_be_visible()
    ticket = Ticket.objects.get(title="The printer smokes.")

    first_line = Group.objects.get(name="First line")
    update_ticket(make.system(), ticket.pk, TicketPatch(support_group=first_line))
    agent_page.goto("/tickets/")
    agent_page.get_by_role("link", name="The printer smokes.").click()
    expect(agent_page.get_by_role("link", name="screen.png")).to_be_visible()
    agent_page.wait_for_load_state()
    agent_page.get_by_role("radio", name="Solution").check(force=True)
    agent_page.get_by_label("Text").fill("Please pull the plug.")
    agent_page.get_by_role("button", name="Send and resolve").click()
    expect(agent_page.get_by_role("article").last).to_contain_text("Please pull the plug.")
    page.reload()
    expect(page.get_by_text("Please pull the plug.")).to_be_visible()
    looked_at(page, "portal-solved")
    page.get_by_text("No, it does not").click()
    page.get_by_label("What is still wrong?").fill("It still smokes.")
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_text("We are on it", exact=True)).to_be_visible()

    agent_page.reload()
    expect(agent_page.get_by_text("It still smokes.")).to_be_visible()
    agent_page.keyboard.press("s")
    agent_page.get_by_role("button", name="Resolved").click()
    expect(agent_page.get_by_text("Changed: Status.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Yes, close the ticket").click()
    looked_at(page, "portal-rating")
    page.get_by_label("Very good").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You gave 5 of 5.")).to_be_visible()
    page.get_by_role("link", name="My tickets").first.click()
    page.get_by_label("State").select_option("all")
    expect(page.get_by_role("link", name="The printer smokes.")).to_be_visible()
    looked_at(page, "portal-list")


def test_form_shows_the_fields_that_a_choice_needs(desk: BrowserDesk, customer_page: Page):
    fields = [("Why", "list", ["New", "Broken"]), ("Serial", "text", [])]
    form = create_form(make.system(), name="Laptop", fields=fields)
    why, serial = FormField.objects.filter(form=form).order_by("position")
    serial.parent_field, serial.is_required = why, True
    serial.parent_option = CustomOption.objects.get(field=why.field, name="Broken")
    serial.save()
    create_category(make.system(), name="Laptops", form=form)
    page = customer_page
    page.goto("/portal/")
    page.get_by_role("link", name="Laptops").click()
    page.wait_for_load_state()
    expect(page.get_by_label("Serial")).to_be_hidden()
    page.get_by_label("Subject").fill("Broken laptop")
    page.get_by_label("What is it about?").fill("It fell.")
    page.get_by_label("Why").select_option("Broken")
    looked_at(page, "portal-form")

    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_label("Serial").fill("A1")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Your ticket has the number")).to_be_visible()
    assert TicketCategory.objects.get(name="Laptops").tickets.count() == 1


def test_portal_without_scripts(desk: BrowserDesk, chromium: Browser, customer: User):
    install_base_data(make.system())
    context = chromium.new_context(base_url=desk.url, java_script_enabled=False, locale="en-GB")
    cookie = {"name": "sessionid", "value": desk.session_of(customer), "url": desk.url}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of these
    page = context.new_page()
    page.goto("/portal/")
    page.get_by_label("Search").fill("keyboard")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("textbox", name="Describe your problem").fill("Keys are stuck.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Open the ticket").click()

    page.get_by_label("Your message").fill("All of them.")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("All of them.")).to_be_visible()
    context.close()
