"""Articles, their versions, files and feedback."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest import paging
from doors.rest.downloads import describes_download, download
from doors.rest.inputs import NoInput
from doors.rest.problems import BadQuery
from doors.rest.uploads import ReadsUploads, UploadIn
from doors.rest.views import Nouns, Whole
from files.models import StoredFile
from files.queries import open_file
from kb import operations, queries
from kb.api import filters, inputs, shapes
from kb.models import ArticleFeedback, ArticleVersion


class SearchQuery(serializers.Serializer[Any]):
    """What a search asks for."""

    q = serializers.CharField(max_length=400, trim_whitespace=False)
    least = serializers.FloatField(min_value=0, max_value=1, required=False, default=0.0)


class FoundOut(serializers.Serializer[Any]):
    """What a search found, the best first."""

    results = shapes.FoundArticleOut(many=True)


class ArticleViewSet(Whole):
    """Articles that the caller may read."""

    scope = "articles"
    rows, filters = shapes.ArticleOut, filters.ArticleFilters
    orders = ("-updated_at", "updated_at", "-id", "id", "-view_count", "-solved_count")
    create_input, create_row = inputs.ArticleIn, operations.create_article
    update_input, update_row = inputs.ArticlePatchIn, operations.update_article
    delete_row = operations.delete_article

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the articles the actor may read."""
        return queries.visible_articles(actor)

    @extend_schema(responses=shapes.ArticleListOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List articles without their texts."""
        return self.listed(
            self.get_queryset(), shapes.ArticleListOut, filters=self.filters, orders=self.orders
        )

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, required=True, description="Words to look for."),
            OpenApiParameter("least", float, description="The lowest score to return, 0 to 1."),
            OpenApiParameter("page_size", int),
        ],
        responses=FoundOut,
        filters=False,
    )
    @action(
        detail=False,
        methods=["get"],
        pagination_class=None,
        query_parameters=("q", "least", "page_size"),
    )
    def search(self, request: Request) -> Response:
        """Find articles by words, the best first, at most a page of them."""
        asked = SearchQuery(data=request.query_params)
        if not asked.is_valid():
            raise BadQuery(asked.errors)
        found = queries.search(
            self.actor(), asked.validated_data["q"], least=asked.validated_data["least"]
        )
        page = found[: paging.page_size(request)]
        rows = shapes.FoundArticleOut.read(self.actor(), page, extra=("score",))
        return Response({"results": [row for _, row in rows]})

    @extend_schema(request=NoInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def view(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Count one reading; reading through the API counts none by itself."""
        self.read_input(NoInput)
        operations.count_view(self.actor(), self.key())
        return Response(status=204)

    @extend_schema(request=NoInput, responses=shapes.ArticleOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an article out of the trash."""
        self.read_input(NoInput)
        operations.restore_article(self.actor(), self.key())
        return self.shown(self.key())


class ArticlePart(Nouns):
    """Something that belongs to the article of the path."""

    scope = "articles"

    @property
    def article_id(self) -> int:
        """The number of the article in the path."""
        return self.key("article_id")


class VersionViewSet(ArticlePart):
    """The texts an article had, by number, for those who may write it."""

    rows, orders, key_column = shapes.VersionOut, ("-id", "id"), "number"

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the versions of a visible article."""
        if getattr(self, "swagger_fake_view", False):
            return ArticleVersion.objects.none()
        return queries.versions_of(actor, self.article_id).select_related(None)

    @extend_schema(request=NoInput, responses=shapes.VersionOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring an old text back, as a new version, which is the answer."""
        self.read_input(NoInput)
        article = operations.restore_version(self.actor(), self.article_id, self.key())
        return self.shown(article.version)


class FeedbackViewSet(ArticlePart):
    """What readers think of an article: all of it for those who write it, else the own."""

    rows, orders = shapes.FeedbackOut, ("id", "-id")
    create_input = inputs.FeedbackIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the feedback the actor may read."""
        if getattr(self, "swagger_fake_view", False):
            return ArticleFeedback.objects.none()
        return queries.feedback_of(actor, self.article_id).select_related(None)

    @extend_schema(request=inputs.FeedbackIn, responses={201: shapes.FeedbackOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say how much the article helped; a second time replaces the first."""
        given = self.read_input(self.create_input)
        operations.rate_article(self.actor(), self.article_id, **given)
        own = self.get_queryset().get(user=self.request.user.pk)
        return self.shown(own.pk, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["delete"])
    def own(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the own feedback back."""
        operations.withdraw_rating(self.actor(), self.article_id)
        return Response(status=204)


class ArticleFileViewSet(ReadsUploads, ArticlePart):
    """Files of the article of the path."""

    rows, orders = shapes.ArticleFileOut, ("id", "-id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the files of a visible article."""
        if getattr(self, "swagger_fake_view", False):
            return StoredFile.objects.none()
        return queries.files_of_article(actor, self.article_id)

    @extend_schema(
        request={"multipart/form-data": UploadIn}, responses={201: shapes.ArticleFileOut}
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Upload a file."""
        upload = self.read_input(UploadIn)
        stored = operations.attach_file(
            self.actor(),
            self.article_id,
            file_name=upload.file_name,
            content=upload.file,
            comment=upload.comment,
        )
        return self.shown(stored.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a file in the trash."""
        operations.remove_file(self.actor(), self.article_id, self.key())
        return Response(status=204)

    @describes_download
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Download a file, or the part that `Range` names."""
        file = queries.file_for(self.actor(), self.article_id, self.key())
        return download(
            open_file(file),
            size=file.size_bytes,
            file_name=file.file_name,
            media_type=file.media_type,
            digest=file.sha256,
            wanted=request.headers.get("Range", ""),
        )
