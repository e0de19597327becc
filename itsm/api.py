"""The REST API: every app's nouns under /rest/v1/, its document and the pages that show it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.routers import APIRootView, DefaultRouter
from rest_framework.views import APIView

from accounts.api import urls as accounts
from approvals.api import urls as approvals
from assets.api import urls as assets
from crm.api import urls as crm
from doors.rest.changes import feed_of
from kb.api import urls as kb
from tickets.api import urls as tickets
from tickets.operations import ask_approval
from tickets.queries import visible_tickets


class Unknown(APIView):
    """Answers every other path in the API's own form."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything else."""
        raise NotFound


class Document(SpectacularAPIView):
    """The document of the API. It is the same for every caller, and to write it takes seconds: each
    process does so once.
    """

    def _get_schema_response(self, request: Request) -> HttpResponse:
        renderer = request.accepted_renderer
        name = f"{settings.SPECTACULAR_SETTINGS['TITLE']}.{renderer.format}"
        return HttpResponse(
            document(renderer.media_type),
            content_type=renderer.media_type,
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


@cache
def document(media_type: str) -> bytes:
    """Return the document as the renderer of a media type writes it."""
    kinds: dict[str, Any] = {each.media_type: each for each in Document.renderer_classes}
    written: bytes = kinds[media_type]().render(description())
    return written


@cache
def description() -> dict[str, Any]:
    """Return what the document says, before it is written."""
    generator: Any = Document.generator_class()
    found: dict[str, Any] = generator.get_schema(request=None, public=True)
    return found


class Root(APIRootView):
    """All nouns, each with the address of its list. The documentation tells what they hold."""

    name = "REST API"


router = DefaultRouter()
router.APIRootView = Root
router.include_format_suffixes = False
for app in (tickets, accounts, crm, assets, kb, approvals):
    app.register(router)
approvals.register_owned(router, "ticket", "tickets", visible_tickets, ask_approval)
router.register("changes", feed_of(router.registry), "changes")

urlpatterns = [
    path("schema/", Document.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    *accounts.urlpatterns,
    *router.urls,
    re_path("", Unknown.as_view()),
]
