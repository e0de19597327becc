"""Parameters of a request as PHP would see them, with every doubt about them kept.

Django's own request.GET replaces bytes that are not UTF-8 and lets the last of several values win
in silence, so the raw query string and form body are read here. Source: the contract of api.php,
sections 1 and 2.1, and the rules for credentials: exactly one string, never an array.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MAX_FIELDS = 1000
MAX_CREDENTIAL_LENGTH = 1024

Pair = tuple[str, str]


class UnreadableRequest(ValueError):
    """The request cannot be read as parameters; the dialect answers its usual failure."""


class TooManyFields(UnreadableRequest):
    """More fields than any client sends."""


class TooLarge(UnreadableRequest):
    """The body is over the configured limit."""


class NulInValue(UnreadableRequest):
    """A name or value holds NUL, which no column stores."""


class BadForm(UnreadableRequest):
    """The form body is broken or was cut off."""


class DoubtfulCredential(ValueError):
    """A credential was repeated, sent as an array or is too long: refuse it as wrong."""


@dataclass(frozen=True)
class Fields:
    """The fields of one part of a request (query string or form body)."""

    texts: Mapping[str, str] = field(default_factory=dict)
    arrays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Self:
        """Sort pairs by name: the last text wins, `name[]` and `name[key]` collect an array."""
        texts: dict[str, str] = {}
        arrays: dict[str, list[str]] = {}
        repeated: set[str] = set()
        for name, value in pairs:
            bare, bracket, _ = name.partition("[")
            if bracket and bare:
                arrays.setdefault(bare, []).append(value)
                continue
            if name in texts:
                repeated.add(name)
            texts[name] = value
        return cls(texts, {k: tuple(v) for k, v in arrays.items()}, frozenset(repeated))

    def __contains__(self, name: str) -> bool:
        """Tell whether the name was sent, even with an empty value."""
        return name in self.texts or name in self.arrays

    def is_doubtful(self, name: str) -> bool:
        """Tell whether the name stands for anything but one text."""
        return name in self.repeated or name in self.arrays


@dataclass(frozen=True)
class Parameters:
    """Query and form of one request; a name in the form hides the same name in the query."""

    query: Fields = field(default_factory=Fields)
    form: Fields = field(default_factory=Fields)

    def text(self, name: str, default: str = "") -> str:
        """Return the value; an empty one counts as not sent, but still hides the query."""
        return self._part(name).texts.get(name) or default

    def array(self, name: str) -> tuple[str, ...]:
        """Return the values of `name[]`, nothing when the name was sent as plain text."""
        return self._part(name).arrays.get(name, ())

    def credential(self, name: str) -> str:
        """Return a value that takes part in authentication.

        Raises DoubtfulCredential if query or form repeats the name or makes it an array, or if
        the value has more than 1,024 characters.
        """
        if self.query.is_doubtful(name) or self.form.is_doubtful(name):
            raise DoubtfulCredential(name)
        value = self.text(name)
        if len(value) > MAX_CREDENTIAL_LENGTH:
            raise DoubtfulCredential(name)
        return value

    def _part(self, name: str) -> Fields:
        return self.form if name in self.form else self.query


def read_parameters(request: HttpRequest) -> Parameters:
    """Read the query string and, for POST, the form body.

    Call it before anything touches request.POST. Raises UnreadableRequest.
    """
    # WSGI hands the raw query over as ISO-8859-1 text.
    raw_query = request.META.get("QUERY_STRING", "").encode("iso-8859-1", "replace")
    return Parameters(Fields.of(parse_pairs(raw_query)), Fields.of(_form_pairs(request)))


def parse_pairs(raw: bytes) -> list[Pair]:
    """Split url-encoded fields at `&` alone, and decode each once.

    Raises TooManyFields or NulInValue.
    """
    if raw.count(b"&") >= MAX_FIELDS:
        raise TooManyFields
    return [_pair(chunk) for chunk in raw.split(b"&") if chunk]


def decode_bytes(raw: bytes) -> str:
    """Return UTF-8 text; bytes that are not UTF-8 are taken as ISO-8859-1. Raises NulInValue."""
    if b"\0" in raw:
        raise NulInValue
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("iso-8859-1")


def _pair(chunk: bytes) -> Pair:
    name, _, value = chunk.partition(b"=")
    return _decoded(name), _decoded(value)


def _decoded(raw: bytes) -> str:
    return decode_bytes(unquote_to_bytes(raw.replace(b"+", b" ")))


def _form_pairs(request: HttpRequest) -> list[Pair]:
    if request.method != "POST":
        return []
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            return parse_pairs(request.body)
        if request.content_type == "multipart/form-data":
            return list(_multipart_pairs(request))
    except RequestDataTooBig as error:
        raise TooLarge from error
    except TooManyFieldsSent as error:
        raise TooManyFields from error
    except (MultiPartParserError, UnreadablePostError) as error:
        raise BadForm from error
    return []


def _multipart_pairs(request: HttpRequest) -> Iterator[Pair]:
    # Read as ISO-8859-1 and turned back, the parser's text is the client's bytes again; read as
    # UTF-8 it would hold replacement characters.
    request.encoding = "iso-8859-1"
    for name, values in request.POST.lists():
        for value in values:
            yield _redecoded(name), _redecoded(value)


def _redecoded(text: str) -> str:
    return decode_bytes(text.encode("iso-8859-1"))
