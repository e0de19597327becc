"""The words of rights, as the page of a role offers them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import ALL_RIGHTS, NOUN_RIGHTS, QUALIFIERS

RIGHT_NOUNS: dict[str, Any] = {
    "ticket": _("Tickets"),
    "followup": _("Messages"),
    "user": _("People"),
    "group": _("Groups"),
    "role": _("Roles"),
    "setting": _("Settings"),
    "catalogue": _("Catalogues"),
    "company": _("Companies"),
    "contact": _("Contacts"),
    "lead": _("Leads"),
    "invoice": _("Invoices"),
    "contract": _("Contracts"),
    "newsletter": _("Newsletters"),
    "ci": _("Items"),
    "project": _("Projects"),
    "task": _("Tasks"),
    "article": _("Articles"),
    "announcement": _("Announcements"),
    "approval": _("Approvals"),
    "report": _("Reports"),
    "job": _("Job runs"),
}
RIGHT_VERBS: dict[str, Any] = {
    "read": _("Read"),
    "write": _("Write"),
    "manage": _("Manage"),
    "assign": _("Assign"),
    "escalate": _("Escalate"),
    "set_priority": _("Set the priority"),
    "read_internal": _("Read internal notes"),
    "ask": _("Ask for"),
}


def _choice(noun: str, verb: str, kind: str = "") -> tuple[str, str]:
    """Return a right, and for people its verb with the word that programs and documents use."""
    word = f"{noun}.{verb}{kind}"
    return word, f"{RIGHT_VERBS[verb]} ({word})"


def right_choices() -> list[tuple[Any, Any]]:
    """Return the words of rights, grouped by noun, at last those for single kinds of rows."""
    nouns = [
        (RIGHT_NOUNS[noun], [_choice(noun, verb) for verb in verbs])
        for noun, verbs in NOUN_RIGHTS.items()
    ]
    kinds = [
        (
            f"{RIGHT_NOUNS[noun]}: {words}",
            [_choice(noun, verb, f":{kind}") for verb in NOUN_RIGHTS[noun]],
        )
        for noun, declared in QUALIFIERS.items()
        for kind, words in declared.items()
    ]
    return [(ALL_RIGHTS, _("Every right, of now and of later")), *nouns, *kinds]
