"""Pictures of every main page at three widths in both themes, to look at before a release."""

import shutil
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

from accounts.models import User
from accounts.queries import support_groups
from audit.actor import Actor
from crm.queries import visible_companies
from kb.queries import visible_announcements, visible_articles
from tickets.models import Ticket
from tickets.queries import categories, visible_tickets
from tickets.vocabulary import Kind

WIDTHS, HEIGHT = (360, 1024, 1600), 900
THEMES = ("light", "dark")
PAGES = [
    # name of the picture, who looks, address: a name in braces is a number of `numbers_of`
    ("sign-in", "visitor", "/accounts/login/"),
    ("forgotten", "visitor", "/accounts/forgotten/"),
    ("link-dead", "visitor", "/accounts/reset/no-such-secret/"),
    ("vote-link-dead", "visitor", "/approvals/link/no-such-secret/"),
    ("home", "agent", "/"),
    ("tickets", "agent", "/tickets/"),
    ("tickets-late", "agent", "/tickets/?q=is%3Aopen+is%3Alate&sort=due"),
    ("tickets-none", "agent", "/tickets/?q=is%3Aopen+nothingfitsthis"),
    ("ticket", "agent", "/tickets/{ticket}/"),
    ("ticket-promises", "agent", "/tickets/{ticket}/promises/"),
    ("ticket-history", "agent", "/tickets/{ticket}/history/"),
    ("ticket-merge", "agent", "/tickets/{ticket}/merge/?into={other}"),
    ("ticket-split", "agent", "/tickets/{ticket}/split/"),
    ("problems", "agent", "/tickets/?q=kind%3Aproblem"),
    ("problem", "agent", "/tickets/{problem}/"),
    ("change", "agent", "/tickets/{change}/"),
    ("workplace", "agent", "/accounts/entity/"),
    ("ticket-new", "agent", "/tickets/new/"),
    ("replies", "agent", "/replies/"),
    ("search", "agent", "/search/?q=printer"),
    ("people", "agent", "/people/"),
    ("person", "agent", "/people/{requester}/"),
    ("group", "agent", "/groups/{group}/"),
    ("companies", "agent", "/companies/"),
    ("company", "agent", "/companies/{company}/"),
    ("approvals", "agent", "/approvals/"),
    ("articles", "agent", "/articles/"),
    ("article", "agent", "/articles/{article}/"),
    ("article-new", "administrator", "/articles/new/"),
    ("announcements", "administrator", "/announcements/"),
    ("announcement-new", "administrator", "/announcements/new/"),
    ("announcement", "administrator", "/announcements/{announcement}/"),
    ("article-versions", "administrator", "/articles/{article}/versions/"),
    ("watched", "administrator", "/watched/"),
    ("watchers", "administrator", "/watched/group/{group}/"),
    ("account", "agent", "/accounts/profile/"),
    ("account-second-factor", "agent", "/accounts/2fa/"),
    ("account-browsers", "agent", "/accounts/sessions/"),
    ("account-tokens", "agent", "/accounts/tokens/"),
    ("back-office", "administrator", "/admin/"),
    ("back-office-settings", "administrator", "/admin/accounts/setting/"),
    ("back-office-people", "administrator", "/admin/accounts/user/"),
    ("back-office-person", "administrator", "/admin/accounts/user/{requester}/change/"),
    ("back-office-category-new", "administrator", "/admin/tickets/ticketcategory/add/"),
    ("not-found", "agent", "/tickets/999999999/"),
    ("forbidden", "customer", "/admin/"),
    ("portal-not-found", "customer", "/portal/tickets/999999999/"),
    ("portal-approvals", "customer", "/approvals/"),
    ("portal-home", "customer", "/portal/"),
    ("portal-search", "customer", "/portal/search/?q=printer"),
    ("portal-new", "customer", "/portal/new/?category={category}"),
    ("portal-tickets", "customer", "/portal/tickets/?state=all"),
    ("portal-ticket", "customer", "/portal/tickets/{own}/"),
    ("portal-articles", "customer", "/portal/articles/"),
    ("portal-article", "customer", "/portal/articles/{article}/"),
]


class _Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Command(BaseCommand):
    """Takes the pictures with Chromium through Playwright, a package for development."""

    help = "Take pictures of the main pages of this desk, as its people see them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, as whom, which."""
        parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
        parser.add_argument("--agent", default="", help="login name (default: the first agent)")
        parser.add_argument(
            "--customer", default="", help="login name (default: the one with most tickets)"
        )
        parser.add_argument("--only", nargs="+", default=[], help="names of pages")
        parser.add_argument("--width", type=int, nargs="+", default=list(WIDTHS), help="pixels")
        parser.add_argument("--theme", nargs="+", default=list(THEMES), choices=THEMES)
        parser.add_argument("--chromium", default=_program(), help="program to run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve the desk on loopback and walk through its pages."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError(
                "Playwright is missing: install requirements-dev.lock, as ./desk test does."
            ) from error
        if not Path(options["chromium"]).is_file():
            raise CommandError("Chromium is missing: apt-get install chromium-headless-shell.")
        people = people_of(options["agent"], options["customer"])
        numbers = numbers_of(people["agent"], people["customer"])
        sessions = {role: _session(user) for role, user in people.items()}
        wanted = [row for row in PAGES if not options["only"] or row[0] in options["only"]]
        options["out"].mkdir(parents=True, exist_ok=True)
        # the files of today, not those of the last start
        call_command("collectstatic", interactive=False, verbosity=0)
        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path=options["chromium"],
                    args=["--no-sandbox", "--disable-dev-shm-usage"],
                )
                address = f"http://127.0.0.1:{server.server_port}"
                for name, role, path in wanted:
                    page = _page(chromium, address, sessions.get(role, ""))
                    try:
                        place = path.format_map(numbers)
                    except KeyError as missing:
                        self.stdout.write(f"{name}: left out, there is no {missing.args[0]}")
                        continue
                    self._take(page, name, place, options)
                    page.context.close()
                chromium.close()
        finally:
            server.shutdown()
            server.server_close()

    def _take(self, page: Any, name: str, path: str, options: Any) -> None:
        page.goto(path, wait_until="networkidle")
        for theme in options["theme"]:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for width in options["width"]:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.reload(wait_until="networkidle")
                page.screenshot(path=options["out"] / f"{name}-{width}-{theme}.png")
        self.stdout.write(f"{name}: {path}")


def _session(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _program() -> str:
    """Return the path of Debian's Chromium, "" without one."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""


def _page(chromium: Any, address: str, session: str) -> Any:
    """Return a page of a browser of its own; signed in where there is a session."""
    context = chromium.new_context(base_url=address)
    if session:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
        context.add_cookies([cookie])
    return context.new_page()


def people_of(agent: str, customer: str) -> dict[str, User]:
    """Return who looks, by role. Raises CommandError for a role that nobody has."""
    people = User.objects.filter(is_active=True, deleted_at=None, is_system=False).order_by("pk")
    agents = people.filter(is_agent=True)
    customers = people.filter(is_agent=False)
    found = {
        "agent": agents.filter(username=agent).first()
        if agent
        else next((user for user in agents[:50] if not user.is_staff), agents.first()),
        "customer": customers.filter(username=customer).first() if customer else _busiest(),
        "administrator": next((user for user in agents if user.is_staff), None),
    }
    for role, user in found.items():
        if user is None:
            raise CommandError(f"There is no such {role} on this desk.")
    return {role: user for role, user in found.items() if user is not None}


def _busiest() -> User | None:
    """Return the customer with a long conversation of their own."""
    rows = Ticket.objects.filter(requester__is_agent=False, requester__is_active=True)
    ticket = rows.order_by("-followup_count", "-pk").select_related("requester").first()
    return ticket.requester if ticket is not None else None


def numbers_of(agent: User, customer: User) -> dict[str, int]:
    """Return what addresses name, each of the rows that these two may see."""
    mine, theirs = Actor(user=agent, door="web"), Actor(user=customer, door="portal")
    busy = visible_tickets(mine).filter(closed_at=None).order_by("-followup_count", "-id")
    found: dict[str, Any] = {
        "ticket": busy.first(),
        "other": busy[1:2].first(),
        "problem": visible_tickets(mine).filter(kind=Kind.PROBLEM).order_by("-id").first(),
        "change": visible_tickets(mine).filter(kind=Kind.CHANGE).order_by("-id").first(),
        "company": visible_companies(mine).order_by("pk").first(),
        "category": categories().filter(visible_to_customers=True).order_by("-form", "pk").first(),
        "own": visible_tickets(theirs)
        .filter(requester=customer)
        .order_by("-followup_count", "-id")
        .first(),
        "group": support_groups(mine).order_by("pk").first(),
        "announcement": visible_announcements(Actor.system("screenshots")).order_by("-pk").first(),
        "article": visible_articles(theirs).order_by("-view_count", "pk").first(),
    }
    numbers = {name: row.pk for name, row in found.items() if row is not None}
    if found["ticket"] is not None and found["ticket"].requester_id is not None:
        numbers["requester"] = found["ticket"].requester_id
    return numbers
