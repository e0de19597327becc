"""Is an answer the one the contract asks for? Pure functions.

The language of the cases (shapes, paths, operators) is described in the contract's run_cases.py.
Every function returns the first difference as text, or nothing.
"""

import re
from collections.abc import Callable
from typing import Any

ABSENT = object()
NOT_JSON = object()

_STEP = re.compile(r"\[[^\]]+\]|[^.\[\]]+")
_CHOICE = re.compile(r"\[([^=]+)=(.*)\]")


def judge(expected: dict[str, Any], status: int, body: Any) -> str:
    """Compare an answer with what a case expects."""
    if "any_of" in expected:
        differences = [judge(each, status, body) for each in expected["any_of"]]
        return "" if "" in differences else " or ".join(differences)
    allowed = expected["status"] if isinstance(expected["status"], list) else [expected["status"]]
    if status not in allowed:
        return f"status {status} instead of {allowed}: {body!r}"
    if body is NOT_JSON:
        return "no JSON"
    if "body_shape" in expected:
        difference = shape_difference(expected["body_shape"], body)
        if difference:
            return difference
    for path, wanted in expected.get("values", {}).items():
        difference = value_difference(found_at(body, path), wanted)
        if difference:
            return f"{path}: {difference}"
    return ""


# --- shapes -------------------------------------------------------------------


def is_whole(value: Any) -> bool:
    """Tell whether it is a whole number, and no boolean."""
    return isinstance(value, int) and not isinstance(value, bool)


WORDS: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: True,
    "null": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "int": is_whole,
    "num": lambda value: is_whole(value) or isinstance(value, float),
    "str": lambda value: isinstance(value, str),
    "id": lambda value: is_whole(value) or (isinstance(value, str) and value.isdigit()),
    "flag": lambda value: isinstance(value, bool) or value in (0, 1, "0", "1"),
    "date": lambda value: is_whole(value) or isinstance(value, str),
    "list": lambda value: isinstance(value, list),
    "obj": lambda value: isinstance(value, dict),
}


def shape_difference(shape: Any, value: Any, place: str = "$") -> str:
    """Compare a value with a shape: a word, a list of, a map of, or an object."""
    if isinstance(shape, str):
        return "" if _fits(shape, value) else f"{place}: {value!r} is not {shape}"
    if isinstance(shape, list):
        return _list_difference(shape[0], value, place)
    if "$map" in shape:
        return _map_difference(shape["$map"], value, place)
    return _object_difference(shape, value, place)


def _fits(words: str, value: Any) -> bool:
    for word in words.split("|"):
        if word.endswith("?") and value is None:
            return True
        if WORDS[word.removesuffix("?")](value):
            return True
    return False


def _list_difference(shape: Any, value: Any, place: str) -> str:
    if not isinstance(value, list):
        return f"{place}: {value!r} is no list"
    differences = (
        shape_difference(shape, each, f"{place}[{position}]") for position, each in enumerate(value)
    )
    return next(filter(None, differences), "")


def _map_difference(shape: Any, value: Any, place: str) -> str:
    if value == []:
        return ""
    if not isinstance(value, dict):
        return f"{place}: {value!r} is no map"
    differences = (shape_difference(shape, each, f"{place}.{key}") for key, each in value.items())
    return next(filter(None, differences), "")


def _object_difference(shape: dict[str, Any], value: Any, place: str) -> str:
    if not isinstance(value, dict):
        return f"{place}: {value!r} is no object"
    for key, part in shape.items():
        name = key.removesuffix("?")
        if name in value:
            difference = shape_difference(part, value[name], f"{place}.{name}")
            if difference:
                return difference
        elif not key.endswith("?"):
            return f"{place}.{name} is missing"
    return ""


# --- values -------------------------------------------------------------------


def found_at(body: Any, path: str) -> list[Any]:
    """Return what stands at a dotted path; several values for "*"."""
    found = [body]
    for step in [] if path == "$" else _STEP.findall(path):
        found = [below for value in found for below in _step(value, step)]
    return found


def _step(value: Any, step: str) -> list[Any]:
    choice = _CHOICE.fullmatch(step)
    children = list(value.values()) if isinstance(value, dict) else value
    children = children if isinstance(children, list) else []
    if choice:
        rows = [row for row in children if isinstance(row, dict)]
        return [row for row in rows if same(row.get(choice.group(1)), choice.group(2))][:1]
    if step == "$keys":
        return [list(value) if isinstance(value, dict) else []]
    if step == "*":
        return children
    if isinstance(value, dict):
        return [value[step]] if step in value else []
    if (
        isinstance(value, list)
        and step.lstrip("-").isdigit()
        and -len(value) <= int(step) < len(value)
    ):
        return [value[int(step)]]
    return []


def same(left: Any, right: Any) -> bool:
    """Tell whether two values are the same to a client that does not care about digit strings."""
    if left == right and isinstance(left, bool) == isinstance(right, bool):
        return True
    plain = (int, str)
    if isinstance(left, bool) or isinstance(right, bool):
        return isinstance(right, bool) and left in (0, 1, "0", "1") and bool(int(left)) == right
    if isinstance(left, plain) and isinstance(right, plain):
        return str(left) == str(right)
    try:
        return abs(float(left) - float(right)) < 1e-9
    except (TypeError, ValueError):
        return False


def _has(value: Any, wanted: Any) -> bool:
    items = list(value) if isinstance(value, dict) else value
    if isinstance(items, list):
        return any(same(item, wanted) for item in items)
    return str(wanted) in str(items)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$in": lambda value, wanted: any(same(value, each) for each in wanted),
    "$has": _has,
    "$nothas": lambda value, wanted: not _has(value, wanted),
    "$ge": lambda value, wanted: float(value) >= wanted,
    "$le": lambda value, wanted: float(value) <= wanted,
    "$len": lambda value, wanted: len(value) == wanted,
    "$minlen": lambda value, wanted: len(value) >= wanted,
    "$re": lambda value, wanted: re.search(str(wanted), str(value)) is not None,
    "$ne": lambda value, wanted: not same(value, wanted),
}


def value_difference(found: list[Any], wanted: Any) -> str:
    """Compare what was found at a path with a literal or with operators."""
    if isinstance(wanted, dict) and wanted and all(key.startswith("$") for key in wanted):
        return next(filter(None, (_operate(found, *pair) for pair in wanted.items())), "")
    if not found:
        return "nothing is there"
    is_same = same(found[0], wanted) or found[0] == wanted
    return "" if is_same else f"{found[0]!r} instead of {wanted!r}"


def _operate(found: list[Any], operator: str, wanted: Any) -> str:
    if operator == "$absent":
        return f"{found[0]!r} should not be there" if found else ""
    if not found:
        return "nothing is there"
    try:
        holds = OPERATORS[operator](found[0], wanted)
    except (TypeError, ValueError):
        holds = False
    return "" if holds else f"{found[0]!r} is not {operator} {wanted!r}"
