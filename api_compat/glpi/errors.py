"""Refusals in the dialect's form: status, code, message (contract section 14)."""

from typing import Any

from django.core.exceptions import ValidationError

DENIED = "You don't have permission to perform this action."
MISSING = "Item not found"


class Refusal(Exception):
    """A call that is answered with ["CODE", message]; `is_documented` adds the way to the help."""

    def __init__(
        self, code: str, message: Any, *, status: int = 400, is_documented: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.is_documented = is_documented


def bad_request(message: str = "Bad Request") -> Refusal:
    """A call that makes no sense."""
    return Refusal("ERROR", message, is_documented=True)


def bad_array() -> Refusal:
    """A call without usable input."""
    message = "input parameter must be an array of objects"
    return Refusal("ERROR_BAD_ARRAY", message, is_documented=True)


def missing_item() -> Refusal:
    """An item that is not there, or not for the caller."""
    return Refusal("ERROR_ITEM_NOT_FOUND", MISSING, status=404)


def right_missing() -> Refusal:
    """Reading without the right."""
    return Refusal("ERROR_RIGHT_MISSING", DENIED, status=403)


def unknown_type() -> Refusal:
    """A resource that is no item type."""
    message = "resource not found or not an instance of CommonDBTM"
    code = "ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM"
    return Refusal(code, message, is_documented=True)


class Unwritable(Exception):
    """An item that was not written; the message stands in the list of results."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def words_of(error: ValidationError) -> str:
    """Return what a refusal of the desk says, on one line."""
    if hasattr(error, "error_dict"):
        return "; ".join(
            f"{name}: {' '.join(part for one in errors for part in one.messages)}"
            for name, errors in error.error_dict.items()
        )
    return " ".join(error.messages)
