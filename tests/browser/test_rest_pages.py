"""The pages of the REST API: read, send JSON, delete, look the documentation up."""

from playwright.sync_api import Page, expect

from tests import make
from tests.browser.conftest import PageOf
from tests.browser.looking import assert_accessible, assert_fits, keep_looks


def test_a_browser_reads_and_writes_rows(page_of: PageOf):
    root = make.administrator("rest-root")
    make.ticket(title="Printer is dead")
    page = page_of(root.user)

    page.goto("/rest/v1/tickets/")
    expect(page.get_by_role("region", name="Body")).to_contain_text("Printer is dead")
    assert_accessible(page, "rest-list")
    assert_fits(page)
    page.get_by_label("JSON to send").fill('{"title": "Paper jam", "priority": "high"}')
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("201 Created")).to_be_visible()
    key = _shown_key(page)
    page.get_by_label("JSON to send").fill('{"colour": "red"}')
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("422 Unprocessable Entity")).to_be_visible()
    assert_accessible(page, "rest-refusal")

    page.goto(f"/rest/v1/tickets/{key}/")
    assert_accessible(page, "rest-row")
    assert_fits(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    page.goto(f"/rest/v1/tickets/{key}/")
    expect(page.get_by_text("404 Not Found")).to_be_visible()

    page.goto("/rest/v1/")
    assert_accessible(page, "rest-root")
    assert_fits(page)


def test_the_documentation_opens_without_the_internet(page_of: PageOf):
    page = page_of(None)

    page.goto("/rest/v1/docs/")

    expect(page.get_by_role("heading", name="Babeldesk")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Expand operation").first.click()
    expect(page.get_by_role("button", name="GET /rest/v1/absences/", exact=True)).to_be_visible()
    assert_fits(page)
    keep_looks(page, "light", "rest-docs")


def _shown_key(page: Page) -> int:
    shown = page.get_by_role("region", name="Body").inner_text()
    return int(shown.split('"id": ')[1].split(",")[0])
