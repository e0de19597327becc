"""The choices of list and tree fields, by the texts with which tickets hold them.

A choice is held by its name. Where a tree has several of one name it is held by the names from the
root down: "Printers > Other".
"""

from collections import Counter
from collections.abc import Iterable

from tickets.models import CustomOption, FormField
from tickets.queries.fields import options_of

BETWEEN = " > "
DEEPEST_TREE = 50


def choices_of(options: Iterable[CustomOption]) -> list[tuple[str, str]]:
    """Return (text, label) of the live ones among all choices of a field, as people choose: those
    of a tree by the names from the root down.
    """
    live = [option for option in options if option.deleted_at is None]
    paths = _paths(live)
    named = [(text, paths[key]) for key, text in _texts(live, paths).items()]
    has_tree = any(option.parent_id is not None for option in live)
    return sorted(named, key=lambda pair: pair[1].casefold()) if has_tree else named


def text_of_condition(place: FormField, parent: FormField | None) -> str:
    """Return the text of the choice of another field of the form that makes a field appear, also
    when the choice was removed since; empty for a field that always appears.

    The places are those of queries.form_fields.
    """
    option = place.parent_option
    if parent is None or option is None:
        return ""
    live = [each for each in parent.field.options.all() if each.deleted_at is None]
    return _texts(live, _paths(live)).get(option.pk, option.name)


def text_of_choice(option: CustomOption) -> str:
    """Return the text of one choice (one statement, and one for each above it where the name is
    not the only one).
    """
    others = options_of(option.field_id).exclude(pk=option.pk)
    return path_of(option) if others.filter(name=option.name).exists() else option.name


def choice_for(field_id: int, text: str) -> CustomOption | None:
    """Return the live choice that a text stands for: the one at the root of that name, else the
    first of that name, else the one of this path.
    """
    named = list(options_of(field_id).filter(name=text))
    if named or BETWEEN not in text:
        # the path of a root is its name alone
        at_root = (option for option in named if option.parent_id is None)
        return next(at_root, named[0] if named else None)
    last = options_of(field_id).filter(name=text.rsplit(BETWEEN, 1)[1])
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


def _texts(live: list[CustomOption], paths: dict[int, str]) -> dict[int, str]:
    """Return {choice: text} of all live choices of a field."""
    names = Counter(option.name for option in live)
    return {
        option.pk: paths[option.pk] if names[option.name] > 1 else option.name for option in live
    }
