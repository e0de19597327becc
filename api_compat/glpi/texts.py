"""Texts on the wire: encoded on the way out, decoded on the way in (contract section 3)."""

import re
from typing import Any

from api_compat.glpi.flavour import Flavour

LEVELS = " > "
_SPECIAL = re.compile("[<>&]")
_ENCODED = re.compile(r"&#60;|&#62;|&#38;|&lt;|&gt;")
_RAW = re.compile(r"[<>]|&(?!#60;|#62;|#38;|lt;|gt;|amp;)")
_DECODED = {"&#60;": "<", "&#62;": ">", "&#38;": "&", "&lt;": "<", "&gt;": ">"}


class TreeName(str):
    """Names from the root, joined by a plain " > " that is not encoded."""

    __slots__ = ()


def encode(value: Any, flavour: Flavour) -> Any:
    """Return a value with every text in it encoded; keys stay."""
    if isinstance(value, str):
        return _encoded(value, flavour)
    if isinstance(value, dict):
        return {
            key: one if one is None or type(one) is int else encode(one, flavour)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [encode(one, flavour) for one in value]
    return value


def _encoded(text: str, flavour: Flavour) -> str:
    if not _SPECIAL.search(text):
        return text
    if isinstance(text, TreeName):
        return LEVELS.join(_encoded(str(part), flavour) for part in text.split(LEVELS))
    for raw, encoded in flavour.escapes:
        text = text.replace(raw, encoded)
    return text


def decode(value: Any) -> Any:
    """Return a text that was sent as it had been read, decoded; any other stays as it is."""
    if isinstance(value, str) and _ENCODED.search(value) and not _RAW.search(value):
        return _ENCODED.sub(lambda found: _DECODED[found.group()], value)
    return value
