"""Which door stands at which path."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from api_compat.glpi.urls import under
from api_compat.invgate import urls as invgate
from itsm import health, styleguide
from itsm.metrics import metrics

urlpatterns = [
    path("articles/", include("kb.web.urls")),
    path("announcements/", include("kb.web.announcement_urls")),
    path("", include("tickets.web.urls")),
    path("portal/", include("tickets.web.portal.urls")),
    path("approvals/", include("approvals.web.urls")),
    path("accounts/", include("accounts.web.urls")),
    path("admin/", admin.site.urls),
    path("rest/v1/", include("itsm.api")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics),
    path("styleguide/", styleguide.show, name="styleguide"),
    *(
        path(root.lstrip("/"), include("api_compat.integria.urls"))
        for root in settings.DESK_INTEGRIA_ROOTS
    ),
    *(pattern for root in settings.DESK_INVGATE_ROOTS for pattern in invgate.patterns(root)),
    *(under(root, flavour) for root, flavour in settings.DESK_GLPI_ROOTS.items()),
]

handler400 = "itsm.errors.bad_request"
handler403 = "itsm.errors.forbidden"
handler404 = "itsm.errors.not_found"
handler500 = "itsm.errors.server_error"
