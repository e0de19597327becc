"""Every address of the API, as its URL list has them."""

import re
from collections.abc import Iterator

from itsm.api import router, urlpatterns

ABOVE = {
    "announcement_id": "announcements",
    "approval_id": "approvals",
    "article_id": "articles",
    "company_id": "companies",
    "contract_id": "contracts",
    "document_id": "documents",
    "form_id": "ticket-forms",
    "group_id": "groups",
    "item_id": "items",
    "newsletter_id": "newsletters",
    "project_id": "projects",
    "ticket_id": "tickets",
    "workflow_id": "workflows",
}
"""The parts of paths that are numbers of rows of another noun."""

PAGES = ("schema/", "docs/", "")
"""Addresses that show what there is and no row."""

_PART = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def addresses() -> Iterator[tuple[str, str, str]]:
    """Yield (method, path with names in braces, noun) of all that can be called."""
    nouns = sorted((name for _, _, name in router.registry), key=len, reverse=True)
    for pattern in urlpatterns:
        path = _PART.sub(r"{\1}", str(pattern.pattern)).strip("^$")
        if path in PAGES:
            continue
        methods = getattr(pattern.callback, "actions", None) or {"post": "post"}
        noun = next((noun for noun in nouns if (pattern.name or "").startswith(noun)), "")
        for method in methods:
            yield method.upper(), path, noun


def filled(path: str, noun: str, ids: dict[str, int], **other: int) -> str:
    """Return a path with the numbers of planted rows; `pk` is the noun's own."""
    names = {name: ids.get(above, 0) for name, above in ABOVE.items()}
    if path.endswith("{pk}/restore/"):
        noun = f"gone-{noun}" if f"gone-{noun}" in ids else noun
    return path.format(**{**names, "pk": ids.get(noun, 0), **other})
