"""One search over everything an agent works with, inside what they may see.

Tickets and articles are searched by words (full text), the rest by parts of names and numbers.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from accounts.queries import visible_groups, visible_users
from assets.queries import visible_items
from audit.actor import Actor
from crm.queries import visible_companies, visible_contacts, visible_invoices
from kb.queries.search import best as best_articles
from kb.queries.search import words_of
from tickets import policies
from tickets.models import Ticket
from tickets.queries.lists import visible_tickets
from tickets.queries.text import tickets_with_text
from tickets.queries.words import newest_matches, ticket_number, tickets_with_words

PERSON = ("username", "real_name", "first_name", "last_name")
COLUMNS: dict[str, tuple[str, ...]] = {
    "tickets": (
        "title",
        "status__name",
        "status__name_i18n",
        "status__category",
        *(f"requester__{name}" for name in PERSON),
    ),
    "people": (*PERSON, "email"),
    "groups": ("name", "full_name", "email"),
    "companies": ("name", "town", "country"),
    "contacts": ("first_name", "last_name", "email", "phone"),
    "items": ("name", "serial", "type__name", *(f"user__{name}" for name in PERSON)),
    "articles": ("title", "summary"),
    "invoices": ("number", "issued_on", "company__name"),
}
"""The nouns that are searched, in their order, and what is shown of each."""
CANDIDATES = 600
RANKED = 200
SHORTEST = 2
LONGEST = 200
LONGEST_BEGINNING = 4000


def search_tickets(actor: Actor, text: str, most: int) -> list[Ticket]:
    """Return tickets that hold all words, the best first: those with the words in the title, the
    newest among equals. A number finds its ticket first.

    The newest tickets that hold the words are ranked. Who sees too few of those is shown what the
    whole search finds; for rare words that is the same.
    """
    words = words_of(text)[:8]
    if not words:
        return []
    seen = visible_tickets(actor).order_by("-activity_at", "-id")
    keys, are_all = newest_matches(
        words, with_internal=policies.reads_internal(actor), most=CANDIDATES
    )
    # so many are ranked by key and title alone; only the best are loaded
    titles = dict(seen.filter(pk__in=keys).values_list("pk", "title")[:RANKED])
    if not are_all and len(titles) < RANKED:
        wanted = tickets_with_words(actor, text)
        titles = dict(seen.filter(wanted).values_list("pk", "title")[:RANKED])
    best = sorted(titles, key=lambda pk: -_title_score(titles[pk], words))
    number = ticket_number(text)
    if number is not None:
        best = [number, *(pk for pk in best if pk != number)]
    # one more than is shown: a number that is hidden takes nobody's place
    shown = seen.select_related("status", "requester").only(*COLUMNS["tickets"])
    loaded = shown.in_bulk(best[: most + 1])
    if not loaded and len(text.strip()) > SHORTEST:
        parts = tickets_with_text(text.strip(), in_values=False).values("pk")
        return list(shown.filter(pk__in=parts)[:most])
    return [loaded[pk] for pk in best if pk in loaded][:most]


def beginnings_of(tickets: Collection[Ticket]) -> dict[int, tuple[str, str]]:
    """Return {ticket: (beginning of its description, format)} of visible tickets (one statement,
    none for none).
    """
    keys = [ticket.pk for ticket in tickets]
    rows = Ticket.objects.filter(pk__in=keys).annotate(begun=Left("description", LONGEST_BEGINNING))
    values = rows.order_by().values_list("pk", "begun", "description_format") if keys else ()
    return {key: (begun, text_format) for key, begun, text_format in values}


def _title_score(title: str, words: list[str]) -> float:
    there = words_of(title)
    return sum(any(each.startswith(word) for each in there) for word in words) / len(words)


def search_people(actor: Actor, text: str) -> QuerySet:
    """Return the visible people with all parts of a text in name, address or login."""
    found = visible_users(actor)
    for part in text.split()[:4]:
        found = found.filter(
            Q(username__icontains=part)
            | Q(real_name__icontains=part)
            | Q(first_name__icontains=part)
            | Q(last_name__icontains=part)
            | Q(email__icontains=part)
        )
    return found.order_by("-is_active", "username")


def search_groups(actor: Actor, text: str) -> QuerySet:
    """Return the visible groups with all parts of a text in their full name."""
    found = visible_groups(actor)
    for part in text.split()[:4]:
        found = found.filter(Q(full_name__icontains=part) | Q(name__icontains=part))
    return found.order_by("full_name", "pk")


def search_companies(actor: Actor, text: str) -> QuerySet:
    """Return the visible companies with a text in name, town or registration number."""
    return (
        visible_companies(actor)
        .filter(
            Q(name__icontains=text)
            | Q(town__icontains=text)
            | Q(registration_number__icontains=text)
        )
        .order_by("name", "pk")
    )


def search_contacts(actor: Actor, text: str) -> QuerySet:
    """Return the visible contacts with all parts of a text in name or address."""
    found = visible_contacts(actor)
    for part in text.split()[:4]:
        found = found.filter(
            Q(first_name__icontains=part) | Q(last_name__icontains=part) | Q(email__icontains=part)
        )
    return found.order_by("last_name", "pk")


def search_items(actor: Actor, text: str) -> QuerySet:
    """Return the visible items with a text in name, serial or inventory number."""
    return (
        visible_items(actor)
        .filter(
            Q(name__icontains=text)
            | Q(serial__icontains=text)
            | Q(inventory_number__icontains=text)
        )
        .select_related("type", "user")
        .order_by("name", "pk")
    )


def search_invoices(actor: Actor, text: str) -> QuerySet:
    """Return the visible invoices with a text in number, reference or the company's name."""
    return (
        visible_invoices(actor)
        .filter(
            Q(number__icontains=text)
            | Q(reference__icontains=text)
            | Q(company__name__icontains=text)
        )
        .select_related("company")
        .order_by("-issued_on", "-pk")
    )


def search_all(actor: Actor, text: str, most: int) -> dict[str, list[Any]]:
    """Return {noun: rows} of what is found, at most so many of each; nothing for under two
    letters.
    """
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if len(text.lstrip("#")) < SHORTEST and not text.lstrip("#").isdigit():
        return {}
    others = {
        "people": search_people(actor, text),
        "groups": search_groups(actor, text),
        "companies": search_companies(actor, text),
        "contacts": search_contacts(actor, text),
        "items": search_items(actor, text),
        "invoices": search_invoices(actor, text),
    }
    rows: dict[str, list[Any]] = {
        noun: list(every.only(*COLUMNS[noun])[:most]) for noun, every in others.items()
    }
    rows["tickets"] = search_tickets(actor, text, most)
    rows["articles"] = best_articles(actor, text, most, columns=COLUMNS["articles"])
    return {noun: rows[noun] for noun in COLUMNS if rows[noun]}
