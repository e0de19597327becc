"""Mounted at every path of DESK_INTEGRIA_ROOTS."""

from django.urls import path

from api_compat.integria.endpoint import api

urlpatterns = [path("", api, name="integria-api")]
