"""Documents: files, or addresses of files, that stand alone or hang on rows of many nouns."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.operations import catalogues, nouns
from accounts.queries import visible_entities
from audit.actor import Actor
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.downloads import describes_download, download
from doors.rest.filters import KeyFilter
from doors.rest.inputs import HIGHEST_KEY, Input, Line, NoInput, Ref, StrictBoolean, Text
from doors.rest.rows import Key, Rows
from doors.rest.views import Nouns
from files.models import FileLink
from files.queries import open_file
from tickets import operations, queries
from tickets.api.shapes import key_of

PATHS = {
    "ticket": "tickets",
    "followup": "followups",
    "configurationitem": "items",
    "article": "articles",
    "company": "companies",
    "contact": "contacts",
    "contract": "contracts",
    "project": "projects",
}
"""What documents hang on, as the desk names it and as paths do."""

OWNERS = {
    PATHS[model._meta.model_name or ""]: seen for model, seen in queries.DOCUMENT_OWNERS.items()
}


def _categories(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, catalogues.DOCUMENT_CATEGORIES)


class DocumentOut(Rows):
    """A document; one that is only an address elsewhere has no size."""

    id = Key()
    file_name = serializers.CharField()
    title = serializers.CharField()
    comment = serializers.CharField()
    category = key_of("category_id")
    address = serializers.CharField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    uploader = key_of("uploader_id")
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class DocumentPatchIn(Input):
    """Changes of what is said about a document."""

    draft: ClassVar[type[Any]] = dict
    title: Any = Line(required=False, allow_blank=True)
    comment = Text(required=False, allow_blank=True)
    category = Ref(_categories, required=False, allow_null=True)
    address: Any = Line(required=False, allow_blank=True)
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_recursive = StrictBoolean(required=False)


class AddressIn(DocumentPatchIn):
    """A document that lies elsewhere."""

    title = Line()
    address = serializers.URLField(max_length=255)


class DocumentUploadIn(Input):
    """An upload; `file_name` stands in place of the name that the file came with."""

    draft: ClassVar[type[Any]] = dict
    file = serializers.FileField(allow_empty_file=True, max_length=255)
    file_name = Line(required=False)
    title = Line(required=False, allow_blank=True)
    comment = Text(required=False, allow_blank=True)


class DocumentFilters(filters.FilterSet):
    """What a list of documents may be narrowed to."""

    title = filters.CharFilter(lookup_expr="icontains", max_length=200)
    file_name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    category = KeyFilter(field_name="category")
    sha256 = filters.CharFilter(max_length=64)


class DocumentViewSet(Nouns):
    """Documents: one's own, those on rows that the caller sees, those on none where it works."""

    scope = "documents"
    rows, filters, orders = DocumentOut, DocumentFilters, ("-id", "id", "-updated_at", "updated_at")
    create_input, update_input = DocumentUploadIn, DocumentPatchIn

    def get_parsers(self) -> list[Any]:
        """Read an upload as multipart, all else as JSON."""
        uploads = getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if uploads else super().get_parsers()

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the documents that the actor may see."""
        return queries.documents(actor).filter(deleted_at=None)

    @extend_schema(request={"multipart/form-data": DocumentUploadIn}, responses={201: DocumentOut})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Upload a document."""
        given = self.read_input(DocumentUploadIn)
        upload = given.pop("file")
        name = given.pop("file_name", "") or upload.name
        made = operations.create_document(self.actor(), given, file_name=name, content=upload)
        return self.shown(made.pk, status=201)

    @extend_schema(request=AddressIn, responses={201: DocumentOut})
    @action(detail=False, methods=["post"], url_path="elsewhere", query_parameters=())
    def elsewhere(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Name a document that lies at an address elsewhere."""
        made = operations.create_document(self.actor(), self.read_input(AddressIn))
        return self.shown(made.pk, status=201)

    @extend_schema(request=DocumentPatchIn)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is said about a document; `If-Match` refuses when it changed in between."""
        row = self.get_queryset().get(pk=self.key())
        given = self.read_input(DocumentPatchIn)
        operations.change_document(self.actor_for(type(row), row.pk), row.pk, given)
        return self.shown(row.pk)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a document in the trash."""
        row = self.get_queryset().get(pk=self.key())
        operations.trash_document(self.actor_for(type(row), row.pk), row.pk)
        return Response(status=204)

    @extend_schema(request=NoInput)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a document out of the trash."""
        self.read_input(NoInput)
        operations.restore_document(self.actor(), self.key())
        return self.shown(self.key())

    @describes_download
    @action(detail=True, methods=["get"])
    def content(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Download a document, or the part that `Range` names; 404 for one that lies elsewhere."""
        file = self.get_queryset().get(pk=self.key())
        return download(
            open_file(file),
            size=file.size_bytes,
            file_name=file.file_name,
            media_type=file.media_type,
            digest=file.sha256,
            wanted=request.headers.get("Range", ""),
        )


class DocumentLinkOut(Rows):
    """A row that the document hangs on."""

    id = Key()
    noun = serializers.ChoiceField(sorted(OWNERS), source="noun__model")
    object = serializers.IntegerField(source="object_id")
    linked_at = serializers.DateTimeField()
    linked_by = key_of("linked_by_id")

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Name the nouns as their paths do."""
        for row in raw:
            if "noun__model" in row:
                row["noun__model"] = PATHS[row["noun__model"]]


class DocumentLinkIn(Input):
    """A row for the document to hang on."""

    draft: ClassVar[type[Any]] = dict
    noun = serializers.ChoiceField(sorted(OWNERS))
    object = serializers.IntegerField(min_value=0, max_value=HIGHEST_KEY)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find the row among those that the caller sees."""
        seen = OWNERS[attrs["noun"]](self.context["actor"])
        row = seen.filter(pk=attrs["object"]).first()
        if row is None:
            message = "There is no such row that you may see."
            raise serializers.ValidationError({"object": [message]}, code="does_not_exist")
        return {"owner": row}


class DocumentLinkViewSet(Nouns):
    """What the document of the path hangs on, as far as the caller sees that too."""

    scope = "documents"
    rows, orders = DocumentLinkOut, ("id", "-id")
    create_input = DocumentLinkIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the links of a visible document."""
        if getattr(self, "swagger_fake_view", False):
            return FileLink.objects.all()
        return queries.links_of_document(actor, self.key("document_id"))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hang the document on a row; 422 where it hangs already."""
        document = queries.documents(self.actor()).get(pk=self.key("document_id"), deleted_at=None)
        given = self.read_input(DocumentLinkIn)
        link = operations.link_document(self.actor(), document.pk, given["owner"])
        return self.shown(link.pk, status=201)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the document off a row."""
        operations.unlink_document(self.actor(), self.get_queryset().get(pk=self.key()))
        return Response(status=204)


class DocumentCategoryOut(NamedOut):
    """What documents are about."""

    full_name = serializers.CharField(help_text="With the names of the categories above.")
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field, not DRF's attribute
        source="parent_id", allow_null=True
    )


class DocumentCategoryPatchIn(NamedPatchIn):
    """Changes of a category; another parent moves all below it."""

    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        _categories, required=False, allow_null=True
    )


class DocumentCategoryIn(DocumentCategoryPatchIn):
    """A new category."""

    name = Line()


class DocumentCategoryViewSet(Catalogue):
    """What documents are about."""

    scope = "documents"
    verbs, noun = nouns, catalogues.DOCUMENT_CATEGORIES
    rows: ClassVar[type[Rows]] = DocumentCategoryOut
    create_input: ClassVar[type[Input]] = DocumentCategoryIn
    update_input: ClassVar[type[Input]] = DocumentCategoryPatchIn


class DocumentTypeOut(NamedOut):
    """An ending of file names (or a pattern between slashes), and whether it may be uploaded."""

    ending = serializers.CharField()
    media_type = serializers.CharField()
    may_be_uploaded = serializers.BooleanField()


class DocumentTypePatchIn(NamedPatchIn):
    """Changes of a kind of files."""

    ending = Line(required=False)
    media_type = Line(100, required=False, allow_blank=True)
    may_be_uploaded = StrictBoolean(required=False)


class DocumentTypeIn(DocumentTypePatchIn):
    """A new kind of files."""

    name = Line()
    ending = Line()


class DocumentTypeViewSet(Catalogue):
    """Kinds of files."""

    scope = "documents"
    verbs, noun = nouns, catalogues.DOCUMENT_TYPES
    rows: ClassVar[type[Rows]] = DocumentTypeOut
    create_input: ClassVar[type[Input]] = DocumentTypeIn
    update_input: ClassVar[type[Input]] = DocumentTypePatchIn
