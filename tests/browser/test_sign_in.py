"""Signing in as people do it: an invitation with a second factor, a passkey."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import Grant, Role, User
from accounts.operations import demand_second_factor, send_invitation, set_password
from audit.actor import Actor
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.desk import BrowserDesk
from tests.browser.looking import assert_accessible, assert_fits

PASSWORD = "correct horse battery"


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def looked_at(page: Page, name: str) -> None:
    assert_accessible(page, name)
    assert_fits(page)


def test_administrator_invites_an_agent_with_enforced_second_factor(
    page_of: PageOf, administrator: User, mailoutbox: list[EmailMessage]
):
    ina = make.agent("ina").user
    role = Role.objects.create(name="Careful", rights=["ticket.read"], ticket_reach="all")
    Grant.objects.create(user=ina, role=role)
    demand_second_factor(make.system(), role.pk, True)

    send_invitation(Actor(user=administrator, door="web"), ina)
    (sent,) = mailoutbox
    link = re.search(r"/accounts/invitation/\S+", str(sent.body))
    assert link
    page = page_of(None)
    page.goto(link.group(0))
    looked_at(page, "invitation")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Once more").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()

    page.wait_for_url("**/accounts/2fa/")
    expect(page.get_by_text("Set a second factor up before you go on.")).to_be_visible()
    looked_at(page, "second-factor-demanded")
    page.goto("/tickets/")
    expect(page).to_have_url(re.compile("/accounts/2fa/$"))
    page.get_by_role("link", name="Set up the app").click()
    looked_at(page, "app")
    secret = page.get_by_label("Or type this key").input_value()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    looked_at(page, "recovery-codes")
    page.goto("/tickets/")
    expect(page).to_have_url(re.compile("/tickets/$"))


def test_agent_adds_a_passkey_and_signs_in_with_it_alone(desk: BrowserDesk, page_of: PageOf):
    set_password(make.system(), make.agent("pia", make.group("Keys")).user.pk, PASSWORD)
    page = page_of(None)
    host = desk.url.replace("127.0.0.1", "localhost")  # passkeys know no addresses of numbers
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{host}/accounts/login/")
    looked_at(page, "sign-in")
    sign_in(page, "pia")
    page.goto(f"{host}/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    looked_at(page, "add-passkey")
    page.get_by_label("Name").fill("Blue key")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{host}/accounts/logout/")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(f"{host}/")
    page.goto(f"{host}/accounts/2fa/webauthn/")
    expect(page.get_by_text("Blue key")).to_be_visible()
    looked_at(page, "passkeys")


def test_person_keeps_the_own_account(desk: BrowserDesk, page_of: PageOf):
    set_password(make.system(), make.customer("otto").user.pk, PASSWORD)
    page = page_of(None)
    page.goto("/accounts/login/")
    sign_in(page, "otto")
    page.goto("/accounts/profile/")
    looked_at(page, "profile")
    page.get_by_label("Language").select_option("en")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your profile was saved.")).to_be_visible()

    page.get_by_role("link", name="Browsers").click()
    looked_at(page, "browsers")
    page.get_by_role("link", name="Password").click()
    looked_at(page, "password")
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("Name", exact=True).fill("Report")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_text("Copy it now.")).to_be_visible()
    looked_at(page, "tokens")
    page.get_by_role("button", name="Revoke Report").click()
    expect(page.get_by_text("You have no tokens.")).to_be_visible()
