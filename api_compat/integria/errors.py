"""What a refused or impossible call prints (contract sections 4, 5 and each op's "On failure")."""

from dataclasses import dataclass


class Refusal(Exception):
    """The call is refused: 200 with an empty body, whatever the op."""


@dataclass(frozen=True)
class Bare:
    """A text printed as it stands, in every format."""

    text: str


EMPTY = Bare("")
