"""How one value of an answer becomes text."""

from decimal import Decimal

Value = str | int | float | Decimal | bool | None


def text_of(value: Value) -> str:
    """Return the text a database driver would print: nothing for None, 1 and 0 for booleans."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
