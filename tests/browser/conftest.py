"""Chromium and a desk for it: pages of signed-in people, pictures of what failed.

Playwright keeps an event loop in the main thread, in which Django refuses its database; the tests
here use both in turn and never at once, so the refusal is switched off for them.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from tests import make, servers
from tests.browser.desk import BrowserDesk, running_desk, same_database

HERE = Path(__file__).parent
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
STEP_MILLISECONDS = 30_000
"""How long a step and what is expected of it may take: a machine under load is slow."""

_outcome = pytest.StashKey[pytest.TestReport]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let somebody who works on pages see them all."""
    parser.addoption("--looks", type=Path, help="folder for pictures of the pages that are checked")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here, so that it runs once and reaches loopback."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Keep how the test went for the fixture that takes pictures."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # of pluggy
    if report.when == "call":
        item.stash[_outcome] = report


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, once for all tests."""
    servers.need("chromium")
    expect.set_options(timeout=STEP_MILLISECONDS)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=servers.chromium_program(), args=[*ARGUMENTS, *sandbox]
            )
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def desk(
    chromium: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[BrowserDesk]:
    """An empty desk that the tests of a module share; models work on its database."""
    with (
        running_desk(tmp_path_factory.mktemp("desk")) as running,
        django_db_blocker.unblock(),
        same_database(running),
    ):
        yield running


PageOf = Callable[[User | None], Page]


@pytest.fixture
def page_of(
    chromium: Browser,
    desk: BrowserDesk,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PageOf]:
    """Call it with a person, or None for a visitor, for a page of a browser of their own.

    The test fails when a script of a page breaks or is refused, or an answer is a server error.
    A failed test leaves a picture of each page.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def open_page(user: User | None) -> Page:
        context = chromium.new_context(
            base_url=desk.url, locale="en-GB", timezone_id="UTC", reduced_motion="reduce"
        )
        context.set_default_timeout(STEP_MILLISECONDS)
        if user is not None:
            cookie = {"name": "sessionid", "value": desk.session_of(user), "url": desk.url}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of these
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on(
            "response",
            lambda answer: complaints.extend(
                [f"{answer.status} {answer.url}"] if answer.status >= 500 else []
            ),
        )
        folder = request.config.getoption("--looks")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        page.looks_folder = folder  # type: ignore[attr-defined]  # read by looking.py
        page.looks_name = _file_name(request)  # type: ignore[attr-defined]
        pages.append(page)
        return page

    yield open_page
    report = request.node.stash.get(_outcome, None)
    if report is not None and report.failed:
        folder = tmp_path_factory.getbasetemp() / "screenshots"
        folder.mkdir(exist_ok=True)
        for number, page in enumerate(pages):
            picture = folder / f"{_file_name(request)}-{number}.png"
            page.screenshot(path=picture, full_page=True)
            request.node.add_report_section("teardown", "picture", f"{page.url}: {picture}")
    for page in pages:
        page.context.close()
    assert not complaints, "\n".join(complaints)


def _file_name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")


def _complaint(message: ConsoleMessage) -> list[str]:
    """Return an error of the console; that an answer was 4xx is the test's own matter."""
    is_answer = "Failed to load resource" in message.text and "status of 4" in message.text
    place = message.location
    text = f"{message.text} ({place.get('url')}:{place.get('lineNumber')})"
    return [text] if message.type == "error" and not is_answer else []


@pytest.fixture
def administrator(desk: BrowserDesk) -> User:
    """Somebody who holds every right everywhere."""
    return _kept("root") or make.administrator("root").user


@pytest.fixture
def agent(desk: BrowserDesk) -> User:
    """Somebody who works on the tickets of the support group First line."""
    return _kept("agnes") or make.agent("agnes", make.group("First line")).user


@pytest.fixture
def customer(desk: BrowserDesk) -> User:
    """Somebody who asks for help."""
    return _kept("carl") or make.customer("carl").user


def _kept(username: str) -> User | None:
    """Return somebody whom an earlier test of the module made."""
    return User.objects.filter(username=username).first()


@pytest.fixture
def administrator_page(page_of: PageOf, administrator: User) -> Page:
    """A page of the administrator."""
    return page_of(administrator)


@pytest.fixture
def agent_page(page_of: PageOf, agent: User) -> Page:
    """A page of the agent."""
    return page_of(agent)


@pytest.fixture
def customer_page(page_of: PageOf, customer: User) -> Page:
    """A page of the customer."""
    return page_of(customer)


@pytest.fixture
def visitor_page(page_of: PageOf) -> Page:
    """A page of somebody who is not signed in."""
    return page_of(None)
