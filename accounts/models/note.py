"""Notes that people of the desk leave on a row: a person, a group, a company, an item, a ticket."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models.user import User
from audit.columns import Row


class Note(Row):
    """A note on a row of any app (fields.md D8)."""

    title = models.CharField(max_length=255, blank=True, default="")
    body = models.TextField()
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    noun = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("noun", "object_id")

    class Meta:
        indexes = [models.Index(fields=["noun", "object_id", "id"], name="note_owner")]

    def __str__(self) -> str:
        return self.title or self.body[:40]
