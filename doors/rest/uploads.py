"""Files in: one upload as multipart."""

from dataclasses import dataclass
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from doors.rest.inputs import Input, Line, Text


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    file: Any
    file_name: str
    comment: str


class UploadIn(Input):
    """An upload; `file_name` stands in place of the name that the file came with."""

    draft: ClassVar[type[Any]] = Upload
    file = serializers.FileField(allow_empty_file=True, max_length=255)
    comment = Text(required=False, allow_blank=True)
    file_name = Line(required=False)

    @classmethod
    def draft_of(cls, values: dict[str, Any]) -> Upload:
        """Return the upload under its name."""
        file = values["file"]
        return Upload(file, values.get("file_name") or file.name, values.get("comment", ""))


class ReadsUploads:
    """A view whose bodies are multipart."""

    def get_parsers(self) -> list[Any]:
        """Read uploads as multipart."""
        return [MultiPartParser()]
