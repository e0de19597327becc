"""Where the nouns of accounts stand under /rest/v1/."""

from django.urls import path
from rest_framework.routers import BaseRouter

from accounts.api.sign_in import SignInView, TokenViewSet

urlpatterns = [path("auth/token/", SignInView.as_view(), name="auth-token")]


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("tokens", TokenViewSet, "tokens")
