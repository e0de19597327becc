"""What a call that is not answered says (contract section 5)."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)


class Refusal(Exception):
    """The call is refused with a status of its own; `body` has at least `error` and `status`."""

    def __init__(self, status: int, text: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"error": text, "status": status}


class Unfit(Refusal):
    """A parameter is missing or of another type: 428."""

    def __init__(self, text: str) -> None:
        super().__init__(428, text)


class NoFilter(Exception):
    """A list was asked for without saying which: 200 with `status: ERROR`."""


REFUSALS = (ValidationError, ObjectDoesNotExist, PermissionDenied)


def as_write(error: Exception) -> dict[str, Any]:
    """Return the answer to a write that could not be done; the capital key is that of
    /internalnotes.
    """
    text = words_of(error)
    return {"status": "ERROR", "Status": "ERROR", "info": text, "error": text}


def as_read(error: Exception) -> Refusal:
    """Return the refusal of a read: 403 without the right, 428 for nonsense, else 404."""
    if isinstance(error, PermissionDenied):
        return Refusal(403, words_of(error))
    if isinstance(error, ValidationError):
        return Unfit(words_of(error))
    return Refusal(404, words_of(error))


def words_of(error: Exception) -> str:
    """Return what people read about a refusal."""
    if isinstance(error, ValidationError):
        return " ".join(_lines(error))
    if isinstance(error, PermissionDenied):
        return "You do not have permission to do this."
    return "It does not exist."


def _lines(error: ValidationError) -> Iterator[str]:
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for name, errors in error.error_dict.items():
        prefix = "" if name == NON_FIELD_ERRORS else f"{name}: "
        for each in errors:
            yield from (f"{prefix}{message}" for message in each.messages)
