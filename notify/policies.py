"""What may stand in a mail's header: pure rules (threats.md rule 40)."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_ADDRESS_LENGTH = 254
# Headers that a caller may bring; all others are the queue's own.
CALLER_HEADERS = frozenset({"In-Reply-To", "References", "Reply-To"})

# What str.splitlines() and mail programs take for the end of a line, and NUL.
_LINE_END = re.compile("[\r\n\v\f\x00\x1c-\x1e\x85\u2028\u2029]")
_TEMPLATE = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")


def is_address(text: str) -> bool:
    """Tell whether the text is exactly one bare address that a mail can go to."""
    if not text or len(text) > MAX_ADDRESS_LENGTH or _LINE_END.search(text):
        return False
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):  # the parser raises all three for broken text
        return False
    # comments and blanks are dropped by the parser: such a text is not one bare address
    return bool(parsed.domain) and parsed.addr_spec == text


def require_address(text: str, field: str) -> None:
    """Raise ValidationError(code="address") unless the text is one bare address."""
    if not is_address(text):
        message = _("This is not one e-mail address.")
        raise ValidationError({field: ValidationError(message, code="address")})


def require_headers(headers: dict[str, Any]) -> None:
    """Raise ValidationError(code="header") for a header not the caller's, or with line ends."""
    for name, value in headers.items():
        if name not in CALLER_HEADERS or not isinstance(value, str) or _LINE_END.search(value):
            message = _("The header “%(name)s” is refused.") % {"name": name}
            raise ValidationError({"headers": ValidationError(message, code="header")})


def require_template(name: str) -> None:
    """Raise ValidationError(code="template") unless it can be a template's name."""
    if not _TEMPLATE.fullmatch(name):
        raise ValidationError(
            {"template": ValidationError(_("Unknown template."), code="template")}
        )


def one_line(text: str) -> str:
    """Return the text on one line: every run of white space and line ends becomes one blank."""
    return " ".join(_LINE_END.sub(" ", text).split())
