"""Door: stored files in the back office, without their bytes."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from doors.admin import ReadOnlyAdmin, ReadOnlyInline
from files.models import FileLink, StoredFile


class FileLinkInline(ReadOnlyInline):
    """What a file hangs on."""

    model = FileLink
    fields = ("noun", "object_id", "comment", "linked_at")


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """Uploads: name, type, size and where they hang."""

    list_display = ("file_name", "media_type", "size_shown", "uploader_id", "created_at")
    list_filter = ("media_type",)
    search_fields = ("file_name", "title", "sha256")
    ordering = ("-id",)
    fields = (
        "file_name",
        "title",
        "comment",
        "media_type",
        "size_shown",
        "sha256",
        "uploader_id",
        "created_at",
    )
    inlines = (FileLinkInline,)

    @display(description=_("size"), ordering="size_bytes")
    def size_shown(self, file: StoredFile) -> str:
        """Return the size for people."""
        return filesizeformat(file.size_bytes)
