"""What a file may be called and what its bytes are: pure rules (threats.md rule 35).

Who may see or change a file is decided by the app that owns the row it hangs on.
"""

import codecs
import unicodedata

from files.vocabulary import MAX_NAME_LENGTH, OCTET_STREAM, PLAIN_TEXT

UNNAMED = "file"

# Joiners shape Persian words and emoji; every other format character (direction marks among them)
# can make a name read as what it is not.
_JOINERS = "\u200c\u200d"
_EDGES = f". {_JOINERS}"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_TEXT_CONTROLS = frozenset("\t\n\r\f")


def clean_file_name(name: str) -> str:
    """Return the name without path, invisible characters and leading dots, at most 150 long.

    The ending survives the cut. A name of which nothing is left becomes "file".
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = unicodedata.normalize("NFC", "".join(char for char in last if _is_visible(char)))
    # one blank for each run of white space: few people can type U+00A0
    return _cut(" ".join(visible.split()).strip(_EDGES)) or UNNAMED


def _is_visible(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in _INVISIBLE


def _cut(name: str) -> str:
    if len(name) <= MAX_NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 16:
        return name[:MAX_NAME_LENGTH].rstrip(_EDGES)
    return stem[: MAX_NAME_LENGTH - len(ending) - 1].rstrip(_EDGES) + dot + ending


def media_type_of(head: bytes) -> str:
    """Return the type that the first bytes of a file show; the name is not asked."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return PLAIN_TEXT if _is_text(head) else OCTET_STREAM


def _is_text(head: bytes) -> bool:
    try:
        # not final: the head may end in the middle of a character
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(text) and all(char >= " " or char in _TEXT_CONTROLS for char in text)
