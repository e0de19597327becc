"""App configuration of approvals."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Requests for approval on rows of any app."""

    name = "approvals"
