"""Categories of articles, a tree."""

from django.db import models

from accounts.models import Scoped, Tree
from audit.columns import Carrying, Row, Trash
from kb.models.article import Article


class ArticleCategory(Row, Scoped, Tree, Trash, Carrying):
    """A shelf of articles, on or under another one."""

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")

    class Meta:
        verbose_name_plural = "article categories"

    def __str__(self) -> str:
        return self.full_name or self.name


class ArticleInCategory(Row):
    """An article on a shelf; the oldest row is the one shown where there is room for one."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="category_rows")
    category = models.ForeignKey(
        ArticleCategory, on_delete=models.CASCADE, related_name="article_rows"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "category"], name="articleincategory_once")
        ]

    def __str__(self) -> str:
        return f"{self.article} in {self.category}"
