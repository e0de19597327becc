"""App configuration of kb."""

from django.apps import AppConfig


class KbConfig(AppConfig):
    """What people can read before they ask."""

    name = "kb"
    verbose_name = "Knowledge base"
