"""The REST API: every app's nouns under /rest/v1/, its document and the pages that show it."""

from typing import Any

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
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    *accounts.urlpatterns,
    *router.urls,
    re_path("", Unknown.as_view()),
]
