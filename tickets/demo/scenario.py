"""The form in which the demo's conversations are written."""

from dataclasses import dataclass

from tickets.vocabulary import FollowupKind, Kind, Resolution

AGENT, COLLEAGUE, CUSTOMER = "agent", "colleague", "customer"


@dataclass(frozen=True)
class Line:
    """One contribution, in several wordings. `waits`: the ticket then waits for the customer.

    `files` names what comes along with each wording, "" for nothing.
    """

    who: str
    texts: tuple[str, ...]
    kind: str = FollowupKind.MESSAGE
    minutes: int = 0
    waits: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A story that happens again and again to different people.

    Wordings that stand at the same place in their tuples belong together; a shorter tuple begins
    again. Texts may name {customer}, {agent}, {other} (somebody else in the company), {company},
    {town}, {item}, {weekday}, {code}, {n} (2 to 9) and {m} (11 to 58).

    `item` is the role of the thing it is about (things.py), `files` what comes with the opener,
    `form` the form that is filled in, `spread` how many more people report the same, `most` how
    often it may happen; an internal one is reported by staff.
    """

    group: str
    category: str
    titles: tuple[str, ...]
    openers: tuple[str, ...]
    lines: tuple[Line, ...]
    kind: str = Kind.INCIDENT
    urgency: int = 3
    impact: int = 2
    resolution: int = Resolution.FIXED
    item: str = ""
    files: tuple[str, ...] = ()
    form: str = ""
    spread: int = 0
    most: int = 99
    is_internal: bool = False
    language: str = "en"


def says(*texts: str, minutes: int = 0) -> Line:
    """The agent writes to the customer."""
    return Line(AGENT, texts, minutes=minutes)


def asks(*texts: str, minutes: int = 5) -> Line:
    """The agent asks something, and the ticket waits for the answer."""
    return Line(AGENT, texts, minutes=minutes, waits=True)


def notes(*texts: str, minutes: int = 0) -> Line:
    """The agent writes down what only colleagues read."""
    return Line(AGENT, texts, kind=FollowupKind.NOTE, minutes=minutes)


def adds(*texts: str, minutes: int = 10) -> Line:
    """A colleague writes down what only colleagues read."""
    return Line(COLLEAGUE, texts, kind=FollowupKind.NOTE, minutes=minutes)


def answers(*texts: str, files: tuple[str, ...] = ()) -> Line:
    """The customer writes."""
    return Line(CUSTOMER, texts, files=files)


def solves(*texts: str, minutes: int = 15) -> Line:
    """The agent says what was done; the ticket is resolved."""
    return Line(AGENT, texts, kind=FollowupKind.SOLUTION, minutes=minutes)
