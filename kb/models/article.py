"""Articles, who may read them, their versions, what readers think of them."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Group, Scoped, User
from audit.columns import Carrying, Row, Trash
from crm.models import Company
from kb.vocabulary import HIGHEST_RATING, Audience, TextFormat


class Content(models.Model):
    """The text of an article, as received."""

    title = models.TextField()
    summary = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    body_format = models.CharField(max_length=8, choices=TextFormat, default=TextFormat.HTML)

    class Meta:
        abstract = True


class Article(Row, Scoped, Trash, Carrying, Content):
    """What is known about something. `version` is the number of the text that stands.

    The entity is the one whose people keep the article; readers are chosen by the audience.
    `rating_percent` is the mean of the feedback, empty without any.
    """

    audience = models.CharField(max_length=16, choices=Audience, default=Audience.PRIVATE)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    view_count = models.PositiveIntegerField(default=0, editable=False)
    solved_count = models.PositiveIntegerField(default=0, editable=False)
    feedback_count = models.PositiveIntegerField(default=0, editable=False)
    rating_percent = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    categories: Any = models.ManyToManyField(
        "kb.ArticleCategory", through="kb.ArticleInCategory", related_name="articles"
    )
    file_links = GenericRelation(
        "files.FileLink", content_type_field="noun", object_id_field="object_id"
    )

    class Meta:
        indexes = [models.Index(fields=["audience", "updated_at"], name="article_audience")]

    def __str__(self) -> str:
        return self.title


class ArticleAudience(Row):
    """A group or company to which the readers of an article are narrowed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="audience_rows")
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, company__isnull=False)
                | Q(group__isnull=False, company=None),
                name="articleaudience_one_of_two",
            ),
            models.UniqueConstraint(fields=["article", "group"], name="articleaudience_group"),
            models.UniqueConstraint(fields=["article", "company"], name="articleaudience_company"),
        ]

    def __str__(self) -> str:
        return str(self.group or self.company)


class ArticleVersion(Row, Content):
    """A text that an article had or has; number 1 is the first."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    restored_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class ArticleFeedback(Row):
    """What one person thinks of an article: 0 (no help) to 10 (all I needed)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField(validators=[MaxValueValidator(HIGHEST_RATING)])
    comment = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="articlefeedback_once"),
            models.CheckConstraint(
                condition=Q(rating__lte=HIGHEST_RATING), name="articlefeedback_rating"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.rating}"


class ArticleText(models.Model):
    """The words of an article as the search compares them: folded, without marks and signs.

    The migrations add what finds them: on PostgreSQL a column `vector` with an index, on SQLite a
    full-text table filled by triggers. A migration that rebuilds this table must make them again.
    """

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    title = models.TextField(blank=True, default="")
    summary = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.title
