"""What somebody has begun to write and not saved yet."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from audit.columns import Row
from kb.models.article import Article


class ArticleSketch(Row):
    """The fields of the editor as a person left them: one per article, and one new article."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="sketches"
    )
    fields = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "article sketches"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "article"],
                condition=Q(article__isnull=False),
                name="articlesketch_of_article",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(article=None), name="articlesketch_of_new"
            ),
        ]

    def __str__(self) -> str:
        return str(self.article or self.fields.get("title", ""))
