"""Mounted at every path of DESK_GLPI_ROOTS."""

import re

from django.urls import URLPattern, re_path

from api_compat.glpi.endpoint import api


def under(root: str, flavour: str) -> URLPattern:
    """Return the route of one root: the path itself and everything below it."""
    bare = root.strip("/")
    pattern = rf"^{re.escape(bare)}(?:/(?P<path>.*))?$"
    return re_path(pattern, api, {"root": f"/{bare}", "flavour": flavour}, name="glpi-api")
