"""The back office in a browser."""

from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.operations import set_password
from tests import make
from tests.browser.looking import assert_accessible

PASSWORD = "correct horse battery"


def test_an_administrator_signs_in(visitor_page: Page, administrator: User):
    set_password(make.system(), administrator.pk, PASSWORD)

    visitor_page.goto("/admin/")
    assert_accessible(visitor_page, "sign-in")
    visitor_page.get_by_label("Name or e-mail address").fill(administrator.username)
    visitor_page.get_by_label("Password").fill(PASSWORD)
    visitor_page.get_by_role("button", name="Sign in", exact=True).click()

    expect(visitor_page.get_by_role("heading", name="Overview")).to_be_visible()
    assert_accessible(visitor_page, "first-screen")


def test_a_customer_does_not_enter(customer_page: Page):
    answer = customer_page.goto("/admin/")

    assert answer is not None
    assert answer.status == 403
    assert_accessible(customer_page, "refused")
