"""Lines as PHP's fputcsv writes them, which is not what RFC 4180 or Python's csv module does.

Source: the contract of api.php, section 6.
"""

import re
from collections.abc import Iterable, Iterator

from api_compat.wire.values import Value, text_of

_needs_quotes = re.compile(r'[,"\\\r\n\t ]').search
# fputcsv leaves a quote alone when its escape character, the backslash, stands right before it.
_quote_to_double = re.compile(r'(?<!\\)"')
_TWO_QUOTES = '""'


def field(value: Value) -> str:
    """Return one cell, enclosed in quotes only if it needs them."""
    text = value if type(value) is str else text_of(value)
    if not _needs_quotes(text):
        return text
    return f'"{_quote_to_double.sub(_TWO_QUOTES, text)}"'


def row(values: Iterable[Value]) -> str:
    r"""Return one line with its `\n`."""
    return ",".join(map(field, values)) + "\n"


def rows(items: Iterable[Iterable[Value]]) -> Iterator[str]:
    """Write one line per item as it comes, for answers too long to hold."""
    return map(row, items)
