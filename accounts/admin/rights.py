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


def _right_words(noun: str, verb: str) -> str:
    """Return a right for people, with the word that programs and documents use."""
    return f"{RIGHT_VERBS[verb]} ({noun}.{verb})"


def right_choices() -> list[tuple[Any, Any]]:
    """Return the words of rights, grouped by noun."""
    nouns = [
        (RIGHT_NOUNS[noun], [(f"{noun}.{verb}", _right_words(noun, verb)) for verb in verbs])
        for noun, verbs in NOUN_RIGHTS.items()
    ]
    return [(ALL_RIGHTS, _("Every right, of now and of later")), *nouns, *_of_kinds()]


def _of_kinds() -> list[tuple[Any, Any]]:
    """Return the words of rights for single kinds of a noun's rows."""
    return [
        (
            _("%(noun)s of one kind") % {"noun": RIGHT_NOUNS[noun]},
            [
                (f"{noun}.{verb}:{kind}", f"{RIGHT_VERBS[verb]}: {words} ({noun}.{verb}:{kind})")
                for kind, words in kinds.items()
                for verb in NOUN_RIGHTS[noun]
            ],
        )
        for noun, kinds in QUALIFIERS.items()
    ]
