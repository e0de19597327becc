"""Parameters of endpoints: how a received value becomes one a handler takes.

Each reader raises Unfit for another type: the wire says so with 428 (contract section 5).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from api_compat.invgate.errors import Unfit
from api_compat.invgate.reading import Received
from files.operations import Content

Files = list[tuple[str, Content]]
"""Uploads as handlers take them: (name, bytes that lie in the storage already)."""

LARGEST = 2**63 - 1
LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())
LONGEST_ARRAY = 1000
_INTEGER = re.compile(r"-?\d{1,19}")
_NUMBER = re.compile(r"-?\d{1,19}(\.\d{1,19})?")


@dataclass(frozen=True)
class Param:
    """One parameter. `kind` is the type the manual prints; `choices` are the values allowed.

    `python_name` is the keyword under which the handler takes it.
    """

    name: str
    kind: str
    read: Callable[[Any], Any]
    required: bool = False
    choices: tuple[Any, ...] = ()
    help: str = ""
    is_file: bool = False
    is_prefix: bool = False
    takes_parts: bool = False

    @property
    def python_name(self) -> str:
        """The name as a keyword: "other-email" is other_email, "from" is from_."""
        name = self.name.replace("-", "_")
        return f"{name}_" if name in ("from", "pass") else name

    def value_of(self, received: Received) -> Any:
        """Return the value, None when it was not sent. Raises Unfit."""
        if self.takes_parts:
            return _named(file for files in received.files.values() for file in files)
        if self.is_prefix:
            return self._by_prefix(received)
        if self.is_file and self.name in received.files:
            return _named(received.files[self.name])
        sent = received.values.get(self.name)
        if sent in ("", {}, []) and (self.required or self.kind not in ("STRING", "TEXT")):
            sent = None
        if sent is None:
            if self.required:
                raise Unfit(f"Parameter {self.name} is required.")
            return None
        try:
            value = self.read(sent)
        except ValueError as error:
            raise Unfit(f"Parameter {self.name}: {error}") from error
        for each in value if isinstance(value, list) else [value]:
            if self.choices and each not in self.choices:
                allowed = ", ".join(map(str, self.choices))
                raise Unfit(f"Parameter {self.name}: {each!r} is none of {allowed}.")
        return value

    def _by_prefix(self, received: Received) -> dict[int, Any]:
        """Return {number behind the name: value} of all names that begin so."""
        found: dict[int, Any] = {}
        for name, sent in received.values.items():
            if name.startswith(self.name):
                try:
                    found[_integer(name.removeprefix(self.name))] = self.read(sent)
                except ValueError as error:
                    raise Unfit(f"Parameter {name}: {error}") from error
        return found


def integer(
    name: str, *, required: bool = False, choices: Mapping[int, str] | None = None, help: str = ""
) -> Param:
    """A whole number."""
    return Param(name, "INTEGER", _integer, required, tuple(choices or ()), help)


def number(name: str, *, required: bool = False, help: str = "") -> Param:
    """A decimal number."""
    return Param(name, "FLOAT", _number, required, (), help)


def text(
    name: str, *, required: bool = False, choices: tuple[str, ...] = (), help: str = ""
) -> Param:
    """A line of text."""
    return Param(name, "STRING", _text, required, choices, help)


def long_text(name: str, *, required: bool = False, help: str = "") -> Param:
    """A text of any length, HTML perhaps."""
    return Param(name, "TEXT", _text, required, (), help)


def flag(name: str, *, required: bool = False, help: str = "") -> Param:
    """Yes or no: 1, 0, true, false."""
    return Param(name, "BOOLEAN", _flag, required, (), help)


def integers(
    name: str, *, required: bool = False, choices: Mapping[int, str] | None = None, help: str = ""
) -> Param:
    """A list of whole numbers; a text with commas is none."""
    return Param(name, "ARRAY", _integers, required, tuple(choices or ()), help)


def texts(
    name: str, *, required: bool = False, choices: tuple[str, ...] = (), help: str = ""
) -> Param:
    """A list of texts."""
    return Param(name, "ARRAY", _texts, required, choices, help)


def mapping(name: str, *, required: bool = False, help: str = "") -> Param:
    """A map of texts by key."""
    return Param(name, "ARRAY", _mapping, required, (), help)


def uploads(name: str, *, help: str = "Files, as parts of a multipart body.") -> Param:
    """Files: parts of a multipart body."""
    return Param(name, "ARRAY", _no_file, help=help, is_file=True)


def parts() -> Param:
    """All files that came as parts, whatever their names."""
    return Param("parts", "ARRAY", _no_file, help="files of file fields", takes_parts=True)


def numbered(prefix: str, *, help: str = "") -> Param:
    """Texts, one or several, under names that end in a number: {number: [text]}."""
    return Param(prefix, "ARRAY", _one_or_several, help=help, is_prefix=True)


def epoch(name: str, *, required: bool = False, kind: str = "STRING", help: str = "") -> Param:
    """A moment as seconds since 1970."""
    return Param(name, kind, _epoch, required, (), help)


def moment(name: str, *, required: bool = False, help: str = "") -> Param:
    """A moment in ISO 8601; without a zone it is the desk's."""
    return Param(name, "STRING", _moment, required, (), help)


def _scalar(sent: Any) -> str:
    """Return a scalar as text; JSON's true and numbers among them."""
    if isinstance(sent, bool):
        return "1" if sent else "0"
    if isinstance(sent, str | int | float):
        return str(sent)
    raise ValueError("array type passed is invalid.")


def _integer(sent: Any) -> int:
    raw = _scalar(sent).strip()
    if isinstance(sent, bool) or not _INTEGER.fullmatch(raw) or abs(int(raw)) > LARGEST:
        raise ValueError("an integer is needed.")
    return int(raw)


def _number(sent: Any) -> float:
    raw = _scalar(sent).strip()
    if isinstance(sent, bool) or not _NUMBER.fullmatch(raw):
        raise ValueError("a number is needed.")
    return float(raw)


def _text(sent: Any) -> str:
    raw = _scalar(sent)
    if "\0" in raw:
        raise ValueError("a text holds no NUL.")
    raw.encode()  # lone surrogates, which JSON lets through, are no text
    return raw


def _flag(sent: Any) -> bool:
    word = _scalar(sent).strip().lower()
    if word in ("1", "true"):
        return True
    if word in ("0", "false"):
        return False
    raise ValueError("a boolean is needed.")


def _items(sent: Any) -> list[Any]:
    if isinstance(sent, dict):
        sent = list(sent.values())
    if not isinstance(sent, list):
        raise ValueError("string type passed is invalid, an array is needed.")
    if len(sent) > LONGEST_ARRAY:
        raise ValueError(f"more than {LONGEST_ARRAY} values.")
    return sent


def _integers(sent: Any) -> list[int]:
    return list(dict.fromkeys(_integer(each) for each in _items(sent)))


def _texts(sent: Any) -> list[str]:
    return [_text(each) for each in _items(sent)]


def _one_or_several(sent: Any) -> list[str]:
    return [_text(sent)] if not isinstance(sent, dict | list) else _texts(sent)


def _mapping(sent: Any) -> dict[str, str]:
    if isinstance(sent, list):
        sent = {str(position): value for position, value in enumerate(sent)}
    if not isinstance(sent, dict):
        raise ValueError("string type passed is invalid, a map is needed.")
    if len(sent) > LONGEST_ARRAY:
        raise ValueError(f"more than {LONGEST_ARRAY} values.")
    return {_text(key): _text(value) for key, value in sent.items()}


def _named(uploads: Iterable[UploadedFile]) -> Files:
    return [(upload.name or "file", upload) for upload in uploads]


def _no_file(_sent: Any) -> Files:
    raise ValueError("send files as parts of a multipart body.")


def _epoch(sent: Any) -> datetime:
    seconds = _integer(sent)
    if not 0 <= seconds <= LATEST:
        raise ValueError("seconds since 1970 are needed.")
    return datetime.fromtimestamp(seconds, UTC)


def _moment(sent: Any) -> datetime:
    raw = _text(sent).strip().replace(" ", "+") if "T" in str(sent) else _text(sent).strip()
    try:
        return datetime.fromisoformat(raw)
    except ValueError as error:
        raise ValueError("a moment in ISO 8601 is needed.") from error
