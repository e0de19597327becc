"""Which door stands at which path."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from itsm import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("rest/v1/", include("itsm.api")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    *(
        path(root.lstrip("/"), include("api_compat.integria.urls"))
        for root in settings.DESK_INTEGRIA_ROOTS
    ),
]
