"""Stored files, and the links from a file to the rows it hangs on."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from audit.columns import Carrying, Row, Trash
from files.vocabulary import OCTET_STREAM


class DocumentCategory(Row, Carrying):
    """What a document is about: a tree."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    full_name = models.TextField(blank=True, default="", editable=False)
    level = models.PositiveSmallIntegerField(default=1, editable=False)
    path = models.CharField(max_length=255, blank=True, default="", editable=False)

    class Meta:
        verbose_name_plural = "document categories"

    def __str__(self) -> str:
        return self.full_name or self.name

    def place(self) -> None:
        """Set full_name, level and path from the parent; the row must have its key."""
        above = self.parent
        self.full_name = self.name if above is None else f"{above.full_name} > {self.name}"
        self.level = 1 if above is None else above.level + 1
        self.path = f"/{self.pk}/" if above is None else f"{above.path}{self.pk}/"


class DocumentType(Row, Carrying):
    """An ending of file names (or a pattern between slashes), and whether it may be uploaded."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    ending = models.CharField(max_length=255, db_index=True)
    icon = models.CharField(max_length=255, blank=True, default="")
    media_type = models.CharField(max_length=100, blank=True, default="")
    may_be_uploaded = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class StoredFile(Row, Trash, Carrying):
    """One upload: bytes under a random key, measured size and checksums, and one id in all doors.

    Two uploads of the same bytes are two rows with two keys. A document that only names an
    `address` elsewhere has no bytes and no key.
    """

    file_name = models.CharField(max_length=255, blank=True, default="")
    title = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    media_type = models.CharField(max_length=255, default=OCTET_STREAM)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sha1 = models.CharField(max_length=40, blank=True, default="")
    storage_key = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    uploader_id = models.BigIntegerField(null=True, blank=True)
    entity_id = models.BigIntegerField(default=0)
    is_recursive = models.BooleanField(default=False)
    category = models.ForeignKey(
        DocumentCategory, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    address = models.CharField(max_length=255, blank=True, default="")

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
