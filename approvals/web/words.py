"""What operations of approvals refused, in words for people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

WORDS = {
    "decided": gettext_lazy("It has been decided already; nobody is asked any more."),
    "not_cast": gettext_lazy("There is no vote of yours to take back: its step has ended."),
    "kinds": gettext_lazy("Nothing was decided: what is selected is of several kinds."),
    "voted": gettext_lazy("This vote has been cast already."),
    "whose": gettext_lazy("Say for whom you vote."),
    "required": gettext_lazy("Say why, please."),
    "choice": gettext_lazy("There is no such person."),
    "moment": gettext_lazy("That is not a day and a time."),
}


def words_of(refusal: ValidationError) -> str:
    """Return every reason once, in the reader's language where the code is known."""
    found: dict[str, None] = {}
    nested = getattr(refusal, "error_dict", None)
    errors = [each for many in nested.values() for each in many] if nested else refusal.error_list
    for error in errors:
        word = WORDS.get(error.code or "")
        found.setdefault(str(word) if word is not None else " ".join(error.messages))
    return " ".join(found) or gettext("That was not accepted.")
