"""Stored files, and the links from a file to the rows it hangs on."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from audit.columns import Carrying, Row, Trash
from files.vocabulary import OCTET_STREAM


class StoredFile(Row, Trash, Carrying):
    """One upload: bytes under a random key, measured size and checksums, and one id in all doors.

    Two uploads of the same bytes are two rows with two keys.
    """

    file_name = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    media_type = models.CharField(max_length=255, default=OCTET_STREAM)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    sha1 = models.CharField(max_length=40)
    storage_key = models.CharField(max_length=64, unique=True, editable=False)
    uploader_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size_bytes__gte=0), name="storedfile_size"),
        ]
        indexes = [models.Index(fields=["sha1"], name="storedfile_sha1")]

    def __str__(self) -> str:
        return self.file_name


class FileLink(models.Model):
    """A file on a row of any app; the owner declares the GenericRelation (fields.md D8)."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="links")
    noun = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("noun", "object_id")
    comment = models.TextField(blank=True, default="")
    linked_by_id = models.BigIntegerField(null=True, blank=True)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "noun", "object_id"], name="filelink_once"),
        ]
        indexes = [models.Index(fields=["noun", "object_id"], name="filelink_owner")]

    def __str__(self) -> str:
        return f"{self.file_id} on {self.noun_id} {self.object_id}"
