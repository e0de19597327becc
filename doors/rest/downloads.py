"""Files out, whole or in part (RFC 9110 section 14); nothing a browser would run."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response

from doors.rest.problems import MEDIA_TYPE, problem

SAFE_TYPES = frozenset(
    {
        "application/pdf",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
    }
)
CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


describes_download = extend_schema(
    parameters=[
        OpenApiParameter(
            "Range",
            str,
            OpenApiParameter.HEADER,
            description="As bytes=0-99; anything but one range is answered with the whole file.",
        )
    ],
    responses={
        (status, media_type): OpenApiTypes.BINARY
        for status in (200, 206)
        for media_type in ("application/octet-stream", *sorted(SAFE_TYPES))
    }
    | {
        (416, MEDIA_TYPE): OpenApiResponse(
            {"$ref": "#/components/schemas/Problem"}, "The range lies outside the file."
        )
    },
)
"""Put on the act that answers with `download`."""


class NoSuchRange(Exception):
    """The range lies outside the file."""


def download(
    content: Any, *, size: int, file_name: str, media_type: str, digest: str, wanted: str
) -> HttpResponseBase:
    """Return the bytes of an open file; `wanted` is the Range header or empty.

    Several ranges at once are answered with the whole file, one outside the file with 416.
    """
    try:
        begin, end = _bounds(wanted, size)
    except NoSuchRange:
        refused = problem(416, "no_such_range", "The range lies outside the file.")
        told = {"Content-Range": f"bytes */{size}"}
        return Response(refused, status=416, headers=told, content_type=MEDIA_TYPE)
    content.seek(begin)
    answer = StreamingHttpResponse(_part(content, end - begin), status=206 if wanted else 200)
    if wanted and (begin, end) == (0, size) and not _RANGE.fullmatch(wanted):
        answer.status_code = 200
    if answer.status_code == 206:
        answer["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    answer["Content-Length"] = str(end - begin)
    answer["Content-Type"] = media_type if media_type in SAFE_TYPES else "application/octet-stream"
    answer["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{digest}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _bounds(wanted: str, size: int) -> tuple[int, int]:
    """Return the first byte and the one behind the last."""
    found = _RANGE.fullmatch(wanted)
    if not found or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        begin, end = max(size - int(last), 0), size
    else:
        begin, end = int(first), min(int(last) + 1 if last else size, size)
    if begin >= end:
        raise NoSuchRange
    return begin, end


def _part(content: Any, length: int) -> Iterator[bytes]:
    with content:
        while length > 0 and (chunk := content.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
