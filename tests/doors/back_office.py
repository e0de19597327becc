"""What the tests of the back office share: people, addresses of pages, entries, posted forms."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.operations import set_password
from audit.models import JournalEntry
from notify.models import OutgoingMail
from notify.vocabulary import QueueState
from tests import make

PASSWORD = "correct horse battery"


def administrator(name: str = "root") -> User:
    """Somebody with every right everywhere, and a password."""
    user = make.person(name, "*", reach="all")
    return set_password(make.system(), user.pk, PASSWORD)


def colleague(name: str = "otto") -> User:
    """Somebody to change."""
    return set_password(make.system(), make.person(name).pk, "the old password")


def page(model: Any, name: str, *args: Any) -> str:
    """Return the address of a page of a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def entries(before: int = 0) -> list[tuple[str, str, str, Any]]:
    """Return (verb, actor's name, door, changes) of the entries after a number."""
    return [
        (entry.verb, entry.names["actor"][1], entry.door, entry.changes)
        for entry in JournalEntry.objects.filter(pk__gt=before).order_by("pk")
    ]


def last_entry() -> int:
    """Return the number of the newest entry."""
    return JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def lines(prefix: str, total: int = 0, **first: Any) -> dict[str, Any]:
    """Return the hidden fields of a list of parts below a form, and its first new line."""
    kept = int(bool(first) and first.get("id") is not None)
    count = 1 if first else total
    shown = {f"{prefix}-0-{name}": value for name, value in first.items()}
    return {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": kept, **shown}


def errors_of(answer: Any) -> str:
    """Return what a form page complains about."""
    form = answer.context["adminform"].form if "adminform" in answer.context else None
    return "" if form is None else str(form.errors)


def user_form(user: User, **changes: Any) -> dict[str, Any]:
    """Return what the user's page posts."""
    return {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "is_agent": "on" if user.is_agent else "",
        **lines("grants"),
        **lines("memberships"),
        **lines("absences"),
        **changes,
    }


def mail(state: str = QueueState.WAITING, **columns: Any) -> OutgoingMail:
    """A mail in the queue."""
    given = {"recipient": "rita@example.com", "template": "ticket_created", "state": state}
    number = OutgoingMail.objects.count()
    return OutgoingMail.objects.create(**given, **columns, message_id=f"<{number}@desk>")
