"""The portal: what customers find, ask, answer, and what they never see."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Member
from audit.actor import Actor
from audit.models import JournalEntry
from crm.models import CompanyUser
from files.models import StoredFile
from kb.models import Announcement, AnnouncementGroup
from tests import make
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.models import (
    CustomField,
    CustomOption,
    CustomValue,
    FormField,
    Ticket,
    TicketCategory,
)
from tickets.operations import (
    add_followup,
    attach_file,
    create_category,
    create_form,
    resolve_ticket,
    update_ticket,
)
from tickets.queries import status_by_code, values_of
from tickets.vocabulary import WaitingReason

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def rita() -> Actor:
    return make.customer("rita")


@pytest.fixture
def page(client: Client, rita: Actor) -> Client:
    client.force_login(rita.user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def picture(name: str = "screen.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def category(name: str, **columns: Any) -> TicketCategory:
    row = create_category(make.system(), name=name)
    TicketCategory.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


# --- asking ----------------------------------------------------------------------------------


def test_a_description_with_a_screenshot_becomes_a_ticket(page, rita):
    form = {"description": "\nThe printer is dead.\nIt smokes.", "uploads": picture()}
    answer = page.post("/portal/", form)

    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/portal/tickets/{ticket.pk}/opened/"
    assert (ticket.title, ticket.requester) == ("The printer is dead.", rita.user)
    assert [link.file.file_name for link in ticket.file_links.all()] == ["screen.png"]
    created = JournalEntry.objects.get(verb="ticket.created")
    assert (created.door, created.actor_id) == ("portal", rita.user.pk)
    confirmation = text(page.get(answer["Location"]))
    assert f"#{ticket.pk}" in confirmation
    assert "What happens next" in confirmation


@pytest.mark.parametrize("words", ["", "   \n "])
def test_nothing_is_opened_without_words(page, words: str):
    assert page.post("/portal/", {"description": words}).status_code == 422
    assert not Ticket.objects.exists()


def test_home_shows_categories_for_customers_announcements_and_open_tickets(page, rita):
    category("Hardware")
    category("Secret works", visible_to_customers=False)
    category("Only problems", for_incident=False, for_request=False)
    desk = make.group("Desk")
    Member.objects.create(group=desk, user=rita.user)
    news = Announcement.objects.create(
        title="Mail is down", body="<b>Soon</b><script>x</script>", creator=make.agent("ana").user
    )
    AnnouncementGroup.objects.create(announcement=news, group=desk)
    make.ticket(rita, title="My own")
    make.ticket(title="Somebody else's")

    home = text(page.get("/portal/"))

    assert "Hardware" in home
    assert "Mail is down" in home
    assert "My own" in home
    for hidden in ("Secret works", "Only problems", "Somebody else", "<script>x"):
        assert hidden not in home


def test_what_is_asked_for_most_stands_first(page, rita):
    kinds = {name: category(name) for name in ("Access", "Laptops", "Network", "Phones")}
    for name in ("Phones", "Network", "Phones"):
        make.ticket(make.system(), category=kinds[name])

    home = page.get("/portal/")

    names = [tile["name"] for tile in home.context["tiles"]]
    assert names == ["Phones", "Network", "Access", "Laptops"]


def test_search_finds_articles_and_categories_and_offers_the_box(page):
    category("New laptop")
    make.article(title="Laptop does not start", audience="registered")
    make.article(title="Laptop secrets of the desk", audience="private")

    found = text(page.get("/portal/search/?q=laptop"))
    fragment = text(page.get("/portal/search/?q=laptop", HTTP_HX_REQUEST="true"))
    nothing = text(page.get("/portal/search/?q=unobtainium"))

    assert "New laptop" in found
    assert "Laptop does not start" in found
    assert "secrets" not in found
    assert "<html" not in fragment
    assert "Nothing found for “unobtainium”" in nothing
    assert "unobtainium</textarea>" in nothing


def laptop_form() -> tuple[TicketCategory, dict[str, FormField]]:
    """A category whose form asks for the reason, and for a serial only of broken ones."""
    fields = [
        ("Why", "list", ["New", "Broken"]),
        ("Serial", "text", []),
        ("Weight", "numeric", []),
        ("Extras", "list", ["Mouse", "Bag", "Dock"]),
    ]
    form = create_form(make.system(), name="Laptop", fields=fields)
    places = {place.field.label: place for place in FormField.objects.filter(form=form)}
    broken = CustomOption.objects.get(field=places["Why"].field, name="Broken")
    FormField.objects.filter(pk=places["Why"].pk).update(is_required=True)
    FormField.objects.filter(pk=places["Serial"].pk).update(
        is_required=True, parent_field=places["Why"], parent_option=broken
    )
    return category("Laptops", form=form, for_incident=False), places


def test_form_of_a_category_asks_only_for_what_the_choices_need(page):
    laptops, places = laptop_form()
    CustomField.objects.filter(pk=places["Extras"].field_id).update(is_multiple=True)
    names = {label: f"field-{place.field_id}" for label, place in places.items()}
    address = f"/portal/new/?category={laptops.pk}"
    words = {"subject": "Laptop", "description": "Please"}
    assert f'data-when="{names["Why"]}" data-is="Broken"' in text(page.get(address))

    assert page.post(address, words).status_code == 422
    assert page.post(address, {**words, names["Why"]: "Broken"}).status_code == 422
    assert page.post(address, {**words, names["Why"]: "Stolen"}).status_code == 422
    wrong = {**words, names["Why"]: "New", names["Weight"]: "heavy"}
    assert page.post(address, wrong).status_code == 422
    assert not Ticket.objects.exists()

    wrong = {**words, names["Why"]: "New", names["Extras"]: ["Mouse", "Car"]}
    assert page.post(address, wrong).status_code == 422
    hidden = {names["Serial"]: "kept from before", names["Extras"]: ["Mouse", "Dock"]}
    answer = page.post(address, {**words, **hidden, names["Why"]: "New", names["Weight"]: "2.5"})
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.kind) == (laptops, "service_request")
    assert values_of(ticket) == {
        places["Why"].field_id: "New",
        places["Weight"].field_id: "2.5",
        places["Extras"].field_id: "Mouse\nDock",
    }
    shown = text(page.get(f"/portal/tickets/{ticket.pk}/"))
    assert "<dt>Why</dt> <dd> New </dd> <dt>Weight</dt> <dd> 2.5 </dd>" in shown
    assert "<dt>Extras</dt> <dd> Mouse, Dock </dd>" in shown
    assert "Serial" not in shown


def test_choices_of_one_name_in_a_tree_are_told_apart(page):
    form, (key,) = make.form(("Area", "tree", []))
    nodes = make.nodes(key, "Printers", "Printers > Other", "Phones", "Phones > Other")
    address = f"/portal/new/?category={category('Broken', form=form).pk}"
    assert 'value="Phones &gt; Other">Phones &gt; Other</option>' in text(page.get(address))

    sent = {"subject": "It", "description": "Please", f"field-{key}": "Phones > Other"}
    assert page.post(address, sent).status_code == 302

    assert CustomValue.objects.get(field=key).option == nodes["Phones > Other"]


def test_categories_and_forms_that_are_not_for_the_customer_do_not_exist(page):
    hidden = category("Secret works", visible_to_customers=False)
    form = create_form(make.system(), name="For the others", fields=[])
    form.groups.add(make.group("Others"))

    for address in (f"category={hidden.pk}", f"form={form.pk}", "category=99999", "form=99999"):
        assert page.get(f"/portal/new/?{address}").status_code == 404
        form_data = {"subject": "x", "description": "x"}
        assert page.post(f"/portal/new/?{address}", form_data).status_code == 404
    assert "For the others" not in text(page.get("/portal/"))
    assert not Ticket.objects.exists()


# --- reading ---------------------------------------------------------------------------------


def test_internal_notes_and_their_files_never_reach_the_portal(page, rita, client):
    desk = make.group("Desk")
    ana = make.agent("ana", desk, rights=[*make.AGENT_RIGHTS, "followup.read_internal"])
    ticket = make.ticket(rita, support_group=desk)
    add_followup(ana, ticket.pk, FollowupDraft(body="marker-public"))
    note = add_followup(ana, ticket.pk, FollowupDraft(body="marker-internal", is_public=False))
    stored = attach_file(ana, ticket.pk, file_name="marker-file.txt", content=b"x")
    ticket.file_links.filter(file=stored).delete()
    note.file_links.create(file=stored)

    for who in (rita.user, ana.user):
        client.force_login(who)
        shown = text(client.get(f"/portal/tickets/{ticket.pk}/"))
        assert "marker-public" in shown
        assert "marker-internal" not in shown
        assert "marker-file" not in shown
        assert client.get(f"/portal/files/{stored.pk}/").status_code == 404


def test_file_of_a_ticket_is_handed_to_its_people_only(page, rita, client):
    ticket = make.ticket(rita)
    stored = attach_file(rita, ticket.pk, file_name="screen.png", content=PNG)

    answer = page.get(f"/portal/files/{stored.pk}/")

    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="screen.png"'
    client.force_login(make.customer("max").user)
    assert client.get(f"/portal/files/{stored.pk}/").status_code == 404


def test_customers_who_guess_numbers_find_nothing(client, rita):
    ticket = make.ticket(rita)
    client.force_login(make.customer("max").user)
    base = f"/portal/tickets/{ticket.pk}/"

    assert client.get(base).status_code == 404
    assert client.get(f"{base}opened/").status_code == 404
    for act, form in (
        ("reply", {"body": "x"}),
        ("accept", {}),
        ("reopen", {"body": "x"}),
        ("withdraw", {}),
        ("rate", {"rating": 5}),
    ):
        assert client.post(f"{base}{act}/", form).status_code == 404
    assert client.get("/portal/tickets/").status_code == 200
    assert f"#{ticket.pk}" not in text(client.get("/portal/tickets/?state=all"))


def test_tickets_of_the_company_are_for_those_who_may_see_them(client):
    company = make.company()
    boss, worker = make.customer("boss"), make.customer("worker")
    for who in (boss, worker):
        CompanyUser.objects.create(company_id=company.pk, user=who.user)
    make.ticket(worker, title="Of the worker")
    client.force_login(boss.user)
    assert "Of the worker" not in text(client.get("/portal/tickets/?of=company"))

    boss.user.grants.get().role.__class__.objects.filter(name="boss").update(ticket_reach="company")

    assert "Of the worker" in text(client.get("/portal/tickets/?of=company"))
    assert "Of the worker" not in text(client.get("/portal/tickets/"))


def test_strangers_are_sent_to_the_sign_in(client):
    for address in ("/portal/", "/portal/tickets/", "/portal/articles/"):
        assert client.get(address)["Location"].startswith("/accounts/login/?next=")


def test_customers_at_the_desk_are_led_to_the_portal(page):
    assert page.get("/")["Location"] == "/portal/"
    assert page.get("/tickets/")["Location"] == "/portal/"


def test_article_is_read_and_judged(page):
    article = make.article(
        title="How to print", body="<p>Press <b>print</b></p>", audience="public"
    )
    hidden = make.article(title="Hidden", audience="private")

    assert "Press <b>print</b>" in text(page.get(f"/portal/articles/{article.pk}/"))
    page.post(f"/portal/articles/{article.pk}/helped/", {"helped": "yes"})

    article.refresh_from_db()
    assert (article.rating_percent, article.view_count) == (100, 1)
    assert page.get(f"/portal/articles/{hidden.pk}/").status_code == 404
    assert page.post(f"/portal/articles/{hidden.pk}/helped/").status_code == 404


# --- answering -------------------------------------------------------------------------------


def test_reply_with_a_file_wakes_a_ticket_that_waited_for_the_customer(page, rita):
    ticket = make.ticket(rita)
    patch = TicketPatch(status=status_by_code("waiting"), waiting_reason=WaitingReason.CUSTOMER)
    update_ticket(make.system(), ticket.pk, patch)
    assert "Waiting for you" in text(page.get(f"/portal/tickets/{ticket.pk}/"))

    form = {"body": "Here it is", "uploads": [picture("a.png"), picture("b.png")]}
    answer = page.post(f"/portal/tickets/{ticket.pk}/reply/", form)

    assert answer.status_code == 302
    shown = text(page.get(answer["Location"]))
    assert "We are on it" in shown
    assert "Here it is" in shown
    line = ticket.followups.get(body="Here it is")
    assert sorted(link.file.file_name for link in line.file_links.all()) == ["a.png", "b.png"]
    assert line.is_public


def test_empty_reply_leaves_nothing(page, rita):
    ticket = make.ticket(rita)

    answer = page.post(f"/portal/tickets/{ticket.pk}/reply/", {"body": " "})

    assert answer.status_code == 422
    assert "Write something, or add a file." in text(answer)
    assert not ticket.followups.exists()
    assert not StoredFile.objects.exists()


def test_solution_is_refused_with_a_reason_then_accepted_and_rated(page, rita):
    ticket = make.ticket(rita)
    base = f"/portal/tickets/{ticket.pk}/"
    resolve_ticket(make.system(), ticket.pk)
    assert "Does it work now?" in text(page.get(base))

    assert page.post(f"{base}reopen/", {"body": ""}).status_code == 422
    page.post(f"{base}reopen/", {"body": "Still smoking"})
    ticket.refresh_from_db()
    assert ticket.status.category == "in_progress"
    assert "Still smoking" in text(page.get(base))

    resolve_ticket(make.system(), ticket.pk)
    page.post(f"{base}accept/")
    assert page.post(f"{base}rate/", {"rating": 3}).status_code == 422
    page.post(f"{base}rate/", {"rating": 5})

    ticket.refresh_from_db()
    assert (ticket.status.category, ticket.close_reason) == ("closed", "accepted")
    assert ticket.rating is not None
    assert "You gave 5 of 5." in text(page.get(base))


def test_closed_ticket_is_opened_again_with_what_is_wrong(page, rita):
    ticket = make.ticket(rita)
    base = f"/portal/tickets/{ticket.pk}/"
    page.post(f"{base}withdraw/")
    ticket.refresh_from_db()
    assert (ticket.status.category, ticket.close_reason) == ("closed", "cancelled")

    page.post(f"{base}reopen/", {"body": "It is back"})

    ticket.refresh_from_db()
    assert ticket.status.category == "in_progress"
    assert ticket.followups.get().body == "It is back"


def test_open_ticket_is_neither_rated_nor_accepted(page, rita):
    ticket = make.ticket(rita)
    base = f"/portal/tickets/{ticket.pk}/"

    assert page.post(f"{base}rate/", {"rating": 5}).status_code == 422
    assert page.post(f"{base}reopen/", {"body": "x"}).status_code == 422
    assert page.post(f"{base}accept/").status_code == 302

    ticket.refresh_from_db()
    assert (ticket.rating, ticket.status.category) == (None, "new")


def test_hostile_title_and_text_are_shown_as_text(page, rita):
    ticket = make.ticket(
        rita, title="<script>alert(1)</script>", description="<img src=x onerror=1>"
    )

    shown = text(page.get(f"/portal/tickets/{ticket.pk}/"))

    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_colleague_is_told_and_reads_the_ticket_in_the_portal(page, rita, client):
    ticket = make.ticket(rita, title="Shared printer")
    company, pal = make.company(), make.customer("pal")
    for who in (rita, pal):
        CompanyUser.objects.create(company_id=company.pk, user=who.user)
    address = f"/portal/tickets/{ticket.pk}/"

    refused = page.post(f"{address}colleagues/", {"address": "no address"})
    page.post(f"{address}colleagues/", {"address": "PAL@example.com"})
    page.post(f"{address}colleagues/", {"address": "outside@example.org"})

    assert (refused.status_code, page.get(address).status_code) == (422, 200)
    told = {row.user_id: row for row in ticket.people.filter(role="observer")}
    assert told[None].email == "outside@example.org"
    assert "outside@example.org" in text(page.get(address))
    client.force_login(pal.user)
    assert "Shared printer" in text(client.get(address))
    page.post(f"{address}colleagues/{told[pal.user.pk].pk}/remove/")
    assert client.get(address).status_code == 404
