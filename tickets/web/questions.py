"""What a workflow asks, as inputs of pages: "answers.<question>" holds the answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from tickets.drafts import Answers
from tickets.models import WorkflowVersion
from tickets.vocabulary import UNASKED_KINDS, FieldKind

PREFIX = "answers."
LONGEST_ANSWER = 2_000
MOST_LINES = 1_000
INPUTS = {FieldKind.NUMERIC: "number", FieldKind.DATE: "date"}


@dataclass(frozen=True)
class Question:
    """One question: the name of its input, what stands in it, and what is wrong with that."""

    name: str
    label: str
    kind: str
    is_required: bool
    is_list: bool
    text: str = ""
    error: str = ""

    @property
    def input_type(self) -> str:
        """Return what kind of input takes one value."""
        return INPUTS.get(FieldKind(self.kind), "text")


def questions_of(
    version: WorkflowVersion | None,
    texts: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    is_new: bool = False,
) -> list[Question]:
    """Return what a version asks, with the texts and errors by the names of the inputs.

    For a new ticket without those that name a file or an item: they are answered on its page.
    """
    told = errors or {}
    found = [
        Question(
            name=f"{PREFIX}{each['id']}",
            label=each["label"],
            kind=each["kind"],
            is_required=bool(each.get("is_required")),
            is_list=bool(each.get("is_list")),
            text=texts.get(f"{PREFIX}{each['id']}", ""),
            error=told.get(f"{PREFIX}{each['id']}", ""),
        )
        for each in (version.initial_fields if version is not None else [])
    ]
    return [each for each in found if not (is_new and each.kind in UNASKED_KINDS)]


def texts_in(sent: QueryDict) -> dict[str, str]:
    """Return {name of an input: what was typed} of all questions in a form."""
    return {
        name: str(text).replace("\0", "").replace("\r\n", "\n")
        for name, text in sent.items()
        if name.startswith(PREFIX)
    }


def answers_in(texts: Mapping[str, str], version: WorkflowVersion | None) -> Answers:
    """Return the answers to what a version asks; a list has one value a line."""
    found = {}
    for each in questions_of(version, texts):
        if each.name in texts:
            lines = each.text.split("\n")[:MOST_LINES] if each.is_list else [each.text]
            values = [line.strip()[:LONGEST_ANSWER] for line in lines]
            found[each.name.removeprefix(PREFIX)] = values
    return found
