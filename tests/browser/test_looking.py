"""The check of pages finds what it is there for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import assert_accessible, assert_fits

HEAD = "<html lang='en'><head><title>A page</title></head><body>"
PALE = "<style>@media (prefers-color-scheme: dark) { p { color: #444; background: #333 } }</style>"


def test_the_check_names_what_is_wrong_in_either_theme(chromium: Browser):
    page = chromium.new_page()
    page.set_content(f"{HEAD}{PALE}<img src='data:,'><p>Dark on dark</p></body></html>")

    with pytest.raises(AssertionError) as refused:
        assert_accessible(page)

    assert "light: image-alt" in str(refused.value)
    assert "dark: color-contrast" in str(refused.value)
    assert "light: color-contrast" not in str(refused.value)
    page.close()


def test_a_page_that_does_not_follow_the_theme_is_named(chromium: Browser):
    page = chromium.new_page()
    page.set_content(f"{HEAD}<main><h1>Always light</h1></main></body></html>")

    with pytest.raises(AssertionError, match="one look for both themes"):
        assert_accessible(page)

    page.close()


def test_a_page_wider_than_the_screen_is_named(chromium: Browser):
    page = chromium.new_page()
    page.set_content(f"{HEAD}<p style='width: 500px'>Wide</p></body></html>")

    with pytest.raises(AssertionError, match="360"):
        assert_fits(page)

    page.close()
