"""Search over everything, as a page and in the palette."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from doors.marks import marked
from doors.pages import actor_of, for_agents, show
from tickets.queries import search_all
from tickets.web.words import status_word

ON_PAGE, IN_PALETTE = 20, 5
TITLES: dict[str, Promise] = {
    "tickets": _("Tickets"),
    "people": _("People"),
    "companies": _("Companies"),
    "contacts": _("Contacts"),
    "items": _("Assets"),
    "articles": _("Articles"),
    "invoices": _("Invoices"),
}
ICONS = {
    "tickets": "ticket",
    "people": "user",
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
    context = {"text": text, "sections": sections(request, text, ON_PAGE)}
    return show(request, "desk/search.html", context)


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
                    "address": address,
                    "title": marked(title, text),
                    "detail": marked(detail, text),
                }
                for address, title, detail in (_HITS[noun](row) for row in rows)
            ],
        }
        for noun, rows in found.items()
    ]


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _ticket(row: Any) -> tuple[str, str, str]:
    status = status_word(row.status.name, row.status.name_i18n)
    return f"/tickets/{row.pk}/", row.title, _joined(f"#{row.pk}", status, row.requester)


def _person(row: Any) -> tuple[str, str, str]:
    return reverse("desk:person", args=[row.pk]), row.shown_name, _joined(row.username, row.email)


def _company(row: Any) -> tuple[str, str, str]:
    return reverse("desk:company", args=[row.pk]), row.name, _joined(row.town, row.country)


def _contact(row: Any) -> tuple[str, str, str]:
    return reverse("desk:contact", args=[row.pk]), str(row), _joined(row.email, row.phone)


def _item(row: Any) -> tuple[str, str, str]:
    return reverse("desk:item", args=[row.pk]), row.name, _joined(row.type, row.serial, row.user)


def _article(row: Any) -> tuple[str, str, str]:
    return reverse("kb:article", args=[row.pk]), row.title, row.summary


def _invoice(row: Any) -> tuple[str, str, str]:
    return reverse("desk:invoice", args=[row.pk]), row.number, _joined(row.company, row.issued_on)


_HITS = {
    "tickets": _ticket,
    "people": _person,
    "companies": _company,
    "contacts": _contact,
    "items": _item,
    "articles": _article,
    "invoices": _invoice,
}
