"""People who are told about everything in a company, a group, a help desk, a level or a place."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from accounts.models import Group, User
from audit.columns import Row


class EntityObserver(Row):
    """A person, or the members of a group, who watch a row of another noun."""

    noun = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("noun", "object_id")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="observed"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="observed"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, group__isnull=False) | Q(user__isnull=False, group=None),
                name="entityobserver_one_of_two",
            ),
            models.UniqueConstraint(
                fields=["noun", "object_id", "user"], name="entityobserver_user"
            ),
            models.UniqueConstraint(
                fields=["noun", "object_id", "group"], name="entityobserver_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group} observes {self.noun_id} {self.object_id}"
