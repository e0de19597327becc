"""Ranges of lists: how they are asked for and told (contract sections 7 and 12)."""

import re
from dataclasses import dataclass

from api_compat.glpi.errors import Refusal, bad_request
from api_compat.glpi.parameters import Bag

MOST_ROWS = 1000
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows `start` to `end`, both among them; `told` is the end that the header names."""

    start: int
    end: int
    told: int
    is_default: bool

    def cut(self, total: int) -> tuple[int, int]:
        """Return (end of the rows, end told) for a list of this length."""
        return min(self.end, total - 1), min(self.told, total - 1)


def page_of(bag: Bag, *, size: int, rows_beyond: int, told_beyond: int) -> Page:
    """Return the page that a call asks for. Raises Refusal for a range of another form."""
    wanted = bag.get("range")
    if wanted is None:
        last = size - 1
        return Page(start=0, end=last + rows_beyond, told=last + told_beyond, is_default=True)
    found = _RANGE.fullmatch(str(wanted))
    if found is None or int(found.group(1)) > int(found.group(2)):
        raise bad_request("range must be in format : [start-end] with integers")
    start, end = int(found.group(1)), int(found.group(2))
    end = min(end, start + MOST_ROWS - 1)
    return Page(start=start, end=end, told=end, is_default=False)


def require_within(page: Page, total: int) -> None:
    """Raise Refusal for a page that begins behind the end."""
    if page.start > total:
        message = f"Provided range exceed total count of data: {total}"
        raise Refusal("ERROR_RANGE_EXCEED_TOTAL", message, is_documented=True)
