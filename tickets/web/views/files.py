"""The bytes of a file, for whoever may see what it hangs on at this moment."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from audit.actor import Actor
from doors.pages import actor_of, for_people
from files.models import StoredFile
from files.queries import open_file
from files.vocabulary import OCTET_STREAM
from tickets.queries import draft_file, file_for

SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain")
TYPED = (*SHOWN, "application/pdf")
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
CHUNK = 64 * 1024


@require_safe
@for_people
def download(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Send a file that hangs on a visible ticket or line, or in one's own draft.

    One byte range is answered with that part. `?view` shows pictures and plain text in place;
    everything else is saved, and nothing of it may run.
    """
    file = _file(actor_of(request), file_id)
    first, last = 0, file.size_bytes - 1
    wanted = request.headers.get("Range", "")
    part = _range(wanted, file.size_bytes) if wanted else None
    if wanted.startswith("bytes=") and part is None and "," not in wanted:
        answer: HttpResponseBase = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{file.size_bytes}"
        return answer
    if part is not None:
        first, last = part
    length = last - first + 1
    answer = StreamingHttpResponse(
        _bytes(file, first, length), status=206 if part is not None else 200
    )
    if part is not None:
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{file.size_bytes}"
    is_shown = "view" in request.GET and file.media_type in SHOWN
    name = content_disposition_header(not is_shown, file.file_name)
    kind = file.media_type if file.media_type in TYPED else OCTET_STREAM
    answer.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
    answer.headers["Content-Length"] = str(length)
    answer.headers["Content-Disposition"] = name or f"attachment; filename*=utf-8''{quote('file')}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _file(actor: Actor, file_id: int) -> StoredFile:
    try:
        return file_for(actor, file_id)[0].file
    except ObjectDoesNotExist:
        return draft_file(actor, file_id).file


def _range(wanted: str, size: int) -> tuple[int, int] | None:
    """Return (first, last) of a single byte range; None for none that can be answered."""
    found = RANGE.fullmatch(wanted)
    if found is None or not any(found.groups()):
        return None
    begin, end = found.groups()
    if not begin:
        first, last = max(size - int(end), 0), size - 1
    else:
        first, last = int(begin), min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last < size else None


def _bytes(file: StoredFile, first: int, length: int) -> Iterator[bytes]:
    with open_file(file) as content:
        stream: Any = content
        stream.seek(first)
        left = length
        while left > 0:
            chunk = stream.read(min(CHUNK, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk
