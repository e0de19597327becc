"""What is asked about, in the words of the app that owns it.

An app whose rows are asked about names a function in AppConfig.ready(); it gets the reader and the
keys of rows, and tells of those what a voter has to know, in few statements however many they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audit.actor import Actor


@dataclass(frozen=True)
class Subject:
    """A row that is asked about: its name, what else is known, whether the reader may open it."""

    key: int
    name: str
    text: str = ""
    text_format: str = "text"
    facts: tuple[tuple[str, str], ...] = ()
    is_visible: bool = False


Teller = Callable[[Actor, Iterable[int]], dict[int, Subject]]
_tellers: dict[str, Teller] = {}


def tell_of(noun: str, function: Teller) -> None:
    """Let the function tell of rows of this noun."""
    _tellers[noun] = function


def subjects_of(actor: Actor, rows: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    """Return {(noun, key): what is known of the row} for an actor that is asked about them."""
    keys: dict[str, list[int]] = {}
    for noun, key in rows:
        keys.setdefault(noun, []).append(key)
    return {
        (noun, key): subject
        for noun, wanted in keys.items()
        if noun in _tellers
        for key, subject in _tellers[noun](actor, wanted).items()
    }
