"""Signing in at a provider of OpenID Connect that an administrator set up, against a real one."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.drafts import UserPatch
from accounts.operations import update_user
from audit.models import JournalEntry
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.looking import assert_accessible, assert_fits
from tests.browser.test_back_office import add, field, go_to, save
from tests.oidc import CLIENT_ID, CLIENT_SECRET, running_provider


def signed_in_there(page: Page, name: str) -> None:
    """Choose the provider on the sign-in page and a person on its page."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Sign in with Example login").click()
    page.get_by_role("link", name=name, exact=True).click()


@pytest.mark.enable_socket
def test_a_provider_is_set_up_tested_and_used(administrator_page: Page, page_of: PageOf):
    page = administrator_page
    ina = make.agent("ina").user
    for user in (ina, make.customer("rita").user):
        update_user(make.system(), user.pk, UserPatch(email=f"{user.username}@example.org"))

    with running_provider() as provider:
        provider.people = {
            "Ina": {"sub": "1", "email": "ina@example.org", "email_verified": True},
            "Rita": {"sub": "2", "email": "RITA@example.org", "email_verified": True},
            "Somebody as Ina": {"sub": "3", "email": "ina@example.org", "email_verified": False},
            "Stranger": {"sub": "4", "email": "new@example.org", "email_verified": True},
        }

        add(page, "Access and settings", "Sign-in elsewhere")
        field(page, "Name").fill("Example login")
        field(page, "Short name in addresses").fill("example")
        field(page, "Issuer address").fill(f"{provider.url}/nowhere")
        field(page, "Client id").fill(CLIENT_ID)
        field(page, "Client secret").fill(CLIENT_SECRET)
        assert_accessible(page, "provider-new")
        assert_fits(page)
        save(page, stay=True)
        expect(page.locator("body")).to_contain_text("/accounts/oidc/example/login/callback/")
        page.get_by_role("link", name="Test", exact=True).click()
        page.get_by_role("button", name="Test").click()
        expect(page.locator("body")).to_contain_text("The provider does not answer as it should")
        assert_accessible(page, "provider-test")
        page.get_by_role("link", name="Back").click()
        field(page, "Issuer address").fill(provider.url)
        save(page, stay=True)
        page.get_by_role("link", name="Test", exact=True).click()
        page.get_by_role("button", name="Test").click()
        expect(page.locator("body")).to_contain_text("The provider answers as it should.")
        verbs = JournalEntry.objects.filter(noun="identityprovider").values_list("verb", flat=True)
        assert list(verbs) == ["identityprovider.created", "identityprovider.updated"]

        visitor = page_of(None)
        signed_in_there(visitor, "Ina")
        expect(visitor.locator("body")).to_contain_text("There is no account here for you.")

        go_to(page, "Access and settings", "Sign-in elsewhere")
        page.get_by_role("link", name="Example login").click()
        field(page, "Its verified addresses count").check()
        save(page)

        for name in ("Somebody as Ina", "Stranger"):
            signed_in_there(visitor, name)
            expect(visitor.locator("body")).to_contain_text("There is no account here for you.")
        signed_in_there(visitor, "Ina")
        expect(visitor).to_have_url(re.compile(r"^http://127\.0\.0\.1:\d+/$"))
        entry = JournalEntry.objects.filter(verb="user.signed_in").latest("pk")
        assert entry.object_id == ina.pk
        signed_in_there(visitor, "Rita")
        expect(visitor).to_have_url(re.compile("/portal/$"))

        # known by an earlier visit: another address there does not matter, nor does trust
        provider.people["Ina"]["email"] = "rita@example.org"
        signed_in_there(visitor, "Ina")
        assert JournalEntry.objects.filter(verb="user.signed_in").latest("pk").object_id == ina.pk

        provider.audience = "another client"
        signed_in_there(visitor, "Rita")
        expect(visitor.locator("body")).to_contain_text("Signing in there did not work.")
    kept = str(list(JournalEntry.objects.values()))
    assert CLIENT_SECRET not in kept
