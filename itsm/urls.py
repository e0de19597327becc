"""Which door stands at which path."""

from django.contrib import admin
from django.urls import path

from itsm import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
