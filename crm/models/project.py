"""Projects and their tasks (fields.md D23). Durations are seconds."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, Scoped, User
from audit.columns import Carrying, Row, Trash
from crm.models.catalogue import Catalogue


class ProjectState(Catalogue):
    """How far a project or a task is."""

    colour = models.CharField(max_length=255, blank=True, default="")
    is_finished = models.BooleanField(default=False)


class Planned(models.Model):
    """When something is to be done, when it was, and how much of it is done (percent)."""

    plan_start_at = models.DateTimeField(null=True, blank=True)
    plan_end_at = models.DateTimeField(null=True, blank=True)
    real_start_at = models.DateTimeField(null=True, blank=True)
    real_end_at = models.DateTimeField(null=True, blank=True)
    done_percent: Any = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)]
    )
    is_auto_percent = models.BooleanField(default=False)
    state = models.ForeignKey(
        ProjectState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    content = models.TextField(blank=True, default="")
    comment = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a parent that is the row itself or below it."""
        above: Any = self.parent  # type: ignore[attr-defined]  # all that are planned have one
        seen: set[int] = set()
        while above is not None and above.pk not in seen:
            if above.pk == self.pk:
                message = _("Nothing can be below itself.")
                raise ValidationError({"parent": ValidationError(message, code="cycle")})
            seen.add(above.pk)
            above = above.parent


class Project(Row, Scoped, Trash, Carrying, Planned):
    """Work with an end."""

    name = models.CharField(max_length=255)
    code = models.CharField(max_length=255, blank=True, default="")
    priority = models.PositiveSmallIntegerField(default=3)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    manager = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    on_gantt = models.BooleanField(default=False)

    contract_links = GenericRelation("crm.ContractLink")

    def __str__(self) -> str:
        return self.name


class ProjectLink(Row):
    """A ticket or an item that a project is about; its model declares the GenericRelation."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="links")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    owner = GenericForeignKey("content_type", "object_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "content_type", "object_id"], name="projectlink_once"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="projectlink_owner")]

    def __str__(self) -> str:
        return f"{self.project} with {self.content_type} {self.object_id}"


class ProjectTask(Row, Trash, Carrying, Planned):
    """A piece of a project."""

    uuid = models.CharField(max_length=36, blank=True, default="", db_index=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    name = models.CharField(max_length=255)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    planned_seconds = models.BigIntegerField(default=0)
    spent_seconds = models.BigIntegerField(default=0)
    is_milestone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a parent of another project too."""
        super().clean()
        if self.parent is not None and self.parent.project_id != self.project_id:
            message = _("The task above belongs to another project.")
            raise ValidationError({"parent": ValidationError(message, code="other_project")})
