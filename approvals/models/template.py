"""Templates: approvals that are prepared once and asked for often."""

from django.db import models

from accounts.models import Group, User
from approvals.models.columns import Counting, Terms
from audit.columns import Carrying, Row, Trash


class ApprovalTemplate(Row, Trash, Carrying, Terms):
    """A prepared approval. `prompt` is what the one who asks is invited to describe."""

    title = models.CharField(max_length=255)
    description = models.TextField(blank=True, default="")
    prompt = models.TextField(blank=True, default="")
    description_is_required = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class TemplateStep(Row, Counting):
    """Who is asked in one step: people, members of groups, the manager of who asks."""

    template = models.ForeignKey(ApprovalTemplate, on_delete=models.CASCADE, related_name="steps")
    users = models.ManyToManyField(User, blank=True, related_name="+")
    groups = models.ManyToManyField(Group, blank=True, related_name="+")
    asks_author_manager = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="templatestep_position")
        ]
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.template}, step {self.position}"
