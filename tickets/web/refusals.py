"""What an operation refused, in words for people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

WORDS = {
    "locked": gettext_lazy("This ticket is locked; unlock it first."),
    "move": gettext_lazy("The ticket cannot go to this status from where it is now."),
    "open_children": gettext_lazy("Tickets below this one are still open. End them first."),
    "decided": gettext_lazy("It has been decided already."),
    "no_voters": gettext_lazy("Name somebody to ask who can vote."),
    "done": gettext_lazy("The ticket is done: there is nothing to approve."),
    "conflict": gettext_lazy("Somebody changed this field while you were looking at it."),
    "sent": gettext_lazy("Too late: the message has been sent."),
    "duplicate": gettext_lazy("This text is on the ticket already."),
    "too_large": gettext_lazy("The file is too large."),
    "too_many": gettext_lazy("Too many files for one message."),
    "cycle": gettext_lazy("A ticket cannot be below itself."),
    "self": gettext_lazy("That is this ticket itself."),
    "merged": gettext_lazy("One of the tickets is part of another already."),
    "address": gettext_lazy("That is not an e-mail address."),
    "range": gettext_lazy("That number is out of range."),
    "outdated": gettext_lazy("The ticket was changed meanwhile. Look again, please."),
    "changed": gettext_lazy("It was changed again since; there is nothing to take back."),
    "unknown": gettext_lazy("That choice is not there any more."),
    "choice": gettext_lazy("That choice is not there any more."),
    "kind": gettext_lazy("There is no such step from this kind of ticket."),
    "solved": gettext_lazy("It is done already."),
    "does_not_exist": gettext_lazy("That choice is not there any more."),
    "shortcut": gettext_lazy("Letters, digits, - and _, and not in use yet."),
}


def words_of(refusal: ValidationError) -> str:
    """Return every reason once, in the reader's language where the code is known."""
    found: dict[str, None] = {}
    for error in _errors(refusal):
        word = WORDS.get(error.code or "")
        found.setdefault(str(word) if word is not None else " ".join(error.messages))
    return " ".join(found) or gettext("That was not accepted.")


def _errors(refusal: ValidationError) -> list[ValidationError]:
    if hasattr(refusal, "error_dict"):
        return [error for errors in refusal.error_dict.values() for error in errors]
    return list(refusal.error_list)
