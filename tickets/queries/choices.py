"""The choices of list and tree fields, by the texts with which tickets hold them.

A choice is held by its name. Where a tree has several of one name it is held by the names from the
root down: "Printers > Other".
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet

from tickets.models import CustomOption, FormField

BETWEEN = " > "
DEEPEST_TREE = 50


def choices_of(options: Iterable[CustomOption]) -> list[tuple[str, str]]:
    """Return (text, label) of the live ones among all choices of a field, as people choose: those
    of a tree by the names from the root down.
    """
    live = [option for option in options if option.deleted_at is None]
    texts, paths = texts_of(live), _paths(live)
    named = [(texts[option.pk], paths[option.pk]) for option in live]
    has_tree = any(option.parent_id is not None for option in live)
    return sorted(named, key=lambda pair: pair[1].casefold()) if has_tree else named


def texts_of(options: Iterable[CustomOption]) -> dict[int, str]:
    """Return {choice: text} of the live ones among all choices of a field."""
    live = [option for option in options if option.deleted_at is None]
    paths, names = _paths(live), Counter(option.name for option in live)
    return {
        option.pk: paths[option.pk] if names[option.name] > 1 else option.name for option in live
    }


def text_of_condition(place: FormField, parent: FormField | None) -> str:
    """Return the text of the choice of another field of the form that makes a field appear, also
    when the choice was removed since; empty for a field that always appears.

    The places are those of queries.form_fields.
    """
    option = place.parent_option
    if parent is None or option is None:
        return ""
    return texts_of(parent.field.options.all()).get(option.pk, option.name)


def text_of_choice(option: CustomOption) -> str:
    """Return the text of one choice (one statement, and one for each above it where the name is
    not the only one).
    """
    others = _live(option.field_id).exclude(pk=option.pk)
    return path_of(option) if others.filter(name=option.name).exists() else option.name


def choice_for(field_id: int, text: str) -> CustomOption | None:
    """Return the live choice that a text stands for: the first of those of that name, or the one
    of this path.
    """
    named = _live(field_id).filter(name=text).first()
    if named is not None or BETWEEN not in text:
        return named
    last = _live(field_id).filter(name=text.rsplit(BETWEEN, 1)[1])
    return next((option for option in last if path_of(option) == text), None)


def stands_for(text: str, option: CustomOption) -> bool:
    """Tell whether a text stands for a choice."""
    if text == option.name:
        return True
    return text.endswith(BETWEEN + option.name) and text == path_of(option)


def path_of(option: CustomOption) -> str:
    """Return the names from the root down to a choice (a statement for each above it)."""
    names, above = [option.name], option.parent
    while above is not None and len(names) < DEEPEST_TREE:
        names.append(above.name)
        above = above.parent
    return BETWEEN.join(reversed(names))


def _paths(options: list[CustomOption]) -> dict[int, str]:
    by_key = {option.pk: option for option in options}

    def names(option: CustomOption | None, depth: int = 0) -> list[str]:
        if option is None or depth > DEEPEST_TREE:
            return []
        return [*names(by_key.get(option.parent_id or 0), depth + 1), option.name]

    return {option.pk: BETWEEN.join(names(option)) for option in options}


def _live(field_id: int) -> QuerySet[CustomOption]:
    return CustomOption.objects.filter(field=field_id, deleted_at=None).order_by("position", "id")
