"""The closed table of ops: name, parameters, shape of the answer, right.

An op is one function below `@op(…)`. It takes the Call and its parameters by name and returns
rows or
a value; parsing, rights, and writing CSV, XML and JSON are done here and in render.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from api_compat.integria.call import COMMA
from api_compat.integria.errors import EMPTY
from api_compat.integria.render import Shape

LARGEST = 2**63 - 1
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
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function as an op (and under further names)."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for each in (name, *also):
            OPS[each] = Op(
                each, function, params, shape, splits, right, missing, invalid, refused, unknown
            )
        return function

    return register


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
