"""Text as the 2017 server stored and printed it: HTML-encoded, blanks and controls included.

Only the compatibility switch `encode_text` and the `label_enco` column of custom fields use this;
our own rows hold plain text. Source: the contract of api.php, section 2.1.
"""

import re
from html.entities import codepoint2name, name2codepoint

# HTML 4 names, so the apostrophe has none.
_TABLE = {code: f"&{name};" for code, name in codepoint2name.items()}
_TABLE.update({code: f"&#x{code:02x};" for code in range(33)})
_TABLE.update({ord("'"): "&#039;", ord("\\"): "&#92;", ord("("): "&#40;", ord(")"): "&#41;"})

# What PHP's is_numeric accepts: such a value is left alone.
_is_numeric = re.compile(
    r"[ \t\n\r\v\f]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII
).fullmatch
_REFERENCE = re.compile(r"&(?:#[xX]([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]*));")


def encode(text: str) -> str:
    """Return the text HTML-encoded, or unchanged when it is a plain number."""
    if _is_numeric(text):
        return text
    encoded = text.translate(_TABLE)
    # In this order, as the original did: `/*/` keeps its last slash.
    return encoded.replace("/*", "&#47;&#42;").replace("*/", "&#42;&#47;")


def decode(text: str) -> str:
    """Return the plain text; references that name no character stay as they are.

    html.unescape would drop most control characters and guess at names without a semicolon.
    """
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        code = name2codepoint.get(name, -1)
    else:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    is_character = 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else match.group()
