"""Asking for something: the first page, the search, forms, and what happens next."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit.actor import Actor
from doors.pages import actor_of, for_people, go, is_fragment, number_in, show
from kb.queries import banners
from kb.queries import best as best_articles
from tickets.drafts import TicketDraft
from tickets.models import TicketCategory, TicketForm
from tickets.operations.requester import open_with_files
from tickets.queries import asked_by, form_fields
from tickets.queries.portal import (
    askable_categories,
    loose_forms,
    own_tickets,
    promises_of,
    use_of_tiles,
)
from tickets.vocabulary import OPEN_CATEGORIES, Kind
from tickets.web.portal.forms import DescribeForm, RequestForm, refuse
from tickets.web.portal.words import promise_of, state_of

DOOR = "portal"
SHOWN_TICKETS = 5
SHOWN_ANNOUNCEMENTS = 5
SHOWN_ARTICLES = 8
SHOWN_FORMS = 8
FIRST_TILES = 9


def customer_of(request: HttpRequest) -> Actor:
    """Return whoever reads the portal as an actor of this door."""
    return replace(actor_of(request), door=DOOR)


@require_http_methods(["GET", "POST"])
@for_people
def home(request: HttpRequest) -> HttpResponseBase:
    """Show search, announcements, what may be asked for and open tickets; take a description."""
    actor = customer_of(request)
    form = DescribeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = TicketDraft(
            title=form.title(), description=form.cleaned_data["description"], kind=Kind.INCIDENT
        )
        try:
            return _opened(request, actor, draft, form)
        except ValidationError as refusal:
            refuse(form, refusal)
    is_open = own_tickets(actor).filter(status__category__in=OPEN_CATEGORIES)
    tickets = is_open.select_related("status").order_by("-activity_at", "-id")[:SHOWN_TICKETS]
    tiles = tiles_of(actor)
    context = {
        "form": form,
        "tiles": tiles[:FIRST_TILES],
        "more_tiles": tiles[FIRST_TILES:],
        "tickets": [{"row": row, "state": state_of(row)} for row in tickets],
        "announcements": banners(actor)[:SHOWN_ANNOUNCEMENTS],
        "page": "home",
    }
    return show(request, "portal/home.html", context, status=422 if form.errors else 200)


@require_safe
@for_people
def search(request: HttpRequest) -> HttpResponseBase:
    """Find articles and forms by words; a form for what is not found stands below."""
    actor = customer_of(request)
    words = " ".join(request.GET.get("q", "")[:200].replace("\0", "").split())
    lower = words.casefold()
    articles: Any = best_articles(actor, words, SHOWN_ARTICLES) if words else []
    categories = [
        row for row in askable_categories(actor) if lower and lower in row.full_name.casefold()
    ]
    loose = [row for row in loose_forms(actor) if lower and lower in row.name.casefold()]
    context = {
        "q": words,
        "articles": articles,
        "categories": categories[:SHOWN_FORMS],
        "loose": loose[:SHOWN_FORMS],
        "form": DescribeForm(initial={"description": words}),
    }
    name = "portal/found.html" if is_fragment(request) else "portal/search.html"
    return show(request, name, context)


@require_http_methods(["GET", "POST"])
@for_people
def new(request: HttpRequest) -> HttpResponseBase:
    """Ask what a category or a form wants to know, and open the ticket."""
    actor = customer_of(request)
    category, wanted = chosen(actor, request)
    places = form_fields(wanted.pk) if wanted is not None else []
    version = asked_by(category)
    form = RequestForm(places, request.POST or None, request.FILES or None, version=version)
    if request.method == "POST" and form.is_valid():
        draft = TicketDraft(
            title=form.cleaned_data["subject"],
            description=form.cleaned_data["description"],
            kind=kind_of(category),
            category=category,
            form=wanted,
            values=form.values(),
            answers=form.answers(),
        )
        try:
            return _opened(request, actor, draft, form)
        except ValidationError as refusal:
            refuse(form, refusal)
    context = {"form": form, "category": category, "wanted": wanted}
    return show(request, "portal/new.html", context, status=422 if form.errors else 200)


@require_safe
@for_people
def opened(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Show the number of a new ticket and what happens next."""
    ticket = own_tickets(customer_of(request)).select_related("status").get(pk=ticket_id)
    promise = promise_of(promises_of(ticket), timezone.now())
    return show(request, "portal/opened.html", {"ticket": ticket, "promise": promise})


def _opened(
    request: HttpRequest, actor: Actor, draft: TicketDraft, form: DescribeForm | RequestForm
) -> HttpResponseBase:
    uploads = [(file.name or "file", file) for file in form.cleaned_data["uploads"]]
    ticket = open_with_files(actor, draft, uploads)
    return go(request, "portal:opened", ticket.pk)


def chosen(actor: Actor, request: HttpRequest) -> tuple[TicketCategory | None, TicketForm | None]:
    """Return the category and the form that the address names, among those the actor may use."""
    category_key = number_in(request.GET.get("category", ""))
    form_key = number_in(request.GET.get("form", ""))
    if category_key is not None:
        for category in askable_categories(actor):
            if category.pk == category_key:
                return category, category.form
        raise Http404
    if form_key is not None:
        try:
            return None, loose_forms(actor).get(pk=form_key)
        except ObjectDoesNotExist as error:
            raise Http404 from error
    return None, None


def kind_of(category: TicketCategory | None) -> str:
    """Return what a ticket of the category is: what can only be asked for is a request."""
    is_request = category is not None and category.for_request and not category.for_incident
    return Kind.SERVICE_REQUEST if is_request else Kind.INCIDENT


def tiles_of(actor: Actor) -> list[dict[str, str]]:
    """Return all that may be asked for, what was asked for most of late first, then by name:
    categories, and forms to which no category leads.
    """
    new = reverse("portal:new")
    categories, loose = askable_categories(actor), list(loose_forms(actor)[:SHOWN_FORMS])
    use = use_of_tiles()
    tiles = [
        (
            use["category", category.pk],
            {
                "name": category.name,
                "above": highest if highest != category.name else "",
                "text": category.comment,
                "address": f"{new}?category={category.pk}",
            },
        )
        for category in categories
        for highest in [(category.full_name or category.name).split(" > ")[0]]
    ]
    tiles += [
        (
            use["form", form.pk],
            {
                "name": form.name,
                "above": "",
                "text": form.description,
                "address": f"{new}?form={form.pk}",
            },
        )
        for form in loose
    ]
    # a stable order: what was asked for as often stays by name
    return [tile for _number, tile in sorted(tiles, key=lambda pair: -pair[0])]
