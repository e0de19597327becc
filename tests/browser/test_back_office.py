"""The back office in a browser: an administrator sets a desk up by clicking and typing.

Each page is found from the first screen's navigation; each task leaves entries with the
administrator's name.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import ApiClient, Calendar, Grant, Group, Role, Token, User
from accounts.operations import create_token, set_password
from audit.models import JournalEntry
from notify.models import MailServer
from tests import make
from tests.browser.desk import BrowserDesk
from tests.browser.looking import assert_accessible, assert_fits
from tests.servers import MailSink
from tickets.models import SlaPolicy, Status, TicketCategory, TicketForm

PASSWORD = "correct horse battery"


def go_to(page: Page, *words: str) -> None:
    """Find a page as somebody does who does not know its address: section, then name."""
    section, name = words
    page.goto("/admin/")
    heading = page.get_by_role("button", name=section, exact=True)
    if heading.get_attribute("aria-expanded") == "false":
        heading.click()
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


def add(page: Page, *words: str) -> None:
    """Open the form for a new row."""
    go_to(page, *words)
    page.locator("a.addlink").click()


def field(within: Page | Locator, label: str) -> Locator:
    """Return the control of this label, whether it must be filled in or not."""
    return within.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")).filter(
        visible=True
    )


def choose(page: Page, label: str, text: str, within: Locator | None = None) -> None:
    """Choose what a box finds while one types."""
    (within or page).locator(f'[role=combobox][aria-label="{label}"]').last.click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def save(page: Page, *, stay: bool = False) -> None:
    """Press the button that saves, and see that it did."""
    name = "Save and continue editing" if stay else "Save"
    # what the page before said would do as well
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("body")).to_contain_text(re.compile("successfully|was saved|is saved"))


def looked_at(page: Page, name: str) -> None:
    """Check a page in both themes and at all widths."""
    assert_accessible(page, name)
    assert_fits(page)


class Entries:
    """The journal since a moment."""

    def __init__(self) -> None:
        self.before = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def verbs_of(self, name: str) -> list[str]:
        """Return what was recorded in the back office, all of it by this person."""
        found = JournalEntry.objects.filter(pk__gt=self.before, door="admin").order_by("pk")
        assert {entry.names["actor"][1] for entry in found} == {name}
        assert all(entry.request_id and entry.address for entry in found)
        return [entry.verb for entry in found]


def test_an_administrator_enters_and_a_customer_does_not(
    visitor_page: Page, administrator: User, customer_page: Page
):
    set_password(make.system(), administrator.pk, PASSWORD)

    visitor_page.goto("/admin/")
    assert_accessible(visitor_page, "sign-in")
    visitor_page.get_by_label("Name or e-mail address").fill(administrator.username)
    visitor_page.get_by_label("Password").fill(PASSWORD)
    visitor_page.get_by_role("button", name="Sign in", exact=True).click()

    expect(visitor_page.get_by_role("heading", name="Overview")).to_be_visible()
    looked_at(visitor_page, "first-screen")

    answer = customer_page.goto("/admin/")

    assert answer is not None
    assert answer.status == 403
    assert_accessible(customer_page, "refused")


def test_people_and_what_they_may(administrator_page: Page, desk: BrowserDesk):
    page, entries = administrator_page, Entries()

    add(page, "People", "Users")
    field(page, "Login name").fill("ina")
    field(page, "E-mail address").fill("ina@example.com")
    field(page, "Name").fill("Ina Invited")
    page.get_by_label("Works on tickets").check()
    looked_at(page, "person-new")
    save(page, stay=True)
    looked_at(page, "person")
    assert any("ina@example.com" in mail and "invitation" in mail for mail in desk.mails())

    add(page, "People", "Groups")
    field(page, "Name").fill("Network")
    field(page, "Takes tickets").check()
    field(page, "How tickets are handed out").select_option(label="In turn")
    looked_at(page, "group-new")
    save(page, stay=True)
    page.get_by_role("link", name="Add another Member").click()
    choose(page, "User", "ina")
    field(page, "Open tickets at most").last.fill("5")
    looked_at(page, "group")
    save(page)
    group = Group.objects.get(name="Network")
    assert [(m.user.username, m.most_open) for m in group.members.all()] == [("ina", 5)]
    assert group.engine == "round_robin"

    add(page, "People", "Roles")
    field(page, "Name").fill("Dispatcher")
    field(page, "Tickets it reaches").select_option(label="Of the group")
    page.get_by_label("Read (ticket.read)").check()
    page.get_by_label("Write (ticket.write)").check()
    page.get_by_label("Read (ci.read:computer)").check()
    looked_at(page, "role-new")
    save(page)
    words = Role.objects.get(name="Dispatcher").rights
    assert words == ["ticket.read", "ticket.write", "ci.read:computer"]

    add(page, "People", "Grants")
    choose(page, "User", "ina")
    choose(page, "Role", "Dispatcher")
    choose(page, "Group", "Network")
    looked_at(page, "grant-new")
    save(page)
    assert Grant.objects.get(user__username="ina").group == group

    assert entries.verbs_of("root") == [
        "user.created",
        "user.invited",
        "group.created",
        "group.member_added",
        "role.created",
        "user.role_granted",
    ]


def test_what_tickets_are_made_of(administrator_page: Page):
    page, entries = administrator_page, Entries()
    make.group("Printers")

    add(page, "Tickets", "Statuses")
    field(page, "Name").fill("Waiting for the vendor")
    field(page, "What it means").select_option(label="Waiting")
    field(page, "Stops the SLA clocks").check()
    looked_at(page, "status-new")
    save(page)
    assert Status.objects.get(name="Waiting for the vendor").pauses_sla

    add(page, "Tickets", "Form fields")
    field(page, "Label").fill("Device")
    field(page, "What is filled in").select_option(label="One of a list")
    for name in ("Laptop", "Printer"):
        page.get_by_role("link", name="Add another Choice").click()
        field(page, "Name").last.fill(name)
    looked_at(page, "field-new")
    save(page)
    add(page, "Tickets", "Form fields")
    field(page, "Label").fill("Floor")
    save(page)

    add(page, "Tickets", "Forms")
    field(page, "Name").fill("Something is broken")
    page.get_by_role("link", name="Add another Field").click()
    choose(page, "Field", "Device")
    save(page, stay=True)
    page.get_by_role("link", name="Add another Field").click()
    choose(page, "Field", "Floor")
    field(page, "Only if").last.select_option(label="Device")
    field(page, "is").last.select_option(label="Device: Printer")
    looked_at(page, "form")
    save(page)
    form = TicketForm.objects.get(name="Something is broken")
    asked = form.fields.get(field__label="Floor")
    assert asked.parent_option is not None
    assert asked.parent_option.name == "Printer"

    add(page, "Tickets", "Categories")
    field(page, "Name").fill("Printing")
    choose(page, "Support group of new tickets", "Printers")
    choose(page, "Form", "Something is broken")
    looked_at(page, "category-new")
    save(page)
    assert TicketCategory.objects.get(name="Printing").form == form

    add(page, "Promises", "Calendars")
    field(page, "Name").fill("Office hours")
    field(page, "Time zone").select_option("Europe/Madrid")
    field(page, "Monday").fill("08:00-12:00, 13:00-17:00")
    field(page, "Public holidays of").select_option("ES")
    page.get_by_role("link", name="Add another Holiday").click()
    field(page, "Name").last.fill("Feast of the town")
    field(page, "Begins on").last.fill("2027-05-15")
    looked_at(page, "calendar-new")
    save(page)
    calendar = Calendar.objects.get(name="Office hours")
    assert (calendar.country, calendar.holidays.count()) == ("ES", 1)

    add(page, "Promises", "SLA policies")
    field(page, "Name").fill("Everybody")
    field(page, "Calendar").first.select_option(label="Office hours")
    page.get_by_role("link", name="Add another Target").click()
    field(page, "How many").last.fill("4")
    looked_at(page, "policy-new")
    save(page)
    assert SlaPolicy.objects.get(name="Everybody").targets.get().amount == 4

    assert entries.verbs_of("root") == [
        "status.created",
        "customfield.created",
        "customfield.option_added",
        "customfield.option_added",
        "customfield.created",
        "ticketform.created",
        "ticketform.formfield_created",
        "ticketform.formfield_created",
        "ticketcategory.created",
        "calendar.created",
        "slapolicy.created",
    ]


@pytest.mark.enable_socket
def test_machines_and_mail(administrator_page: Page, customer: User, mail_sink: MailSink):
    page, entries = administrator_page, Entries()
    token, _secret = create_token(make.system(), customer, name="script of carl")

    add(page, "Access and settings", "API clients")
    field(page, "Name").fill("Monitoring")
    field(page, "API").select_option("integria")
    field(page, "Networks").fill("10.1.0.0/16")
    looked_at(page, "client-new")
    save(page)
    assert ApiClient.objects.get(name="Monitoring").networks == ["10.1.0.0/16"]

    go_to(page, "Access and settings", "Tokens")
    page.get_by_role("row", name="script of carl").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label="Revoke the selected tokens")
    looked_at(page, "tokens")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("body")).to_contain_text("1 revoked.")
    assert Token.objects.get(pk=token.pk).revoked_at is not None

    go_to(page, "Access and settings", "Mail server")
    field(page, "Send mail through this server").check()
    field(page, "Server").fill("127.0.0.1")
    field(page, "Port").fill(str(mail_sink.port))
    field(page, "Protection").select_option(index=0)
    field(page, "Mail comes from").fill("desk@example.com")
    looked_at(page, "mail-server")
    save(page)
    page.get_by_role("link", name="Send a test mail").click()
    field(page, "Recipient").fill("boss@example.com")
    looked_at(page, "test-mail")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("body")).to_contain_text("The server took the mail.")
    (mail,) = mail_sink.to("boss@example.com")
    assert mail["From"] == "desk@example.com"
    MailServer.objects.all().delete()

    assert entries.verbs_of("root") == [
        "apiclient.created",
        "user.token_revoked",
        "mailserver.changed",
        "mailserver.tested",
    ]
