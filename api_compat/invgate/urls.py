"""Mounted at every path of DESK_INVGATE_ROOTS; tokens and old links lie beside it."""

from django.urls import URLPattern, path

from api_compat.invgate.downloads import download
from api_compat.invgate.endpoint import api
from api_compat.invgate.links import old_link
from api_compat.invgate.oauth import access_token
from api_compat.invgate.openapi import document

API = "api/v1"


def patterns(root: str) -> list[URLPattern]:
    """Return the addresses for one root; "/invgate/api/v1/" has its token at /invgate/oauth/…."""
    inside = root.strip("/")
    beside = inside.removesuffix(API).strip("/")
    prefix = f"{beside}/" if beside else ""
    under = f"{inside}/" if inside else ""
    return [
        path(f"{under}openapi.json", document, name="invgate-openapi"),
        path(f"{under}file/<str:ticket>", download, name="invgate-file"),
        path(f"{under}<str:resource>", api, name="invgate-api"),
        path(f"{under}<str:resource>/", api),
        path(f"{prefix}oauth/v2.0/access_token", access_token, name="invgate-token"),
        path(f"{prefix}requests/show/index/id/<int:ticket_id>", old_link, name="invgate-link"),
    ]
