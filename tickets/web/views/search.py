"""Search over everything, as a page and in the palette."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from doors.marks import excerpt, marked
from doors.pages import actor_of, for_agents, show
from doors.text import plain_excerpt
from tickets.queries import beginnings_of, search_all
from tickets.words import status_word

ON_PAGE, IN_PALETTE = 20, 5
LONGEST_TEXT = 2000
TITLES: dict[str, Promise] = {
    "tickets": _("Tickets"),
    "people": _("People"),
    "groups": _("Groups"),
    "companies": _("Companies"),
    "contacts": _("Contacts"),
    "items": _("Assets"),
    "articles": _("Articles"),
    "invoices": _("Invoices"),
}
ICONS = {
    "tickets": "ticket",
    "people": "user",
    "groups": "users",
    "companies": "building",
    "contacts": "phone",
    "items": "device-laptop",
    "articles": "book",
    "invoices": "file-invoice",
}


@require_safe
@for_agents
def search(request: HttpRequest) -> HttpResponseBase:
    """Show what is found, by noun."""
    text = request.GET.get("q", "")
    found = sections(request, text, ON_PAGE)
    for section in found:
        if section["noun"] == "tickets":
            _say_where(section["hits"], text)
    return show(request, "desk/search.html", {"text": text, "sections": found})


def _say_where(hits: list[dict[str, Any]], text: str) -> None:
    """Add to tickets whose title does not show why they were found what does."""
    unclear = [hit for hit in hits if "<mark>" not in hit["title"]]
    beginnings = beginnings_of([hit["row"] for hit in unclear])
    for hit in unclear:
        words, text_format = beginnings[hit["row"].pk]
        place = excerpt(plain_excerpt(words, text_format, LONGEST_TEXT), text)
        hit["excerpt"] = marked(place, text) if place else _("in its conversation")


@require_safe
@for_agents
def palette(request: HttpRequest) -> HttpResponseBase:
    """Return what the palette lists below its commands."""
    text = request.GET.get("q", "")
    context = {"text": text, "sections": sections(request, text, IN_PALETTE)}
    return show(request, "desk/palette_found.html", context)


def sections(request: HttpRequest, text: str, most: int) -> list[dict[str, Any]]:
    """Return what is found with found words marked: [{"title", "icon", "hits"}]."""
    found = search_all(actor_of(request), text, most)
    return [
        {
            "noun": noun,
            "title": TITLES[noun],
            "icon": ICONS[noun],
            "hits": [
                {
                    "row": row,
                    "address": address,
                    "title": marked(title, text),
                    "detail": marked(detail, text),
                    **(_state(row) if noun == "tickets" else {}),
                }
                for row in rows
                for address, title, detail in [_HITS[noun](row)]
            ],
            "has_more": len(rows) == most,
        }
        for noun, rows in found.items()
    ]


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _state(row: Any) -> dict[str, str]:
    word = status_word(row.status.name, row.status.name_i18n)
    return {"status": word, "category": row.status.category}


def _ticket(row: Any) -> tuple[str, str, str]:
    requester = row.requester.shown_name if row.requester is not None else ""
    return f"/tickets/{row.pk}/", row.title, _joined(f"#{row.pk}", requester)


def _person(row: Any) -> tuple[str, str, str]:
    return reverse("desk:person", args=[row.pk]), row.shown_name, _joined(row.username, row.email)


def _group(row: Any) -> tuple[str, str, str]:
    above = row.full_name.removesuffix(row.name).rstrip(" >")
    return reverse("desk:group", args=[row.pk]), row.name, _joined(above, row.email)


def _company(row: Any) -> tuple[str, str, str]:
    return reverse("desk:company", args=[row.pk]), row.name, _joined(row.town, row.country)


def _contact(row: Any) -> tuple[str, str, str]:
    return reverse("desk:contact", args=[row.pk]), str(row), _joined(row.email, row.phone)


def _item(row: Any) -> tuple[str, str, str]:
    return (
        reverse("desk:item", args=[row.pk]),
        row.name,
        _joined(row.type, row.serial, row.user.shown_name if row.user is not None else ""),
    )


def _article(row: Any) -> tuple[str, str, str]:
    return reverse("kb:article", args=[row.pk]), row.title, row.summary


def _invoice(row: Any) -> tuple[str, str, str]:
    return reverse("desk:invoice", args=[row.pk]), row.number, _joined(row.company, row.issued_on)


_HITS = {
    "tickets": _ticket,
    "people": _person,
    "groups": _group,
    "companies": _company,
    "contacts": _contact,
    "items": _item,
    "articles": _article,
    "invoices": _invoice,
}
