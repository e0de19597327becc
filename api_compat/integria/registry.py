"""The closed table of ops: name, parameters, shape of the answer, right.

An op is one function below `@op(…)`. It takes the Call and its parameters by name and returns
rows or a value; parsing, rights, and writing CSV, XML and JSON are done here and in render.py.
Other apps add theirs through extension.py.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from accounts.vocabulary import RIGHTS
from api_compat.integria.call import COMMA
from api_compat.integria.errors import EMPTY
from api_compat.integria.render import Shape

LARGEST = 2**63 - 1
_ELEMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LEADING_INTEGER = re.compile(r"\s*([+-]?\d{1,30})")


@dataclass(frozen=True)
class Param:
    """A positional parameter: how its text is read, and the value of an absent or empty one."""

    name: str
    read: Callable[[str], Any]
    default: Any = ""
    takes_rest: bool = False


def text(name: str, default: str | None = "", *, commas: bool = True) -> Param:
    """A text; `:::` in it means a comma (contract section 2.2)."""
    return Param(name, (lambda raw: raw.replace(COMMA, ",")) if commas else str, default)


def integer(name: str, default: int | None = 0) -> Param:
    """A whole number; as the old database did, the leading digits count and anything else is 0."""
    return Param(name, leading_integer, default)


def decimal(name: str, default: Decimal | None = Decimal(0)) -> Param:
    """A decimal number with a point; anything else is refused as no number."""
    return Param(name, _decimal, default)


def rest(name: str) -> Param:
    """All remaining values, as texts."""
    return Param(name, lambda raw: raw.replace(COMMA, ","), (), takes_rest=True)


def leading_integer(raw: str) -> int:
    """Return the number a text begins with, 0 without one, capped to what a column holds."""
    found = _LEADING_INTEGER.match(raw)
    return max(-LARGEST, min(int(found.group(1)), LARGEST)) if found else 0


@dataclass(frozen=True)
class Op:
    """One operation. What it prints instead of an answer: `missing` for what does not exist for the
    caller (`unknown`, if given, for an administrator, from whom nothing is hidden), `invalid` for
    what
    does not pass, `refused` for what the caller may not do.
    """

    name: str
    function: Callable[..., Any]
    params: tuple[Param, ...]
    shape: Shape
    splits: bool = True
    right: str | None = None
    missing: Any = EMPTY
    invalid: Any = EMPTY
    refused: Any = EMPTY
    unknown: Any = None
    takes_file: bool = False
    """A file travels in its parameters: its calls may be large."""

    def arguments(self, raw: str, token: str) -> dict[str, Any]:
        """Return {name: value} from the joined parameters: missing ones get defaults, extra ones
        go.
        """
        values = raw.split(token) if self.splits else [raw]
        found: dict[str, Any] = {}
        for position, param in enumerate(self.params):
            if param.takes_rest:
                found[param.name] = tuple(param.read(value) for value in values[position:])
                break
            value = values[position] if position < len(values) else ""
            found[param.name] = param.read(value) if value != "" else param.default
        return found


OPS: dict[str, Op] = {}


def op(
    name: str,
    *params: Param,
    shape: Shape,
    splits: bool = True,
    right: str | None = None,
    missing: Any = EMPTY,
    invalid: Any = EMPTY,
    refused: Any = EMPTY,
    unknown: Any = None,
    also: tuple[str, ...] = (),
    takes_file: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function as an op (and under further names).

    Raises ImproperlyConfigured for an op that could not answer, or a name that is taken.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for each in (name, *also):
            operation = Op(
                each,
                function,
                params,
                shape,
                splits,
                right,
                missing,
                invalid,
                refused,
                unknown,
                takes_file,
            )
            _require_sound(operation)
            OPS[each] = operation
        return function

    return register


def _require_sound(operation: Op) -> None:
    place = f"Op {operation.name} of {operation.function.__module__}"
    if operation.name in OPS:
        other = OPS[operation.name].function.__module__
        raise ImproperlyConfigured(f"{place}: {other} has an op of this name already.")
    if operation.right is not None and operation.right not in RIGHTS:
        raise ImproperlyConfigured(f"{place}: there is no right {operation.right}.")
    for tag in operation.shape.tags():
        if not _ELEMENT.fullmatch(tag):
            raise ImproperlyConfigured(f"{place}: {tag!r} cannot be the name of an XML element.")
    values = {param.name: None for param in operation.params}
    try:
        inspect.signature(operation.function).bind(None, **values)
    except TypeError as error:
        raise ImproperlyConfigured(f"{place} does not take its parameters: {error}.") from error


class NotANumber(ValueError):
    """A decimal parameter that is no number."""


def _decimal(raw: str) -> Decimal:
    try:
        value = Decimal(raw.strip())
    except InvalidOperation as error:
        raise NotANumber(raw) from error
    if not value.is_finite() or abs(value) >= 10**15:
        raise NotANumber(raw)
    return value
