"""What the pages of tickets send, read into patches and drafts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from accounts.drafts import UNSET
from accounts.models import User
from accounts.queries import visible_groups, visible_users
from accounts.vocabulary import username_key
from audit.actor import Actor
from doors.pages import number_in
from tickets.drafts import TicketPatch
from tickets.models import Ticket
from tickets.queries import categories, status_rows, values_of
from tickets.vocabulary import Kind, Priority, WaitingReason

LONGEST_TEXT = 65_000

LABELS: Mapping[str, Any] = {
    "title": gettext_lazy("Subject"),
    "status": gettext_lazy("Status"),
    "priority": gettext_lazy("Priority"),
    "kind": gettext_lazy("Type"),
    "assignee": gettext_lazy("Assignee"),
    "support_group": gettext_lazy("Group"),
    "category": gettext_lazy("Category"),
    "requester": gettext_lazy("Requester"),
    "is_locked": gettext_lazy("Lock"),
    "values": gettext_lazy("Custom field"),
}
CHOICES = {"kind": Kind, "waiting_reason": WaitingReason}


class BadChoice(ValidationError):
    """A field of a form names what is not there."""


def key_of(text: str) -> int | None:
    """Return the number in a field, None for an empty one. Raises BadChoice for anything else."""
    text = text.strip()
    if not text:
        return None
    key = number_in(text)
    if key is None:
        raise BadChoice("Not a number.", code="choice")
    return key


def person_in(actor: Actor, text: str) -> User | None:
    """Return the visible person of a field: a number, a login name or an address."""
    text = text.strip()
    if not text:
        return None
    people = visible_users(actor)
    key = number_in(text)
    if key is not None:
        found = people.filter(pk=key).first()
    else:
        # "Rita Ruiz (rita)" is what a suggestion leaves in a field without a script
        name = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
        found = people.filter(username_key=username_key(name)).first()
        if found is None and "@" in name:
            found = people.filter(email__iexact=name).order_by("id").first()
    if found is None:
        raise BadChoice("No such person.", code="choice")
    return found


def patch_from(
    actor: Actor, sent: Mapping[str, Any], ticket: Ticket
) -> tuple[TicketPatch, TicketPatch | None]:
    """Return the changes in a form and what its writer saw in the fields (None = not told)."""
    wanted: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    for name in LABELS:
        if name in sent and name != "values":
            wanted[name] = _read(actor, name, sent[name])
            if f"seen_{name}" in sent:
                seen[name] = _read_seen(actor, name, sent[f"seen_{name}"], ticket)
    if "waiting_reason" in sent:
        wanted["waiting_reason"] = _read(actor, "waiting_reason", sent["waiting_reason"])
    if "waiting_until_at" in sent:
        wanted["waiting_until_at"] = moment_of(sent["waiting_until_at"])
    return TicketPatch(**wanted), TicketPatch(**seen) if seen else None


def values_patch(sent: QueryDict, ticket: Ticket) -> tuple[TicketPatch, TicketPatch | None]:
    """Return the custom fields in a form ("value_<key>") and what its writer saw in them."""
    seen = _seen_values(sent)
    changed = changed_values(sent, ticket)
    return TicketPatch(values=changed), TicketPatch(values=seen) if seen else None


def changed_values(sent: QueryDict, ticket: Ticket) -> dict[int, str]:
    """Return the custom fields in a form that are not what its writer saw in them."""
    seen, now = _seen_values(sent), values_of(ticket)
    return {
        key: text
        for key, text in custom_values(sent).items()
        if text != seen.get(key, now.get(key, ""))
    }


def _seen_values(sent: QueryDict) -> dict[int, str]:
    return {
        key: str(text).replace("\r\n", "\n")  # as browsers send it
        for name, text in sent.items()
        if name.startswith("seen_value_")
        for key in [number_in(name.removeprefix("seen_value_"))]
        if key is not None
    }


def custom_values(sent: QueryDict) -> dict[int, str]:
    """Return {field: text} of a form; several choices are joined as they are stored."""
    found: dict[int, str] = {}
    for name in sent:
        key = number_in(name.removeprefix("value_")) if name.startswith("value_") else None
        if key is not None:
            texts = [text for text in sent.getlist(name) if text]
            found[key] = "\n".join(texts)[:LONGEST_TEXT].replace("\r\n", "\n")
    return found


def moment_of(text: str) -> datetime | None:
    """Return the moment in a field of the reader's zone. Raises BadChoice."""
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError as error:
        raise BadChoice("No such moment.", code="choice") from error
    if found is None:
        raise BadChoice("No such moment.", code="choice")
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _read(actor: Actor, name: str, text: str) -> Any:
    if name in ("assignee", "requester"):
        return person_in(actor, text)
    if name == "title":
        return text.strip()
    if name == "is_locked":
        return text == "yes"
    if name in CHOICES:
        if text not in CHOICES[name].values:
            raise BadChoice("No such choice.", code="choice")
        return text
    key = key_of(text)
    if name == "priority":
        if key not in Priority.values:
            raise BadChoice("No such choice.", code="choice")
        return key
    if key is None:
        if name == "status":
            raise BadChoice("No such choice.", code="choice")
        return None
    rows = {
        "status": status_rows(),
        "support_group": visible_groups(actor),
        "category": categories(),
    }[name]
    found = rows.filter(pk=key).first()
    if found is None:
        raise BadChoice("No such choice.", code="choice")
    return found


def _read_seen(actor: Actor, name: str, text: str, ticket: Ticket) -> Any:
    """Return what the writer saw; a row that is gone meanwhile differs from everything."""
    try:
        return _read(actor, name, text)
    except BadChoice:
        return UNSET
