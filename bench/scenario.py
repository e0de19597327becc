"""One kind of call that is measured: the call, the floor beside it, the goal."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.client import Call

RARE, MEDIUM = 4200, 400
"""Places of two words in the vocabulary: about 260 and 2,600 of 100,000 tickets have them."""
PRIME = 7919


@dataclass(frozen=True)
class Doors:
    """Where the desk answers, and what opens its doors to the agent of all groups."""

    address: str
    token: str
    session: str
    view: int


@dataclass(frozen=True)
class Facts:
    """What the calls are about, read from the data."""

    owner_id: int
    owner: str
    group_id: int
    listed: int
    tickets: int
    items: int

    @classmethod
    def read(cls, address: str) -> "Facts":
        """Ask the floor server."""
        (owner, number, items) = json.loads(Call("/floor/facts").send(address).content)
        owner_id, name, group_id, listed = owner[0]
        return cls(owner_id, name, group_id, listed, number[0][0], items[0][0])


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One kind of call. `goal_ms` is for the median; without one the goal is twice the floor's
    statements and 15 ms. `most_ratio` is to the answer through Django's models (`orm`) where there
    is one, else to the floor's. `as_fast_as` names a call before it and how many times its median
    this one may take.
    """

    name: str
    call: Callable[[int], Call]
    floor: Callable[[int], Call]
    orm: Callable[[int], Call] | None = None
    goal_ms: float | None = None
    most_ratio: float | None = None
    as_fast_as: tuple[str, float] | None = None
    times: int = 100


def some_ticket(facts: Facts, turn: int) -> int:
    """Return the number of a ticket, another one each turn."""
    return turn * PRIME % facts.tickets + 1


def floor(name: str, **parameters: object) -> Callable[[int], Call]:
    """Return the call of a floor of floors.sql."""
    return lambda turn: Call(f"/floor/{name}?{urlencode(parameters)}")


def orm(name: str, **parameters: object) -> Callable[[int], Call]:
    """Return the call of an answer of orm_answers.py."""
    return lambda turn: Call(f"/orm/{name}?{urlencode(parameters)}")


def has_lines(fewest: int, most: int) -> Callable[[bytes], bool]:
    """Return a check for the number of lines; texts of the data hold none."""
    return lambda content: fewest <= content.count(b"\n") <= most


def is_number(content: bytes) -> bool:
    """Say whether an answer is a bare number above zero."""
    return content.replace(b".", b"").isdigit() and float(content) > 0


def says(pattern: str) -> Callable[[bytes], bool]:
    """Return a check for an answer that holds something."""
    compiled = re.compile(pattern.encode())
    return lambda content: compiled.search(content) is not None


def counts(pattern: str, number: int) -> Callable[[bytes], bool]:
    """Return a check for an answer that holds something so many times."""
    compiled = re.compile(pattern.encode())
    return lambda content: len(compiled.findall(content)) == number
