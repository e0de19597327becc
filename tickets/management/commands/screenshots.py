"""Pictures of every main page at three widths in both themes, to look at before a release."""

import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

from accounts.models import User
from audit.actor import Actor
from crm.queries import visible_companies
from tickets.queries import visible_tickets

WIDTHS, HEIGHT = (360, 1024, 1600), 900
THEMES = ("light", "dark")


class _Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Command(BaseCommand):
    """Takes the pictures with Chromium through Playwright, a package for development."""

    help = "Take pictures of the main pages of this desk, as one of its agents sees them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and as whom."""
        parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
        parser.add_argument("--agent", default="", help="login name (default: the first agent)")
        parser.add_argument("--chromium", default="/usr/bin/chromium", help="program to run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve the desk on loopback and walk through its pages."""
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError(
                "Playwright is missing: install requirements-dev.lock, as ./desk test does."
            ) from error
        if not Path(options["chromium"]).exists():
            raise CommandError("Chromium is missing: apt-get install chromium.")
        agent = self._agent(options["agent"])
        pages = pages_of(agent)
        browser = Client()
        browser.force_login(agent)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        options["out"].mkdir(parents=True, exist_ok=True)
        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright:
                self._take(playwright, server.server_port, session, pages, options)
        finally:
            server.shutdown()
            server.server_close()

    def _agent(self, name: str) -> User:
        agents = User.objects.filter(is_agent=True, is_active=True, deleted_at=None)
        agent = (agents.filter(username=name) if name else agents.order_by("pk")).first()
        if agent is None:
            raise CommandError("There is no such agent on this desk.")
        return agent

    def _take(
        self, playwright: Any, port: int, session: str, pages: dict[str, str], options: Any
    ) -> None:
        address = f"http://127.0.0.1:{port}"
        chromium = playwright.chromium.launch(
            executable_path=options["chromium"], args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = chromium.new_context(base_url=address)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        page = context.new_page()
        for name, path in pages.items():
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": HEIGHT})
                    page.goto(path, wait_until="networkidle")
                    page.screenshot(path=options["out"] / f"{name}-{width}-{theme}.png")
            self.stdout.write(f"{name}: {path}")
        chromium.close()


def pages_of(agent: User) -> dict[str, str]:
    """Return {name of the picture: address} of what this agent can open."""
    actor = Actor(user=agent, door="screenshots")
    pages = {
        "home": "/",
        "tickets": "/tickets/",
        "tickets-all": "/tickets/?q=",
        "search": "/search/?q=printer",
        "people": "/people/",
        "person": f"/people/{agent.pk}/",
        "companies": "/companies/",
        "account": "/accounts/",
    }
    if ticket := visible_tickets(actor).order_by("-followup_count", "-id").first():
        pages["ticket"] = f"/tickets/{ticket.pk}/"
    if company := visible_companies(actor).order_by("pk").first():
        pages["company"] = f"/companies/{company.pk}/"
    return pages
