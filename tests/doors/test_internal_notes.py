"""A marker in what only the desk may read is looked for wherever customers could meet it."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from accounts.operations import create_token
from audit.actor import Actor
from notify.delivery import write_text
from notify.models import OutgoingMail
from tests import make
from tests.integria.client import call, install, known
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import WorkTimer
from tickets.operations import (
    add_followup,
    answer_ticket,
    attach_to_draft,
    merge_tickets,
    start_timer,
    stop_timer,
    update_ticket,
)

pytestmark = pytest.mark.django_db

MARKER = "xyzzy4711"
READING_OPS = (
    "get_incidents",
    "get_incident_details",
    "get_incident_workunits",
    "get_incident_tracking",
    "get_incident_files",
    "get_incidents_summary",
)


@pytest.fixture
def scene(attachments):
    """A ticket of rita, watched by max, with the marker in every kind of internal line."""
    install()
    for name in ("default", "throttle"):
        caches[name].clear()
    group = make.group("Desk")
    root = make.administrator()
    rita, max_ = make.customer("rita"), make.customer("max")
    for person in (rita, max_):
        known(person)
    ticket = make.ticket(rita, title="Printer", observers=[max_.user, "boss@example.com"])
    other = make.ticket(rita, title="Printer again")
    update_ticket(root, ticket.pk, TicketPatch(support_group=group))
    add_followup(root, ticket.pk, FollowupDraft(body="We look at it."))
    file = attach_to_draft(
        root, ticket.pk, "note", file_name=f"{MARKER}.txt", content=MARKER.encode()
    )
    for kind in ("note", "message", "task", "work"):
        files = [file.pk] if kind == "note" else []
        draft = FollowupDraft(
            body=f"{kind} {MARKER} @root", kind=kind, is_public=False, seconds=60, file_ids=files
        )
        answer_ticket(root, ticket.pk, draft)
    add_followup(root, other.pk, FollowupDraft(body=MARKER, kind="note", is_public=False))
    merge_tickets(root, other.pk, ticket.pk)
    start_timer(root, ticket.pk)
    WorkTimer.objects.update(started_at=timezone.now() - timedelta(minutes=3))
    stop_timer(root, ticket.pk, body=MARKER)
    return ticket, file, root, (rita, max_)


def signed_in(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user.pk))
    return client


def pages_of(namespace: str, ticket_id: int) -> list[str]:
    """Return the addresses of a part of the desk that are about a ticket or about nothing."""
    found: list[str] = []

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry, route)
            else:
                names = set(entry.pattern.converters)
                if names <= {"ticket_id"}:
                    found.append("/" + route.replace("<int:ticket_id>", str(ticket_id)))

    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == namespace:
            walk(entry, str(entry.pattern))
        elif isinstance(entry, URLResolver):
            for inner in entry.url_patterns:
                if isinstance(inner, URLResolver) and inner.namespace == namespace:
                    walk(inner, str(entry.pattern) + str(inner.pattern))
    return found


def test_marker_is_found_by_the_desk(scene):
    ticket, _, root, _ = scene

    page = signed_in(root).get(f"/tickets/{ticket.pk}/").content.decode()

    assert page.count(MARKER) >= 7


def test_pages_of_the_desk_and_the_portal_show_customers_no_marker(scene):
    ticket, file, _, customers = scene

    for customer in customers:
        client = signed_in(customer)
        addresses = pages_of("desk", ticket.pk) + pages_of("portal", ticket.pk)
        assert len(addresses) > 20
        for address in addresses:
            for query in ({}, {"q": MARKER}, {"text": MARKER}):
                answer = client.get(address, query)
                # what was searched for may stand in the field it was typed in
                shown = b"".join(answer).decode() if answer.streaming else answer.content.decode()
                found = shown.replace(f'value="{MARKER}"', "").replace(f"q={MARKER}", "")
                assert "@root" not in found, address
                assert query or MARKER not in found, address
        assert client.get(f"/files/{file.pk}/").status_code == 404


def test_mail_to_customers_holds_no_marker(scene):
    told = set()
    for mail in OutgoingMail.objects.all():
        write_text(mail)
        message = f"{mail.subject}\n{mail.body_text}\n{mail.body_html}"
        if mail.recipient in ("rita@example.com", "max@example.com", "boss@example.com"):
            told.add(mail.recipient)
            assert MARKER not in message
            assert MARKER not in str(mail.context)
    assert told == {"rita@example.com", "max@example.com", "boss@example.com"}


def test_rest_shows_and_finds_customers_no_marker(scene):
    ticket, file, _, customers = scene
    paths = ["", "followups/", "workunits/", "files/", "history/", "people/", "links/"]

    for customer in customers:
        own = Actor(user=customer.user, door="test")
        _, secret = create_token(own, customer.user, name="test", scopes=[])
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        for path in paths:
            answer = client.get(f"/rest/v1/tickets/{ticket.pk}/{path}")
            assert MARKER not in answer.content.decode(), path
        for path in ("tickets/", "tickets/?text=" + MARKER, "changes/"):
            answer = client.get(f"/rest/v1/{path}")
            assert MARKER not in answer.content.decode(), path
        assert client.get("/rest/v1/tickets/", {"text": MARKER}).json()["results"] == []


@pytest.mark.parametrize("op", READING_OPS)
def test_api_php_shows_customers_no_marker(scene, op):
    ticket, file, _, customers = scene

    for customer in customers:
        for return_type in ("csv", "xml", "json"):
            answer = call(op, ticket.pk, user=customer.user.username, return_type=return_type)
            assert MARKER.encode() not in answer
        found = call("get_incidents", MARKER, user=customer.user.username)
        assert MARKER.encode() not in found
        assert call("download_file", file.pk, user=customer.user.username).strip() in (b"", b"0")
