"""Does a value have the shape that a case expects? Differences as texts; none means it has."""

import re
from typing import Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
TOKEN = re.compile(r"<(re:.*|[a-z]+(?:\|[a-z]+)*)>", re.DOTALL)
LIST_WORDS = frozenset({"$each", "$contains", "$len", "$min", "$max"})
KINDS = {
    "any": lambda value: True,
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "num": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "datetime": lambda value: isinstance(value, str) and MOMENT.fullmatch(value) is not None,
}


def filled(value: Any, names: dict[str, Any]) -> Any:
    """Return a value with ${name} replaced, also in keys."""
    if isinstance(value, str):
        whole = re.fullmatch(r"\$\{(\w+)\}", value)
        if whole:
            return names[whole.group(1)]
        return re.sub(r"\$\{(\w+)\}", lambda found: str(names[found.group(1)]), value)
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    if isinstance(value, dict):
        return {str(filled(key, names)): filled(one, names) for key, one in value.items()}
    return value


def picked(value: Any, path: str) -> Any:
    """Return the part of a value that a dotted path names."""
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def differences(shape: Any, value: Any, path: str = "$") -> list[str]:
    """Compare a value with a shape."""
    if isinstance(shape, str) and (token := TOKEN.fullmatch(shape)):
        return _token(token.group(1), value, path)
    if isinstance(shape, dict) and shape.keys() & LIST_WORDS:
        return _list(shape, value, path)
    if isinstance(shape, dict) and "$not" in shape:
        same = not differences(shape["$not"], value)
        return [f"{path}: must not be {shape['$not']!r}"] if same else []
    if isinstance(shape, dict):
        return _object(shape, value, path)
    if isinstance(shape, list):
        if not isinstance(value, list) or len(value) != len(shape):
            return [f"{path}: {value!r:.200} is not {shape!r:.200}"]
        pairs = enumerate(zip(shape, value, strict=True))
        return [text for at, pair in pairs for text in differences(*pair, f"{path}[{at}]")]
    same = shape == value and isinstance(shape, bool) == isinstance(value, bool)
    return [] if same else [f"{path}: {value!r:.200} is not {shape!r:.200}"]


def _token(token: str, value: Any, path: str) -> list[str]:
    if token.startswith("re:"):
        fits = isinstance(value, str) and re.search(token[3:], value, re.DOTALL)
        return [] if fits else [f"{path}: {value!r} does not match {token[3:]}"]
    fits = any(KINDS[kind](value) for kind in token.split("|"))
    return [] if fits else [f"{path}: {value!r:.100} is not <{token}>"]


def _list(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: {value!r:.100} is no list"]
    found = []
    if "$len" in shape and len(value) != shape["$len"]:
        found.append(f"{path}: {len(value)} elements, not {shape['$len']}")
    if not shape.get("$min", 0) <= len(value) <= shape.get("$max", len(value)):
        found.append(f"{path}: {len(value)} elements")
    for at, one in enumerate(value):
        found += differences(shape.get("$each", "<any>"), one, f"{path}[{at}]")
    wanted = shape.get("$contains", [])
    for one in wanted if isinstance(wanted, list) else [wanted]:
        if not any(not differences(one, element) for element in value):
            found.append(f"{path}: nothing like {one!r}")
    return found


def _object(shape: dict[str, Any], value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r:.100} is no object"]
    found = []
    for key, one in shape.items():
        if key == "$exact":
            continue
        if one == "<absent>":
            found += [f"{path}.{key}: must be absent"] if key in value else []
        elif key not in value:
            found.append(f"{path}.{key}: missing")
        else:
            found += differences(one, value[key], f"{path}.{key}")
    unknown = value.keys() - shape.keys()
    if shape.get("$exact") and unknown:
        found.append(f"{path}: unexpected {sorted(unknown)}")
    return found
