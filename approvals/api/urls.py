"""Where the nouns of approvals stand under /rest/v1/."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework.routers import BaseRouter

from approvals.api import views
from approvals.drafts import RequestDraft
from approvals.models import ApprovalRequest
from audit.actor import Actor

REQUEST = r"approvals/(?P<approval_id>[0-9]{1,19})"


def register_owned(
    router: BaseRouter,
    noun: str,
    plural: str,
    owners: Callable[[Actor], QuerySet[Any]],
    ask: Callable[[Actor, int, RequestDraft], ApprovalRequest],
) -> None:
    """Add the approvals of one kind of row, below its own path.

    `owners` are the rows an actor may see; `ask` is the operation of their app.
    """
    members = {
        "scope": plural,
        "owner_name": f"{noun}_id",
        "owners": staticmethod(owners),
        "ask": staticmethod(ask),
    }
    view = type(f"{noun.title()}ApprovalViewSet", (views.OwnedApprovalViewSet,), members)
    path = rf"{plural}/(?P<{noun}_id>[0-9]{{1,19}})/approvals"
    router.register(path, view, f"{noun}-approvals")


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("approval-templates", views.TemplateViewSet, "approval-templates")
    router.register("approvals", views.ApprovalViewSet, "approvals")
    router.register(f"{REQUEST}/votes", views.VoteViewSet, "approval-votes")
    router.register("delegations", views.DelegationViewSet, "delegations")
