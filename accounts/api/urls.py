"""Where the nouns of accounts stand under /rest/v1/."""

from django.urls import path
from rest_framework.routers import BaseRouter

from accounts.api import catalogues, me, providers, queues, setup, views
from accounts.api.sign_in import SignInView, TokenViewSet

urlpatterns = [path("auth/token/", SignInView.as_view(), name="auth-token")]


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("tokens", TokenViewSet, "tokens")
    router.register("people", views.PersonViewSet, "people")
    router.register("groups", views.GroupViewSet, "groups")
    router.register(
        r"groups/(?P<group_id>[0-9]{1,19})/members", views.MemberViewSet, "group-members"
    )
    router.register("roles", views.RoleViewSet, "roles")
    router.register("grants", views.GrantViewSet, "grants")
    router.register("entities", views.EntityViewSet, "entities")
    router.register("absences", setup.AbsenceViewSet, "absences")
    router.register("api-clients", setup.ClientViewSet, "api-clients")
    router.register("identity-providers", providers.ProviderViewSet, "identity-providers")
    router.register("settings", setup.SettingViewSet, "settings")
    router.register("mails", queues.MailViewSet, "mails")
    router.register("jobs", queues.JobViewSet, "jobs")
    router.register("job-runs", queues.RunViewSet, "job-runs")
    router.register("calendars", views.CalendarViewSet, "calendars")
    router.register("locations", catalogues.LocationViewSet, "locations")
    router.register("user-titles", catalogues.UserTitleViewSet, "user-titles")
    router.register("user-categories", catalogues.UserCategoryViewSet, "user-categories")
    router.register("me", me.MeViewSet, "me")
