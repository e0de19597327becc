"""How large the body of a request may be (threats.md rule 29).

Files travel in multipart forms, which have limits of their own; any other body is small. Alone
attach_file of api.php sends a file inside a form.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

MAX_BODY_BYTES = 1024 * 1024


def body_bytes(request: HttpRequest) -> int:
    """Return how many bytes were announced; the server hands over no more."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def is_large(request: HttpRequest) -> bool:
    """Tell whether the body is over the limit and no multipart form."""
    is_multipart = request.content_type == "multipart/form-data"
    return not is_multipart and body_bytes(request) > MAX_BODY_BYTES


def small_body(request: HttpRequest) -> bytes:
    """Return the body. Raises RequestDataTooBig."""
    if is_large(request):
        raise RequestDataTooBig
    return request.body
