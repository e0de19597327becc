"""Projects and their tasks, as far as invoices name them (fields.md D23)."""

from django.db import models

from accounts.models import Scoped
from audit.columns import Carrying, Row, Trash


class Project(Row, Scoped, Trash, Carrying):
    """Work with an end."""

    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name


class ProjectTask(Row, Trash, Carrying):
    """A piece of a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name
